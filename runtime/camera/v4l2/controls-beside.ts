/** Access to the controls from the reader's first thread. Another thread does the work, within a time limit, even if the camera hangs. */

import { readSync } from 'node:fs'
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { ownEnvironment } from '../../child-environment.ts'
import { monotonicMs } from '../../clock.ts'
import type { CameraControl } from '../port.ts'
import type { FromReader } from '../reader/protocol.ts'
import type { ControlsThreadData, ControlTask, FromControls } from './controls-thread.ts'
import { openEventfd } from './libc.ts'

const THREAD = new URL('./controls-thread.ts', import.meta.url)
/** Reading sixty controls takes a working camera 100 ms; a mute one takes 5 s for each. */
const TIME_LIMIT_MS = 3_000
/** Until the thread has started: 0.1 s on a desktop, some seconds on a small computer under load. */
const START_LIMIT_MS = 15_000

type Asked = Omit<ControlTask, 'deadlineMs'>

export class ControlsBeside {
  /** Can be read when takeAnswers() has something to give. */
  readonly wakeFd = openEventfd()
  readonly #port
  readonly #waiting = new Map<number, ControlTask>()
  readonly #known = new Map<string, CameraControl>()
  readonly #mute = new Set<string>()
  readonly #count = Buffer.alloc(8)
  /** What is asked before the thread has started; its time begins then. */
  #starting = true

  constructor(node: string) {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    const workerData: ControlsThreadData = { node, port: port2, wakeFd: this.wakeFd }
    new Worker(THREAD, { workerData, transferList: [port2], env: ownEnvironment() })
  }

  list(id: number): void {
    this.#ask({ id })
  }

  set(id: number, name: string, value: number): void {
    this.#ask({ id, set: { name, value } })
  }

  /** To be called when `wakeFd` can be read. */
  takeAnswers(): FromReader[] {
    readSync(this.wakeFd, this.#count)
    const answers: FromReader[] = []
    for (let got = receiveMessageOnPort(this.#port); got; got = receiveMessageOnPort(this.#port)) {
      const message = got.message as FromControls
      if ('ready' in message) this.#started()
      else if ('known' in message) {
        this.#known.set(message.known.name, message.known)
        if (this.#mute.delete(message.known.name)) answers.push(this.#muteReport())
      } else if ('mute' in message) {
        this.#known.delete(message.mute)
        this.#mute.add(message.mute)
        answers.push(this.#muteReport())
      } else if (this.#waiting.delete(message.id))
        answers.push(
          'controls' in message ? { type: 'controls', ...message } : { type: 'refused', ...message },
        )
    }
    return answers
  }

  /** How long until overdue() has something to give; -1 while nothing is asked. */
  get timeoutMs(): number {
    if (this.#waiting.size === 0) return -1
    const next = Math.min(...[...this.#waiting.values()].map(({ deadlineMs }) => deadlineMs))
    return Math.max(0, Math.ceil(next - monotonicMs()))
  }

  /** Answers to what was not answered in time: the controls that are known by now, or that setting one failed. */
  overdue(): FromReader[] {
    const nowMs = monotonicMs()
    const late = [...this.#waiting.values()].filter(({ deadlineMs }) => deadlineMs <= nowMs)
    return late.map(({ id, set }) => {
      this.#waiting.delete(id)
      if (set === undefined) return { type: 'controls', id, controls: [...this.#known.values()] }
      const message = `The camera did not answer about ${set.name} within ${TIME_LIMIT_MS / 1000} s. Pictures go on; plug the camera in again if this repeats.`
      return { type: 'refused', id, code: 'CAMERA_NOT_AVAILABLE', message }
    })
  }

  #ask(task: Asked): void {
    if (this.#starting) this.#waiting.set(task.id, { ...task, deadlineMs: monotonicMs() + START_LIMIT_MS })
    else this.#send(task)
  }

  #send(task: Asked): void {
    const timed = { ...task, deadlineMs: monotonicMs() + TIME_LIMIT_MS }
    this.#waiting.set(task.id, timed)
    this.#port.postMessage(timed)
  }

  #started(): void {
    this.#starting = false
    for (const task of [...this.#waiting.values()]) this.#send(task)
  }

  #muteReport(): FromReader {
    return { type: 'mute-controls', names: [...this.#mute] }
  }
}
