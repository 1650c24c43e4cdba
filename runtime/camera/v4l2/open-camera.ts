/** Holds one camera open in the reader: examines each frame, and sends the one that a request waits for. */
import { monotonicMs } from '../../clock.ts'
import { wholeJpeg } from '../jpeg/structure.ts'
import type { FrameCounters, GrantedFormat, LatencyBound } from '../port.ts'
import type { FromReader } from '../reader/protocol.ts'
import { closeNode, configure, type GrantedStream, openNode } from './device.ts'
import { ExposureStamps } from './exposure-stamps.ts'
import { CameraFault } from './faults.ts'
import type { Wanted } from './formats.ts'
import { FrameSequence } from './frame-sequence.ts'
import { type Identity, identityAt, isSameCamera, stableAddress } from './identity.ts'
import { type FilledBuffer, Stream } from './stream.ts'

/** Often enough to notice a silence, seldom enough to cost nothing. */
const COUNTERS_INTERVAL_MS = 200

export interface V4l2ReaderOptions extends Wanted {
  camera: Identity
  /** Assumed where left out. */
  latency?: LatencyBound | undefined
}

export type Send = (message: FromReader, payload?: Uint8Array) => void

export class OpenCamera {
  readonly fd: number
  readonly granted: GrantedFormat
  readonly #send: Send
  readonly #stream: Stream
  readonly #format: GrantedStream
  readonly #stamps: ExposureStamps
  readonly #sequence = new FrameSequence()
  readonly #counters: FrameCounters = { frames: 0, dropped: 0, torn: 0, lastFrameAtMs: null }
  #countersSentAtMs = Number.NEGATIVE_INFINITY
  /** The earliest exposure that is wanted, null for any frame, undefined when nobody waits. */
  #notBeforeMs: number | null | undefined

  /** Opens and starts it. Throws CameraFault, SystemError or Node's own error; nothing is held then. */
  constructor(options: V4l2ReaderOptions, send: Send) {
    const { camera, ...wanted } = options
    this.#send = send
    this.fd = openNode(camera.node)
    this.#stream = new Stream(this.fd)
    try {
      checkIdentity(camera)
      this.#format = configure(this.fd, camera.node, wanted)
      const { width, height, fps, pixelFormat } = this.#format
      const stableName = `v4l2:${stableAddress(camera)}`
      this.granted = { width, height, fps, pixelFormat, deviceName: camera.name, stableName }
      this.#stamps = new ExposureStamps({ fps, latency: options.latency }, monotonicMs())
      this.#stream.start()
    } catch (error) {
      this.close()
      throw error
    }
  }

  want(notBeforeMs: number | null): void {
    this.#notBeforeMs = notBeforeMs
  }

  /** Takes another latency bound for the frames from now on. */
  boundLatency(latency: LatencyBound): void {
    this.#stamps.latency = latency
  }

  /** Takes every frame that is there. Throws SystemError when the camera is gone or broken. */
  readFrames(): void {
    for (let buffer = this.#stream.take(); buffer !== null; buffer = this.#stream.take()) {
      this.#look(buffer)
      this.#stream.giveBack()
    }
    const nowMs = monotonicMs()
    if (nowMs - this.#countersSentAtMs < COUNTERS_INTERVAL_MS) return
    this.#countersSentAtMs = nowMs
    this.#send({ type: 'counters', counters: this.#counters })
  }

  close(): void {
    this.#stream.stop()
    closeNode(this.fd)
  }

  #look(buffer: FilledBuffer): void {
    const { sequence, lost } = this.#sequence.next(buffer.counter)
    this.#counters.frames += 1
    this.#counters.dropped += lost
    this.#counters.lastFrameAtMs = buffer.dequeuedAtMs
    const { exposedAtMs, ...stamp } = this.#stamps.earliest({ ...buffer, sequence })
    if (buffer.damaged) {
      this.#counters.torn += 1
      return
    }
    if (this.#notBeforeMs === undefined) return
    if (this.#notBeforeMs !== null && exposedAtMs < this.#notBeforeMs) return
    const picture = this.#picture(buffer)
    if (picture === null) {
      this.#counters.torn += 1
      return
    }
    this.#notBeforeMs = undefined
    const { data, ...size } = picture
    const { pixelFormat, bytesPerLine } = this.#format
    const lines = bytesPerLine > 0 && pixelFormat !== 'MJPEG' ? { bytesPerLine } : {}
    const known = Number.isFinite(exposedAtMs) ? exposedAtMs : null
    this.#send(
      { type: 'frame', pixelFormat, ...size, ...lines, sequence, exposedAtMs: known, ...stamp },
      data,
    )
  }

  /** The frame's bytes where they are whole; still the driver's memory. */
  #picture({ bytes }: FilledBuffer): { data: Buffer; width: number; height: number } | null {
    const { pixelFormat, width, height, imageBytes } = this.#format
    if (pixelFormat === 'MJPEG') return wholeJpeg(bytes)
    return bytes.length < imageBytes ? null : { data: bytes, width, height }
  }
}

/** While the node is open its number cannot go to another device, so what it is now it stays. */
function checkIdentity(expected: Identity): void {
  const here = identityAt(expected.node)
  if (typeof here === 'object' && isSameCamera(here, expected) && here.bus === expected.bus) return
  throw new CameraFault(`The camera ${expected.name} is being plugged in again; it is looked for anew.`)
}
