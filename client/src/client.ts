import type {
  CameraControl,
  CameraControls,
  CameraStatus,
  CaptureRequest,
  CaptureStats,
  CatalogueEntry,
  ErrorCode,
  Health,
  ImageCorrection,
  ImagePage,
  ImageQuery,
  ServiceStatus,
  Session,
  SnapshotQuery,
  ViewQuery,
} from './api/types.ts'
import { Capture, type CaptureOptions } from './capture.ts'
import { CaptureServiceError } from './errors.ts'
import { type EventOptions, events } from './events.ts'
import type { ServiceEvent } from './messages.ts'
import { createRequests, type TokenSource } from './requests.ts'
import { createTickets } from './tickets.ts'
import { parts, type ViewFrame } from './view.ts'

export interface ClientOptions {
  /** As in http://localhost:6407. */
  baseUrl: string
  /** Not needed where the service lets anonymous clients read, or after `signIn` in a browser. */
  token?: TokenSource
}

export interface CallOptions {
  signal?: AbortSignal
}

export interface Readiness {
  /** A capture would work now. */
  ready: boolean
  /** Why it would not. */
  reasons: string[]
  /** The same with the code that a capture would answer. */
  problems: { code: ErrorCode; message: string }[]
  /** Of the disk without the reserve, 0 to 100. */
  storage_filled_percent: number
}

export interface Client {
  /** Takes and stores one picture of what is before the camera now. */
  capture(request: CaptureRequest, options?: CaptureOptions): Capture
  /** One page of the stored pictures. */
  images(query?: ImageQuery, options?: CallOptions): Promise<ImagePage>
  /** The address of a stored picture for `<img>` and links, with a ticket that ends after some minutes. */
  imageUrl(filename: string, options?: { widthPx?: number; download?: boolean }): Promise<string>
  image(filename: string, options?: CallOptions & { widthPx?: number }): Promise<Blob>
  metadata(filename: string, options?: CallOptions): Promise<CatalogueEntry>
  remove(filename: string, options?: CallOptions): Promise<void>
  /** A pinned picture is never taken by retention. */
  pin(filename: string, pinned: boolean, options?: CallOptions): Promise<CatalogueEntry>
  /** Corrects what was entered, for a reason. The catalogue keeps the values before and after; the file stays as it is. */
  correct(filename: string, correction: ImageCorrection, options?: CallOptions): Promise<CatalogueEntry>
  /** The address of a selection as a ZIP with a manifest and checksums, with a ticket that ends after some minutes. */
  exportUrl(query?: Omit<ImageQuery, 'limit' | 'cursor'>): Promise<string>
  /** One fresh JPEG, not stored. */
  snapshot(query?: SnapshotQuery, options?: CallOptions): Promise<Blob>
  /** The live view, until the signal aborts or the connection is lost. A reader that is slow misses frames. */
  view(query?: ViewQuery, options?: CallOptions): AsyncGenerator<ViewFrame, void, undefined>
  /** The camera's. */
  status(options?: CallOptions): Promise<CameraStatus>
  serviceStatus(options?: CallOptions): Promise<ServiceStatus>
  stats(options?: CallOptions): Promise<CaptureStats>
  health(options?: CallOptions): Promise<Health>
  ready(options?: CallOptions): Promise<Readiness>
  controls(options?: CallOptions): Promise<CameraControls>
  /** Sets controls by name; gives back the values read after setting. */
  setControls(values: Record<string, number>, options?: CallOptions): Promise<CameraControl[]>
  /** Who is signed in: by the token, or by the cookie of `signIn`. */
  session(options?: CallOptions): Promise<Session>
  /**
   * For pages that the service serves itself: makes a cookie of the token that scripts cannot read. Calls, addresses and
   * WebSockets of this browser then need no token. Throws VALIDATION_ERROR where the token is too long for a cookie.
   */
  signIn(token: string, options?: CallOptions): Promise<Session>
  /** Removes the cookie of `signIn`. */
  signOut(options?: CallOptions): Promise<void>
  /** Every message of the service, over a connection that is made again when it is lost. */
  events(options?: EventOptions): AsyncGenerator<ServiceEvent, void, undefined>
}

