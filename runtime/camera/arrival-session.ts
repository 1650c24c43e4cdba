/** A camera that only delivers bytes: JPEGs that arrive on a stream, stamped with the time when the path was last empty. */
import { monotonicMs } from '../clock.ts'
import { ServiceError } from '../errors.ts'
import { EmptyPath } from './empty-path.ts'
import { JpegScanner, type ScannedFrame } from './jpeg/scanner.ts'
import { type WholeJpeg, wholeJpeg } from './jpeg/structure.ts'
import { Pace } from './pace.ts'
import type { CameraSession, Frame, FrameRequest, GrantedFormat, LatencySource } from './port.ts'
import { Waiters } from './waiters.ts'

/** Somebody has waited for so long while frames came and the path was never empty: freshness cannot be proved. */
const SATURATED_MS = 5_000
const INTERVALS_KEPT = 31
/** Fewer say nothing about the rate, unless it is far below the one that was asked for. */
const INTERVALS_NEEDED = 3
const SLOW_CAMERA = 1.5
/** How long the second frame may take: some cameras send one picture every few seconds. */
const FIRST_INTERVAL_MS = 4_000
const WATCH_INTERVAL_MS = 250

export interface ArrivalOptions {
  deviceName: string
  stableName: string
  /** What was asked for; the measured rate takes its place. */
  fps: number
  /** The longest that a frame takes from the start of its exposure until its first byte arrives. */
  latencyMs: number
  /** What came over the network so far, in bytes, where that is more than what feed() receives. */
  rawBytes?: () => number
  /** `measured` where somebody set CAMERA_LATENCY_MS; `assumed` for the driver's default, and where left out. */
  latencySource?: LatencySource
  /** The stream has parts (multipart/x-mixed-replace). */
  multipart?: boolean
}

export class ArrivalSession implements CameraSession {
  readonly counters = { frames: 0, dropped: 0, torn: 0, lastFrameAtMs: null as number | null }
  readonly ended: Promise<ServiceError>
  /** Resolves with the first frame's size: the source is open. */
  readonly opened: Promise<void>
  /** Resolves with the second frame: the source sends a stream, not one picture. */
  readonly second: Promise<void>
  readonly #options: ArrivalOptions
  readonly #release: () => Promise<void>
  readonly #waiters = new Waiters()
  readonly #path: EmptyPath
  readonly #pace = new Pace()
  readonly #scanner: JpegScanner<Arrival>
  readonly #intervalsMs: number[] = []
  #size: { width: number; height: number } | undefined
  #watch: NodeJS.Timeout | undefined
  #end: (fault: ServiceError) => void = () => {}
  #open: () => void = () => {}
  #isStream: () => void = () => {}
  #closed = false

