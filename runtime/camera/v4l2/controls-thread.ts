/**
 * The reader's second thread: it reads and sets controls through a descriptor of its own. A control that does not answer blocks an
 * ioctl for 5 s, and here it blocks no picture.
 */
import { writeSync } from 'node:fs'
import { type MessagePort, workerData } from 'node:worker_threads'
import { monotonicMs } from '../../clock.ts'
import { ServiceError } from '../../errors.ts'
import type { CameraControl } from '../port.ts'
import { V4l2Controls } from './controls.ts'
import { closeNode, openNode } from './device.ts'

export interface ControlTask {
  id: number
  /** Nobody waits for it any more after this moment of the monotonic clock: what has not begun by then is not done. */
  deadlineMs: number
  /** Left out to list the controls. */
  set?: { name: string; value: number }
}

export type FromControls =
  | { ready: true }
  | { known: CameraControl }
  | { mute: string }
  | { id: number; controls: CameraControl[] }
  | { id: number; code: 'VALIDATION_ERROR' | 'CAMERA_NOT_AVAILABLE'; message: string }

export interface ControlsThreadData {
  node: string
  port: MessagePort
  /** The eventfd at which the reader's first thread waits. */
  wakeFd: number
}

const { node, port, wakeFd } = workerData as ControlsThreadData
const ONE = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])
const fd = openNode(node)
const controls = new V4l2Controls(fd, {
  onKnown: (known) => send({ known }),
  onMute: (mute) => send({ mute }),
})
port.on('message', (task: ControlTask) => send(answer(task)))
port.on('close', () => closeNode(fd))
send({ ready: true })

function send(message: FromControls): void {
  port.postMessage(message)
  writeSync(wakeFd, ONE)
}

function answer({ id, deadlineMs, set }: ControlTask): FromControls {
  try {
    if (set === undefined) return { id, controls: controls.list() }
    if (monotonicMs() > deadlineMs) return { id, controls: [] }
    return { id, controls: [controls.set(set.name, set.value)] }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof ServiceError && error.code === 'VALIDATION_ERROR')
      return { id, code: 'VALIDATION_ERROR', message }
    return {
      id,
      code: 'CAMERA_NOT_AVAILABLE',
      message: `The camera did not answer about its controls (${message}). Pictures go on; plug the camera in again if this repeats.`,
    }
  }
}
