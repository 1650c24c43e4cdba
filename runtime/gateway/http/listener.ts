/** The server that listens: plain HTTP, or TLS with the service's own certificate. WebSockets go over the same one. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http'
import { createServer as createHttpsServer, type Server as TlsServer } from 'node:https'
import type { TlsPair } from '../../tls/files.ts'
import { CHECK_INTERVAL_MS, HEADERS_TIMEOUT_MS, REQUEST_TIMEOUT_MS } from './connection-limits.ts'

/** Longer than the idle time of common proxies (nginx and AWS: 60 s), so that the proxy closes first. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000
/** RFC 9325 section 3.1.1: older versions must not be used. */
const MIN_VERSION = 'TLSv1.2'

/** How long a client may take, in milliseconds. */
export interface TimeLimits {
  headersTimeout: number
  requestTimeout: number
  connectionsCheckingInterval: number
}
const TIME_LIMITS: TimeLimits = {
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  connectionsCheckingInterval: CHECK_INTERVAL_MS,
}

/** `settings` are Fastify's for Node's server; `tls` is null for plain HTTP. */
export function createListener(
  settings: object,
  tls: TlsPair | null,
  listener: RequestListener,
  limits = TIME_LIMITS,
): Server {
  const options = {
    ...settings,
    ...limits,
    shouldUpgradeCallback: asksForWebSocket,
  }
  const server =
    tls === null
      ? createHttpServer(options, listener)
      : createHttpsServer({ ...options, ...context(tls), handshakeTimeout: limits.headersTimeout }, listener)
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS
  // Fastify's types know Node's HTTP server only; a TLS server has the same methods and events for what is used here.
  return server as unknown as Server
}

/** New connections get the new certificate; open ones go on. */
export function exchangeCertificate(server: Server, tls: TlsPair): void {
  const secure = server as unknown as TlsServer
  secure.setSecureContext(context(tls))
}

const context = ({ cert, key }: TlsPair) => ({ cert, key, minVersion: MIN_VERSION }) as const

/** Other upgrades, as to h2c, are optional for a server (RFC 9110 section 7.8): such a request is answered as HTTP/1.1. */
function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}