  /** `release` lets go of the source: kills the process, destroys the socket. */
  constructor(options: ArrivalOptions, release: () => Promise<void>) {
    this.#options = options
    this.#release = release
    this.#path = new EmptyPath(1000 / options.fps, options.rawBytes, () =>
      this.#pace.noteStandstill(monotonicMs()),
    )
    this.#path.start()
    this.#scanner = new JpegScanner(
      (frame) => this.#onFrame(frame),
      () => {
        this.counters.torn += 1
      },
      { multipart: options.multipart === true },
    )
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    this.opened = new Promise((resolve) => {
      this.#open = resolve
    })
    this.second = new Promise((resolve) => {
      this.#isStream = resolve
    })
  }

  get granted(): GrantedFormat {
    const { deviceName, stableName, fps } = this.#options
    return {
      width: this.#size?.width ?? 0,
      height: this.#size?.height ?? 0,
      fps: this.#fps(fps),
      pixelFormat: 'MJPEG',
      deviceName,
      stableName,
    }
  }

  /** The longest pause between two frames that is to be expected, as far as is known. */
  get longestIntervalMs(): number {
    return this.#intervalsMs.length === 0 ? FIRST_INTERVAL_MS : Math.max(...this.#intervalsMs)
  }

  /** The source's bytes, as they arrive. */
  feed(chunk: Buffer): void {
    this.#path.noteBytes()
    this.#scanner.feed(chunk, { atMs: monotonicMs(), emptyAtMs: this.#path.knownEmptyAtMs })
  }

  /** The source ended or broke. */
  fail(fault: ServiceError): void {
    if (this.#closed) return
    this.#closed = true
    this.#stopWaiting()
    this.#path.stop()
    this.#waiters.fail(fault)
    this.#end(fault)
    void this.#release()
  }

  async frame(request: FrameRequest): Promise<Frame> {
    const frame = this.#waiters.wait(request)
    this.#startWaiting()
    try {
      return await frame
    } finally {
      if (this.#waiters.count === 0) this.#stopWaiting()
    }
  }

  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true
      this.#stopWaiting()
      this.#path.stop()
      this.#waiters.fail(new ServiceError('CAMERA_NOT_AVAILABLE', 'The camera was closed.'))
    }
    await this.#release()
  }

  #onFrame(frame: ScannedFrame<Arrival>): void {
    const nowMs = monotonicMs()
    if (this.counters.lastFrameAtMs !== null) this.#intervalsMs.push(nowMs - this.counters.lastFrameAtMs)
    if (this.#intervalsMs.length > INTERVALS_KEPT) this.#intervalsMs.shift()
    this.counters.frames += 1
    this.counters.lastFrameAtMs = nowMs
    this.#size = frame.header
    this.#open()
    if (this.counters.frames === 2) this.#isStream()
    const { atMs, emptyAtMs } = frame.stamp
    const provedAtMs = this.#pace.isTrusted(atMs) ? emptyAtMs : Number.NEGATIVE_INFINITY
    const exposedAtMs = provedAtMs - this.#options.latencyMs
    if (exposedAtMs < this.#waiters.earliestMs) return
    const whole: WholeJpeg | null = wholeJpeg(frame.bytes())
    if (whole === null) {
      this.counters.torn += 1
      return
    }
    this.#waiters.give({
      ...whole,
      pixelFormat: 'MJPEG',
      sequence: this.counters.frames,
      exposedAtMs,
      clock: 'arrival',
      latencyBoundMs: this.#options.latencyMs,
      latencySource: this.#options.latencySource ?? 'assumed',
    })
  }

  #startWaiting(): void {
    if (this.#watch || this.#closed) return
    if (this.#intervalsMs.length === INTERVALS_KEPT) this.#path.frameIntervalMs = this.#medianIntervalMs()
    this.#path.hurry()
    const sinceMs = monotonicMs()
    const framesBefore = this.counters.frames
    this.#watch = setInterval(() => {
      const flowing = this.counters.frames - framesBefore > 3
      if (this.#path.knownEmptyAtMs < sinceMs && flowing && monotonicMs() - sinceMs > SATURATED_MS)
        this.fail(saturated())
    }, WATCH_INTERVAL_MS)
  }

  #stopWaiting(): void {
    this.#path.relax()
    clearInterval(this.#watch)
    this.#watch = undefined
  }

  /** Measured, once enough frames came; before that what was asked for, unless the camera is plainly slower. */
  #fps(askedFps: number): number {
    const count = this.#intervalsMs.length
    if (count < INTERVALS_NEEDED) return askedFps
    const medianMs = this.#medianIntervalMs()
    if (count < INTERVALS_KEPT && medianMs < (SLOW_CAMERA * 1000) / askedFps) return askedFps
    return Math.max(0.01, Math.round(10_000 / medianMs) / 10)
  }

  #medianIntervalMs(): number {
    return [...this.#intervalsMs].sort((a, b) => a - b)[this.#intervalsMs.length >> 1] as number
  }
}

/** When a chunk arrived, and when the path was last known to be empty before it. */
interface Arrival {
  atMs: number
  emptyAtMs: number
}

function saturated(): ServiceError {
  return new ServiceError(
    'CAMERA_NOT_AVAILABLE',
    'The camera sends without a pause, so it cannot be proved that a frame is fresh. Lower its frame rate, size or quality.',
  )
}
