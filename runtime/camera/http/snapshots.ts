/**
 * A network camera that answers each request with one JPEG. The answer may be a picture that it took before the request and kept;
 * the stated latency bounds how old that is.
 */
import type { IncomingMessage } from 'node:http'
import { ServiceError } from '../../errors.ts'
import { wholeJpeg } from '../jpeg/structure.ts'
import type { CameraSession, LatencySource } from '../port.ts'
import { openStills } from '../stills-session.ts'
import { connect, lost } from './connect.ts'

const ANSWER_TIMEOUT_MS = 10_000
const MAX_PICTURE_BYTES = 128 * 1024 * 1024

export interface SnapshotOptions {
  deviceName: string
  stableName: string
  latencyMs: number
  latencySource: LatencySource
}

/** `first` is the answer to a request sent at `askedAtMs`. */
export async function openSnapshots(
  address: URL,
  first: IncomingMessage,
  askedAtMs: number,
  options: SnapshotOptions,
): Promise<CameraSession> {
  const opened = wholeJpeg(await readBody(address, first))
  if (opened === null)
    throw new ServiceError('CAMERA_NOT_AVAILABLE', `The camera at ${address.host} sent a broken picture.`)
  const take = async (closing: AbortSignal) => {
    const signal = AbortSignal.any([closing, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])
    try {
      return await readBody(address, await connect(address, signal))
    } catch (error) {
      throw error instanceof ServiceError ? error : lost(address, (error as Error).message)
    }
  }
  return openStills({ ...options, take }, opened, askedAtMs)
}

/** The whole body of an answer. Throws CAMERA_NOT_AVAILABLE when it breaks off or never ends. */
async function readBody(address: URL, response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length
      if (sizeBytes > MAX_PICTURE_BYTES) throw new Error('it sends a picture that never ends')
      chunks.push(chunk)
    }
  } catch (error) {
    throw lost(address, (error as Error).message)
  }
  return Buffer.concat(chunks)
}
