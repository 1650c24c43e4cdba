import { CaptureServiceError, type ClientErrorCode } from './errors.ts'

/** A token, or a function that gives one: called for every request, so that it can renew what has expired. */
export type TokenSource = string | (() => string | Promise<string>)

export interface RequestOptions {
  query?: object | undefined
  body?: object | undefined
  headers?: Record<string, string> | undefined
  signal?: AbortSignal | undefined
  /** The browser finishes it also when its page is closed meanwhile. */
  keepalive?: boolean | undefined
}

/** Calls to one service. */
export interface Requests {
  /** The response, whose status is 2xx. Throws CaptureServiceError, or the signal's reason. */
  send(method: string, path: string, options?: RequestOptions): Promise<Response>
  json<T>(method: string, path: string, options?: RequestOptions): Promise<T>
  /** The address of a path, with `ws` for a WebSocket. */
  url(path: string, query?: object, scheme?: 'http' | 'ws'): URL
  token(): Promise<string | undefined>
  /** The X-CSRF-Token of the session cookie, sent with every change from now on; null sends none. */
  useCsrfToken(csrfToken: string | null): void
}

export function createRequests(baseUrl: string, source: TokenSource | undefined): Requests {
  const base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)
  const token = async () => (typeof source === 'function' ? source() : source)
  let csrfToken: string | null = null

  const url: Requests['url'] = (path, query = {}, scheme = 'http') => {
    const address = new URL(path, base)
    // https becomes wss.
    if (scheme === 'ws') address.protocol = address.protocol.replace('http', 'ws')
    for (const [name, value] of Object.entries(query))
      if (value !== undefined && value !== null && value !== '') address.searchParams.set(name, String(value))
    return address
  }

  const send: Requests['send'] = async (method, path, { query, body, headers, signal, keepalive } = {}) => {
    const jwt = await token()
    const response = await fetch(url(path, query), {
      method,
      headers: {
        accept: 'application/json',
        ...(jwt ? { authorization: `Bearer ${jwt}` } : {}),
        ...(csrfToken !== null && method !== 'GET' ? { 'x-csrf-token': csrfToken } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
      ...(keepalive ? { keepalive } : {}),
    }).catch((cause: unknown) => {
      signal?.throwIfAborted()
      throw new CaptureServiceError('NETWORK_ERROR', `No answer from ${base.origin}.`, { cause })
    })
    if (response.ok) return response
    throw await toError(response)
  }

  const json = async <T>(method: string, path: string, options?: RequestOptions): Promise<T> => {
    const response = await send(method, path, options)
    return response.json().catch((cause: unknown) => {
      options?.signal?.throwIfAborted()
      throw new CaptureServiceError('BAD_RESPONSE', `${base.origin} answered no JSON.`, {
        cause,
        status: response.status,
      })
    })
  }

  const useCsrfToken = (value: string | null) => {
    csrfToken = value
  }
  return { send, json, url, token, useCsrfToken }
}

async function toError(response: Response): Promise<CaptureServiceError> {
  const { status, headers } = response
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN)
  const facts = {
    status,
    requestId: headers.get('x-request-id') ?? undefined,
    retryAfterS: Number.isFinite(retryAfter) ? retryAfter : undefined,
  }
  const body = await response.json().catch(() => undefined)
  if (typeof body?.error?.code !== 'string')
    return new CaptureServiceError('BAD_RESPONSE', `The answer ${status} is not this service's.`, facts)
  const { code, message, details } = body.error
  return new CaptureServiceError(code as ClientErrorCode, String(message), { ...facts, details })
}
