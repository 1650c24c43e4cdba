/** Cuts a picture into the payloads that carry it (USB Video Class 1.0, section 2.4.3.2.1). */
import { MAX_PAYLOAD_BYTES } from './streaming.ts'

const HEADER_BYTES = 2
/** Bits of bmHeaderInfo. */
const FRAME_ID = 0x01
const END_OF_FRAME = 0x02
const ERROR = 0x40
const END_OF_HEADER = 0x80

export type Payload = [header: Buffer, data: Buffer]

/** `frameId` alternates from picture to picture; `error` marks the picture as broken. */
export function payloadsOf(
  picture: Buffer,
  { frameId, error }: { frameId: 0 | 1; error: boolean },
): Payload[] {
  const payloads: Payload[] = []
  const roomBytes = MAX_PAYLOAD_BYTES - HEADER_BYTES
  for (let at = 0; at < picture.length; at += roomBytes) {
    const isLast = at + roomBytes >= picture.length
    const info =
      END_OF_HEADER | (frameId ? FRAME_ID : 0) | (isLast ? END_OF_FRAME : 0) | (error && isLast ? ERROR : 0)
    payloads.push([Buffer.from([HEADER_BYTES, info]), picture.subarray(at, at + roomBytes)])
  }
  return payloads
}
