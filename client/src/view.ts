import { CaptureServiceError } from './errors.ts'

export interface ViewFrame {
  jpeg: Uint8Array<ArrayBuffer>
  /** When the service sent it, ISO 8601. */
  sentAt: string | null
}

const END_OF_HEADERS = [13, 10, 13, 10]
/** Far more than the headers of a part have. */
const MAX_HEADER_BYTES = 4_096

/** The pictures of a `multipart/x-mixed-replace` body, by the Content-Length of each part. Throws BAD_RESPONSE. */
export async function* parts(body: ReadableStream<Uint8Array>): AsyncGenerator<ViewFrame, void, undefined> {
  const reader = body.getReader()
  let rest: Uint8Array = new Uint8Array(0)
  /** Whatever is there, once it has at least so many bytes; null at the end of the body. */
  const atLeast = async (length: number): Promise<Uint8Array | null> => {
    const chunks: Uint8Array[] = [rest]
    let total = rest.length
    while (total < length) {
      const { done, value } = await reader.read()
      if (done) return null
      chunks.push(value)
      total += value.length
    }
    if (chunks.length > 1) rest = concatenate(chunks, total)
    return rest
  }
  try {
    for (;;) {
      const headers = await readHeaders(atLeast)
      if (headers === null) return
      const lengthBytes = Number(/^content-length: *(\d+)/im.exec(headers.text)?.[1])
      if (!(lengthBytes > 0)) throw bad('a part of the live view has no Content-Length')
      rest = rest.subarray(headers.lengthBytes)
      const whole = await atLeast(lengthBytes)
      if (whole === null) return
      // A copy, so that what follows it is not kept alive.
      const jpeg = whole.slice(0, lengthBytes) as Uint8Array<ArrayBuffer>
      rest = rest.subarray(lengthBytes)
      yield { jpeg, sentAt: /^x-timestamp: *(\S+)/im.exec(headers.text)?.[1] ?? null }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

async function readHeaders(atLeast: (length: number) => Promise<Uint8Array | null>) {
  for (let wanted = END_OF_HEADERS.length; ; ) {
    const bytes = await atLeast(wanted)
    if (bytes === null) return null
    const end = indexOfHeadersEnd(bytes)
    if (end >= 0) return { text: new TextDecoder().decode(bytes.subarray(0, end)), lengthBytes: end }
    if (bytes.length > MAX_HEADER_BYTES) throw bad('the live view is not a valid multipart stream')
    wanted = bytes.length + 1
  }
}

function indexOfHeadersEnd(bytes: Uint8Array): number {
  const last = Math.min(bytes.length, MAX_HEADER_BYTES) - END_OF_HEADERS.length
  for (let at = 0; at <= last; at++)
    if (END_OF_HEADERS.every((byte, offset) => bytes[at + offset] === byte)) return at + END_OF_HEADERS.length
  return -1
}

function concatenate(chunks: Uint8Array[], totalBytes: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(totalBytes)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

const bad = (what: string) => new CaptureServiceError('BAD_RESPONSE', `Unexpected answer: ${what}.`)
