/** The stream of a camera: each buffer is examined and reused, and only a frame that a request waits for leaves the process. */
import { monotonicMs } from '../../clock.ts'
import type { FrameCounters, GrantedFormat } from '../port.ts'
import type { FrameHeader } from '../reader/protocol.ts'
import { type Aravis, BUFFER_SUCCESS, type Handle } from './aravis.ts'
import { demosaic } from './demosaic.ts'
import type { ExposureStamps } from './exposure-stamps.ts'
import { FrameIds } from './frame-ids.ts'
import type { SourceFormat } from './pixel-formats.ts'

/** One being filled, one being looked at, one being sent, and two to spare. */
const BUFFER_COUNT = 5
const POP_TIMEOUT_MS = 200

export interface AcquisitionOptions {
  granted: GrantedFormat
  source: SourceFormat
  stamps: ExposureStamps
  /** The payload's bytes may be used again once `onSent` is called. */
  send(header: FrameHeader, payload: Uint8Array, onSent: () => void): void
}

export class Acquisition {
  readonly counters: FrameCounters = { frames: 0, dropped: 0, torn: 0, lastFrameAtMs: null }
  readonly #aravis: Aravis
  readonly #stream: Handle
  readonly #options: AcquisitionOptions
  readonly #ids = new FrameIds()
  /** The earliest exposure that is wanted, null for any frame, undefined when nobody waits. */
  #notBeforeMs: number | null | undefined
  #stopping = false
  #running: Promise<void> = Promise.resolve()

  constructor(aravis: Aravis, stream: Handle, options: AcquisitionOptions) {
    this.#aravis = aravis
    this.#stream = stream
    this.#options = options
  }

  /** Hands the buffers over and begins to read; the camera is started by the caller. */
  start(payloadBytes: number): void {
    for (let count = 0; count < BUFFER_COUNT; count++)
      this.#aravis.pushBuffer(this.#stream, this.#aravis.newBuffer(payloadBytes))
    this.#running = this.#read()
  }

  want(notBeforeMs: number | null): void {
    this.#notBeforeMs = notBeforeMs
    this.#options.stamps.watch(notBeforeMs !== null)
  }

  /** Resolves when the stream is no longer touched. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#options.stamps.stop()
    await this.#running
  }

  async #read(): Promise<void> {
    while (!this.#stopping) {
      const buffer = await this.#aravis.popBuffer(this.#stream, POP_TIMEOUT_MS)
      if (buffer === null) continue
      if (!this.#deliver(buffer)) this.#aravis.pushBuffer(this.#stream, buffer)
    }
  }

  /** True when the buffer is kept until its bytes are sent. */
  #deliver(buffer: Handle): boolean {
    const { granted, source, stamps, send } = this.#options
    const { sequence, lost } = this.#ids.next(Number(this.#aravis.frameId(buffer)))
    this.counters.frames += 1
    this.counters.dropped += lost
    this.counters.lastFrameAtMs = monotonicMs()
    if (!this.#isWhole(buffer)) {
      this.counters.torn += 1
      return false
    }
    if (this.#notBeforeMs === undefined) return false
    const exposedAtMs = stamps.earliestMs(buffer)
    if (this.#notBeforeMs !== null && exposedAtMs < this.#notBeforeMs) return false
    this.#notBeforeMs = undefined
    stamps.watch(false)
    const { width, height, pixelFormat } = granted
    const header: FrameHeader = {
      type: 'frame',
      pixelFormat,
      width,
      height,
      sequence,
      exposedAtMs: Number.isFinite(exposedAtMs) ? exposedAtMs : null,
      clock: stamps.clock,
      latencyBoundMs: stamps.latencyBoundMs(),
      latencySource: stamps.latencySource,
    }
    const bytes = this.#aravis.imageBytes(buffer)
    if (source.bayer !== undefined) {
      send(header, demosaic(bytes, width, height, source.bayer), () => {})
      return false
    }
    const image = bytes.subarray(0, width * height * source.bytesPerPixel)
    send(header, image, () => this.#aravis.pushBuffer(this.#stream, buffer))
    return true
  }

  /** Lost packets show in the status; a frame of another size is one from before the region was set. */
  #isWhole(buffer: Handle): boolean {
    const { granted, source } = this.#options
    return (
      this.#aravis.bufferStatus(buffer) === BUFFER_SUCCESS &&
      this.#aravis.imageWidth(buffer) === granted.width &&
      this.#aravis.imageHeight(buffer) === granted.height &&
      this.#aravis.imageBytes(buffer).length >= granted.width * granted.height * source.bytesPerPixel
    )
  }
}
