/** A camera session whose camera is held by a reader process. */
import { ServiceError } from '../../errors.ts'
import type {
  CameraControl,
  CameraControls,
  CameraSession,
  Frame,
  FrameCounters,
  FrameRequest,
  GrantedFormat,
  LatencyBound,
} from '../port.ts'
import { Waiters } from '../waiters.ts'
import { camerasReleased, type ReaderProcess, startReader } from './process.ts'
import type { FromReader } from './protocol.ts'

/** A session whose controls can always be asked for, and whose latency bound can be changed. */
export interface ReaderCamera extends CameraSession {
  readonly controls: CameraControls
  /** The bound of the frames from now on. */
  boundLatency(latency: LatencyBound): void
}

export interface ReaderSessionOptions {
  /** The reader's module. */
  script: URL
  /** Given to the reader as they are; plain JSON. */
  options: unknown
  signal: AbortSignal
  /** Called with what the reader wants remembered for the next opening. */
  onDriverState?: (state: unknown) => void
}

/**
 * Starts a reader and has it open its camera. Throws CAMERA_NOT_AVAILABLE with the reader's sentence, or the signal's reason;
 * the process is gone by then.
 */
export async function openReaderSession(options: ReaderSessionOptions): Promise<ReaderCamera> {
  options.signal.throwIfAborted()
  const aborted = new AbortController()
  const abort = new Promise<never>((_, reject) => {
    const onAbort = () => reject(options.signal.reason)
    options.signal.addEventListener('abort', onAbort, { once: true, signal: aborted.signal })
  })
  let session: ReaderSession | undefined
  try {
    // Else the camera seems to be in use by another program, which is a reader of this service that could not be stopped yet.
    await Promise.race([camerasReleased(), abort])
    session = new ReaderSession(options)
    await Promise.race([session.opened, session.ended.then((fault) => Promise.reject(fault)), abort])
    return session
  } catch (error) {
    await session?.close()
    throw error
  } finally {
    aborted.abort()
  }
}

interface PendingAnswer {
  resolve(controls: CameraControl[]): void
  reject(error: ServiceError): void
}

class ReaderSession implements ReaderCamera {
  readonly ended: Promise<ServiceError>
  readonly opened: Promise<void>
  readonly controls: CameraControls = this.#controlsPort()
  granted: GrantedFormat = {
    width: 0,
    height: 0,
    fps: 0,
    pixelFormat: 'GREY',
    deviceName: '',
    stableName: '',
  }
  muteControls: string[] = []
  counters: FrameCounters = { frames: 0, dropped: 0, torn: 0, lastFrameAtMs: null }
  readonly #reader: ReaderProcess
  readonly #waiters = new Waiters()
  readonly #answers = new Map<number, PendingAnswer>()
  readonly #onDriverState: (state: unknown) => void
  #nextId = 1
  #over = false
  #end: (fault: ServiceError) => void = () => {}
  #open: () => void = () => {}

  constructor({ script, options, onDriverState = () => {} }: ReaderSessionOptions) {
    this.#onDriverState = onDriverState
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    this.opened = new Promise((resolve) => {
      this.#open = resolve
    })
    this.#reader = startReader(
      script,
      (message, payload) => this.#onMessage(message, payload),
      (how, lastWords) => this.#fail(crashed(how, lastWords)),
    )
    this.#reader.send({ type: 'open', options })
  }

  async frame(request: FrameRequest): Promise<Frame> {
    const frame = this.#waiters.wait(request)
    this.#want()
    return frame
  }

  boundLatency(latency: LatencyBound): void {
    this.#reader.send({ type: 'bound-latency', latency })
  }

  async close(): Promise<void> {
    this.#finish(new ServiceError('CAMERA_NOT_AVAILABLE', 'The camera was closed.'))
    await this.#reader.stop()
  }

  #onMessage(message: FromReader, payload: Buffer): void {
    if (this.#over) return
    switch (message.type) {
      case 'opened':
        this.granted = message.granted
        if (message.driverState !== undefined) this.#onDriverState(message.driverState)
        this.#open()
        break
      case 'frame': {
        const { type: _, exposedAtMs, ...header } = message
        this.#waiters.give({ ...header, data: payload, exposedAtMs: exposedAtMs ?? Number.NEGATIVE_INFINITY })
        if (this.#waiters.count > 0) this.#want()
        break
      }
      case 'counters':
        this.counters = message.counters
        break
      case 'controls':
        this.#takeAnswer(message.id)?.resolve(message.controls)
        break
      case 'mute-controls':
        this.muteControls = message.names
        break
      case 'refused':
        this.#takeAnswer(message.id)?.reject(new ServiceError(message.code, message.message))
        break
      case 'fault':
        this.#fail(new ServiceError('CAMERA_NOT_AVAILABLE', message.message))
    }
  }

  #want(): void {
    const { earliestMs } = this.#waiters
    this.#reader.send({ type: 'want', notBeforeMs: Number.isFinite(earliestMs) ? earliestMs : null })
  }

  #takeAnswer(id: number): PendingAnswer | undefined {
    const pending = this.#answers.get(id)
    this.#answers.delete(id)
    return pending
  }

  #ask(send: (id: number) => void): Promise<CameraControl[]> {
    if (this.#over) return Promise.reject(new ServiceError('CAMERA_NOT_AVAILABLE', 'The camera was closed.'))
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#answers.set(id, { resolve, reject })
      send(id)
    })
  }

  #controlsPort(): CameraControls {
    return {
      list: () => this.#ask((id) => this.#reader.send({ type: 'list-controls', id })),
      set: async (name, value) => {
        const [control] = await this.#ask((id) => this.#reader.send({ type: 'set-control', id, name, value }))
        return control as CameraControl
      },
    }
  }

  #fail(fault: ServiceError): void {
    if (this.#over) return
    this.#finish(fault)
    this.#end(fault)
    void this.#reader.stop()
  }

  #finish(reason: ServiceError): void {
    if (this.#over) return
    this.#over = true
    this.#waiters.fail(reason)
    for (const { reject } of this.#answers.values()) reject(reason)
    this.#answers.clear()
  }
}

function crashed(how: string, lastWords: string): ServiceError {
  const message = `The camera's reader process ended by itself (${how}); it is started again. If this repeats, the log has its last words.`
  return new ServiceError('CAMERA_NOT_AVAILABLE', message, { cause: new Error(lastWords.trim() || how) })
}
