import type { CaptureData, CaptureProgress, CaptureRequest } from './api/types.ts'
import { Mailbox } from './mailbox.ts'
import type { Requests } from './requests.ts'
import { openSocket } from './socket.ts'

export interface CaptureOptions {
  signal?: AbortSignal
  /** The same key again answers with the first result and takes no second picture. 1 to 255 printable ASCII characters. */
  idempotencyKey?: string
}

/** The messages and the answer come over two connections: the last message may be a little later. */
const LAST_MESSAGE_TIMEOUT_MS = 1_000

/**
 * One capture, asked for when it is first awaited or iterated; both together are still one. Awaited, it gives the result;
 * iterated, the progress of its stages, until it has ended. Either throws the capture's error.
 */
export class Capture implements PromiseLike<CaptureData>, AsyncIterable<CaptureProgress> {
  /** As the service's log has it. */
  readonly requestId = newRequestId()
  readonly #send: () => Promise<CaptureData>
  readonly #requests: Requests
  #result: Promise<CaptureData> | undefined

  constructor(requests: Requests, request: CaptureRequest, { signal, idempotencyKey }: CaptureOptions) {
    this.#requests = requests
    this.#send = async () => {
      const headers: Record<string, string> = { 'x-request-id': this.requestId }
      if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey
      const options = { body: request, headers, signal }
      return (await requests.json<{ data: CaptureData }>('POST', 'api/v1/capture/image', options)).data
    }
  }

  // biome-ignore lint/suspicious/noThenProperty: it is awaited; that is what it is for.
  then<R = CaptureData, E = never>(
    onResult?: ((data: CaptureData) => R | PromiseLike<R>) | null,
    onError?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    this.#result ??= this.#send()
    return this.#result.then(onResult, onError)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<CaptureProgress, void, undefined> {
    const stages = new Mailbox<CaptureProgress>()
    // A picture is worth more than its progress: where the messages cannot be had, it is taken without.
    const socket = await openSocket(this.#requests, {
      onMessage: ({ type, data }) => {
        if (type === 'capture_progress' && data.request_id === this.requestId) stages.put(data)
        if (type === 'capture_result' && data.request_id === this.requestId) stages.end()
      },
      onClose: () => stages.end(),
    }).catch(() => undefined)
    let timer: ReturnType<typeof setTimeout> | undefined
    const finished = this.then(
      ({ request_id }) => {
        // An earlier result, answered again by its idempotency key, had its messages long ago.
        const isLast = socket === undefined || request_id !== this.requestId
        timer = setTimeout(() => stages.end(), isLast ? 0 : LAST_MESSAGE_TIMEOUT_MS)
      },
      (error) => stages.fail(error),
    )
    try {
      yield* stages
      await finished
      await this
    } finally {
      clearTimeout(timer)
      socket?.close()
    }
  }
}

/** crypto.randomUUID is missing on pages that come over plain HTTP, as from an edge host in a laboratory. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
