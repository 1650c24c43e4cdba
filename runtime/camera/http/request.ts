/** One GET over a new connection, and the camera's answer: first the headers, then the body as a stream. */
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { ServiceError } from '../../errors.ts'
import { refused, unreachable } from './address.ts'
import { ChunkedBody } from './chunked.ts'
import { type ResponseHead, readHead } from './response-head.ts'
import { checkCertificate, type TlsTrust, tlsOptions } from './tls-trust.ts'

/** From the connection to the end of the answer's head. */
const HEAD_TIMEOUT_MS = 10_000

export interface RequestOptions {
  authorization: string | undefined
  trust: TlsTrust
  /** Ends the connection, also while the body comes. */
  signal: AbortSignal
}

export interface BodyReader {
  onData(bytes: Buffer): void
  /** The body ended; `why` is the end of a sentence where the connection broke, null where the camera ended it. Called once. */
  onEnd(why: string | null): void
}

export class CameraResponse {
  readonly statusCode: number
  readonly #headers: Map<string, string[]>
  readonly #rest: Buffer
  readonly #socket: Socket
  readonly #rawBytes: () => number

  constructor(head: ResponseHead, rest: Buffer, socket: Socket, rawBytes: () => number) {
    this.statusCode = head.statusCode
    this.#headers = head.headers
    this.#rest = rest
    this.#socket = socket
    this.#rawBytes = rawBytes
  }

  /** All values of a header; its name in lower case. */
  all(name: string): readonly string[] {
    return this.#headers.get(name) ?? []
  }

  /** The first value of a header that came with one. */
  header(name: string): string | undefined {
    return this.all(name).find((value) => value !== '')
  }

  /** Null where it is missing, or where several do not agree. */
  get contentLengthBytes(): number | null {
    const values = new Set(this.all('content-length').flatMap((value) => value.split(/\s*,\s*/)))
    const [value = ''] = values
    return values.size === 1 && /^\d{1,12}$/.test(value) ? Number(value) : null
  }

  /** What came over the network so far, TLS records in part included. */
  get rawBytes(): number {
    return this.#rawBytes()
  }

  /** Passes the body on as it comes. To be called once. */
  read({ onData, onEnd }: BodyReader): void {
    const socket = this.#socket
    let ended = false
    const end = (why: string | null) => {
      if (ended) return
      ended = true
      socket.destroy()
      onEnd(why)
    }
    const chunked = /\bchunked\b/i.test(this.all('transfer-encoding').join()) ? new ChunkedBody(onData) : null
    const feed = (bytes: Buffer) => {
      if (ended) return
      if (chunked === null) onData(bytes)
      else chunked.feed(bytes)
      if (chunked?.ended) end(null)
    }
    socket.on('data', feed)
    socket.on('error', (error) => end(error.message))
    socket.on('end', () => end(null))
    socket.on('close', () => end(null))
    if (this.#rest.length > 0) feed(this.#rest)
    if (!ended && socket.destroyed) end(null)
    else socket.resume()
  }

  destroy(): void {
    this.#socket.destroy()
  }
}

/** Sends the request. Throws CAMERA_NOT_AVAILABLE when there is no answer, or none in HTTP. */
export function request(url: URL, options: RequestOptions): Promise<CameraResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<CameraResponse>()
  const { signal, trust } = options
  const isTls = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const tcp = connectTcp({ host, port: Number(url.port || (isTls ? 443 : 80)), noDelay: true })
  /** The TLS socket where there is one: it closes the connection below it. Closed from both ends, Node 24 crashes. */
  let outer: Socket = tcp
  const settle = () => {
    clearTimeout(late)
    signal.removeEventListener('abort', abort)
  }
  const fail = (error: Error) => {
    settle()
    outer.destroy()
    reject(error instanceof ServiceError ? error : unreachable(url, error))
  }
  const abort = () => fail(Object.assign(new Error('aborted'), { code: 'ABORT_ERR' }))
  const late = setTimeout(abort, HEAD_TIMEOUT_MS)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })

  const awaitHead = (socket: Socket) => {
    let bytes: Buffer = Buffer.alloc(0)
    const onData = (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
      try {
        const head = readHead(bytes)
        if (head === null) return
        socket.pause()
        socket.off('data', onData).off('error', fail).off('close', onClose)
        settle()
        // Until read() listens: an error without a listener would end the process.
        socket.on('error', () => {})
        const endAtSignal = () => socket.destroy()
        signal.addEventListener('abort', endAtSignal, { once: true })
        socket.once('close', () => signal.removeEventListener('abort', endAtSignal))
        resolve(new CameraResponse(head, bytes.subarray(head.sizeBytes), socket, () => tcp.bytesRead))
      } catch (error) {
        fail(refused(url, (error as Error).message))
      }
    }
    const onClose = () => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))
    socket.on('data', onData)
    socket.on('close', onClose)
    socket.write(requestHead(url, options.authorization))
  }

  tcp.on('error', fail)
  tcp.once('connect', () => {
    if (!isTls) return awaitHead(tcp)
    try {
      const name = isIP(host) === 0 ? { servername: host } : {}
      const tls = connectTls({ socket: tcp, host, ...name, ...tlsOptions(trust) }, () => {
        try {
          checkCertificate(url, tls, trust)
          awaitHead(tls)
        } catch (error) {
          fail(error as Error)
        }
      })
      outer = tls
      tls.on('error', (error: NodeJS.ErrnoException) =>
        fail(error.code?.startsWith('ERR_SSL') ? noHandshake(url, error) : error),
      )
    } catch (error) {
      fail(error as Error)
    }
  })
  return promise
}

function requestHead(url: URL, authorization: string | undefined): Buffer {
  const lines = [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    'User-Agent: vision-capture-service',
    'Accept: multipart/x-mixed-replace, image/jpeg, */*',
    'Accept-Encoding: identity',
    'Cache-Control: no-cache',
    'Connection: close',
    ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
}

const noHandshake = (url: URL, error: NodeJS.ErrnoException) =>
  refused(
    url,
    `no TLS connection could be made (${error.code}). Check that this port speaks https; a camera that knows only TLS 1.0 or 1.1 needs CAMERA_TLS_INSECURE=true`,
  )
