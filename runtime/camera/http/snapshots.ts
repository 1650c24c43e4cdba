/**
 * A network camera that answers each request with one JPEG. The answer may be a picture that it took before the request and kept;
 * the stated latency bounds how old that is. While nobody asks for a picture, it is asked now and then whether it is still there.
 */
import { JpegScanner } from '../jpeg/scanner.ts'
import type { CameraSession, LatencySource } from '../port.ts'
import { openStills } from '../stills-session.ts'
import { lost } from './address.ts'
import { type Access, openAnswer } from './open-answer.ts'
import type { CameraResponse } from './request.ts'

const ANSWER_TIMEOUT_MS = 10_000
const CHECK_INTERVAL_MS = 5_000
/** The largest JPEG that is plausible: 100 megapixels at the best quality. */
const MAX_PICTURE_BYTES = 64 * 1024 * 1024
const START = Buffer.from([0xff, 0xd8])

export interface SnapshotOptions {
  deviceName: string
  stableName: string
  latencyMs: number
  latencySource: LatencySource
}

/** `first` is the size of the picture that was asked for at `askedAtMs`. */
export function openSnapshots(
  address: URL,
  access: Access,
  first: { width: number; height: number },
  askedAtMs: number,
  options: SnapshotOptions,
): CameraSession {
  const take = async (closing: AbortSignal) => {
    const signal = AbortSignal.any([closing, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])
    return readPicture(address, await openAnswer(address, access, signal))
  }
  const check = { everyMs: CHECK_INTERVAL_MS, run: take }
  return openStills({ ...options, take, check }, first, askedAtMs)
}

/**
 * The first whole picture of the answer, whatever is around it and whatever length is announced; where none is whole, all bytes from the
 * first start of a picture. Throws CAMERA_NOT_AVAILABLE when the answer breaks off or never ends.
 */
function readPicture(address: URL, response: CameraResponse): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const chunks: Buffer[] = []
  let sizeBytes = 0
  const scanner = new JpegScanner<null>(
    (frame) => {
      resolve(frame.bytes())
      response.destroy()
    },
    () => {},
  )
  response.read({
    onData(bytes) {
      sizeBytes += bytes.length
      chunks.push(bytes)
      if (sizeBytes > MAX_PICTURE_BYTES) {
        response.destroy()
        reject(lost(address, `it sends a picture of more than ${MAX_PICTURE_BYTES} bytes`))
      } else {
        scanner.feed(bytes, null)
      }
    },
    onEnd(why) {
      if (why !== null) return reject(lost(address, why))
      const all = Buffer.concat(chunks)
      const start = all.indexOf(START)
      if (start === -1) reject(lost(address, 'it answered without a picture'))
      else resolve(all.subarray(start))
    },
  })
  return promise
}
