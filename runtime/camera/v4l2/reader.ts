/**
 * The reader process of one camera. Its one thread waits in poll() for a frame or for a message of the service, without Node's
 * event loop: nothing else happens in this process, and what a system call does to it never reaches the service.
 */
import { constants } from 'node:os'
import { ServiceError } from '../../errors.ts'
import type { ToReader } from '../reader/protocol.ts'
import { BlockingChannel } from './blocking-channel.ts'
import { describeCameras } from './describe.ts'
import { faultSentence } from './faults.ts'
import { POLLERR, POLLHUP, Poll, SystemError } from './libc.ts'
import { OpenCamera, type V4l2ReaderOptions } from './open-camera.ts'

/** What the driver asks for: one camera to be read, or all to be described. */
export type V4l2Task = V4l2ReaderOptions | 'describe'

const { EIO, ENODEV } = constants.errno

const channel = new BlockingChannel()
let poll = new Poll([channel.fd])
let camera: OpenCamera | undefined
let reading: V4l2ReaderOptions | undefined

try {
  await serve()
} catch (error) {
  camera?.close()
  const { node, name } = reading?.camera ?? { node: 'the device', name: '' }
  channel.send({ type: 'fault', message: await faultSentence(error, node, name) })
  process.exit(1)
}
camera?.close()

/** Until the service says so, or is gone. Throws what ends the camera. */
async function serve(): Promise<void> {
  for (;;) {
    poll.wait()
    // Before a message opens the camera, which is not in this poll yet.
    const ofCamera = camera === undefined ? 0 : poll.events(1)
    if (poll.events(0) !== 0) {
      for (const message of channel.receive()) {
        if (message.type === 'close') return
        await handle(message)
      }
    }
    if (ofCamera !== 0) camera?.readFrames()
    // A camera that is gone or broken has its reason in DQBUF as a rule; where it has none, it must not be asked for ever.
    if ((ofCamera & (POLLERR | POLLHUP)) !== 0)
      throw new SystemError('poll', (ofCamera & POLLHUP) === 0 ? EIO : ENODEV)
  }
}

async function handle(message: ToReader): Promise<void> {
  switch (message.type) {
    case 'open': {
      const task = message.options as V4l2Task
      if (task === 'describe') channel.send({ type: 'result', result: await describeCameras() })
      else openCamera(task)
      break
    }
    case 'want':
      camera?.want(message.notBeforeMs)
      break
    case 'list-controls':
      answer(message.id, ({ controls }) => controls.list())
      break
    case 'set-control':
      answer(message.id, ({ controls }) => [controls.set(message.name, message.value)])
      break
  }
}

function openCamera(options: V4l2ReaderOptions): void {
  reading = options
  camera = new OpenCamera(options, (message, payload) => channel.send(message, payload))
  poll = new Poll([channel.fd, camera.fd])
  channel.send({
    type: 'opened',
    granted: camera.granted,
    driverState: options.camera,
  })
}

/** A refusal is the caller's; a control that the camera does not answer for leaves its pictures as they are. */
function answer(id: number, run: (open: OpenCamera) => ReturnType<OpenCamera['controls']['list']>): void {
  if (camera === undefined) return
  try {
    channel.send({ type: 'controls', id, controls: run(camera) })
  } catch (error) {
    if (error instanceof SystemError && error.errno === ENODEV) throw error
    const isRefusal = error instanceof ServiceError && error.code === 'VALIDATION_ERROR'
    const message = error instanceof Error ? error.message : String(error)
    channel.send({
      type: 'refused',
      id,
      code: isRefusal ? 'VALIDATION_ERROR' : 'CAMERA_NOT_AVAILABLE',
      message: isRefusal ? message : `The camera does not answer (${message}).`,
    })
  }
}