interface Data<T> {
  data: T
}

/** A client of one service. Its calls reject with CaptureServiceError, which has a `code`, or with the signal's reason. */
export function createClient({ baseUrl, token }: ClientOptions): Client {
  const requests = createRequests(baseUrl, token)
  const { json, send, url } = requests
  const data = async <T>(...call: Parameters<typeof json>) => (await json<Data<T>>(...call)).data
  const imagePath = (filename: string) => `api/v1/capture/image/${encodeURIComponent(filename)}`
  const ticket = createTickets(requests)
  const known = (session: Session) => {
    requests.useCsrfToken(session.csrf_token)
    return session
  }

  return {
    capture: (request, options = {}) => new Capture(requests, request, options),
    images: (query, options) => data('GET', 'api/v1/capture/images', { query, ...options }),
    imageUrl: async (filename, { widthPx, download } = {}) => {
      const query = { w: widthPx, download: download ? 1 : undefined, ticket: await ticket('picture') }
      return url(imagePath(filename), query).href
    },
    image: async (filename, { widthPx, signal } = {}) =>
      (await send('GET', imagePath(filename), { query: { w: widthPx }, signal })).blob(),
    metadata: (filename, options) => data('GET', `${imagePath(filename)}/metadata`, options),
    remove: async (filename, options) => {
      await send('DELETE', imagePath(filename), { keepalive: true, ...options })
    },
    pin: (filename, pinned, options) => data('PATCH', imagePath(filename), { body: { pinned }, ...options }),
    correct: (filename, correction, options) =>
      data('PATCH', imagePath(filename), { body: correction, ...options }),
    exportUrl: async (query = {}) =>
      url('api/v1/capture/export', { ...query, ticket: await ticket('export') }).href,
    snapshot: async (query, options) =>
      (await send('GET', 'api/v1/stream/snapshot', { query, ...options })).blob(),
    async *view(query, options) {
      const { body } = await send('GET', 'api/v1/stream/mjpeg', { query, ...options })
      try {
        if (body) yield* parts(body)
      } catch (cause) {
        options?.signal?.throwIfAborted()
        if (cause instanceof CaptureServiceError) throw cause
        throw new CaptureServiceError('NETWORK_ERROR', 'The live view was cut off.', { cause })
      }
    },
    status: (options) => json('GET', 'api/v1/capture/status', options),
    serviceStatus: (options) => json('GET', 'api/v1/capture/service-status', options),
    stats: (options) => data('GET', 'api/v1/capture/stats', options),
    health: (options) => json('GET', 'api/v1/capture/health', options),
    async ready(options) {
      // 503 is an answer here, and no error.
      const response = await fetch(url('api/v1/capture/ready'), options).catch((cause: unknown) => {
        options?.signal?.throwIfAborted()
        throw new CaptureServiceError('NETWORK_ERROR', `No answer from ${url('').origin}.`, { cause })
      })
      const { ready, reasons, problems, storage_filled_percent } = await response.json()
      return { ready, reasons, problems, storage_filled_percent }
    },
    controls: (options) => data('GET', 'api/v1/camera/controls', options),
    setControls: async (body, options) =>
      (await data<CameraControls>('PATCH', 'api/v1/camera/controls', { body, ...options })).controls,
    session: async (options) => known(await data<Session>('GET', 'api/v1/session', options)),
    signIn: async (jwt, options) => {
      const headers = { authorization: `Bearer ${jwt}` }
      return known(await data<Session>('POST', 'api/v1/session', { headers, ...options }))
    },
    signOut: async (options) => {
      await send('DELETE', 'api/v1/session', options)
      requests.useCsrfToken(null)
    },
    events: (options) => events(requests, options),
  }
}
