/** The agreement on a format before streaming: the 26 bytes of VS_PROBE and VS_COMMIT (USB Video Class 1.0, section 4.3.1.1). */
import { FORMATS, type FrameSize, intervalOf, maxFrameBytes, type VideoFormat } from './formats.ts'

const NEGOTIATION_BYTES = 26
/** The most that one payload carries, header included: as much as uvcvideo takes in one transfer, 32 packets of 512 bytes. */
export const MAX_PAYLOAD_BYTES = 32 * 512

export interface StreamSettings {
  kind: VideoFormat['kind']
  size: FrameSize
  intervalMs: number
}

export interface Negotiation {
  formatIndex: number
  frameIndex: number
  /** In units of 100 ns. */
  interval: number
}

export const FIRST_CHOICE: Negotiation = { formatIndex: 1, frameIndex: 1, interval: intervalOf(30) }

/** What the webcam grants of what was asked: the nearest format, size and rate that it has. */
export function grant(asked: Buffer): Negotiation {
  const formatIndex = clamp(asked.readUInt8(2), FORMATS.length)
  const sizes = (FORMATS[formatIndex - 1] as VideoFormat).sizes
  const frameIndex = clamp(asked.readUInt8(3), sizes.length)
  const wanted = asked.readUInt32LE(4)
  const intervals = (sizes[frameIndex - 1] as FrameSize).fps.map(intervalOf)
  const interval = intervals.reduce((best, next) =>
    Math.abs(next - wanted) < Math.abs(best - wanted) ? next : best,
  )
  return { formatIndex, frameIndex, interval }
}

export function negotiationBytes(negotiation: Negotiation): Buffer {
  const bytes = Buffer.alloc(NEGOTIATION_BYTES)
  // The interval is the one to keep.
  bytes.writeUInt16LE(1, 0)
  bytes.writeUInt8(negotiation.formatIndex, 2)
  bytes.writeUInt8(negotiation.frameIndex, 3)
  bytes.writeUInt32LE(negotiation.interval, 4)
  bytes.writeUInt32LE(maxFrameBytes(settingsOf(negotiation).size), 18)
  bytes.writeUInt32LE(MAX_PAYLOAD_BYTES, 22)
  return bytes
}

export function settingsOf({ formatIndex, frameIndex, interval }: Negotiation): StreamSettings {
  const { kind, sizes } = FORMATS[formatIndex - 1] as VideoFormat
  return { kind, size: sizes[frameIndex - 1] as FrameSize, intervalMs: interval / 10_000 }
}

function clamp(index: number, count: number): number {
  return Math.min(Math.max(index, 1), count)
}
