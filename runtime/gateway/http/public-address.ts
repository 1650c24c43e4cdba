/** Where clients see the service: host, scheme and path prefix, also behind proxies that the settings trust. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { plainAddress } from './client-address.ts'

export interface PublicAddress {
  /** As in the Host header, with a port where it is not the usual one. */
  host: string | undefined
  /** The client speaks HTTPS. */
  secure: boolean
  /** The path in front of every route, as in /vision; empty where there is none. */
  prefix: string
}

export interface PublicAddressOptions {
  /** PATH_PREFIX, or the path of PUBLIC_URL. */
  pathPrefix: string
  /** PUBLIC_URL: requests for its host came over its scheme. */
  publicUrl: { host: string; secure: boolean } | null
}

/** One or more segments. An empty one would make a redirect to `//name` leave the host. */
const PREFIX = /^(\/[\w.~-]+){1,8}$/
const LONGEST_PREFIX = 256

/**
 * Reads the public address of a request. X-Forwarded-Host, X-Forwarded-Proto and X-Forwarded-Prefix count only from a peer that
 * `isTrusted`. Of several values in one header the last is the one that the nearest proxy wrote, as with X-Forwarded-For.
 */
export function publicAddresses(
  isTrusted: (address: string) => boolean,
  { pathPrefix, publicUrl }: PublicAddressOptions,
): (request: IncomingMessage) => PublicAddress {
  return ({ headers, socket }) => {
    const trusted = isTrusted(plainAddress(socket.remoteAddress))
    const forwarded: Partial<ReturnType<typeof forwardedFacts>> = trusted ? forwardedFacts(headers) : {}
    const host = forwarded.host ?? headers.host
    const byPublicUrl = publicUrl?.secure === true && host?.toLowerCase() === publicUrl.host
    const secure = (socket as Partial<TLSSocket>).encrypted === true || forwarded.proto === 'https'
    return { host, secure: secure || byPublicUrl, prefix: forwarded.prefix ?? pathPrefix }
  }
}

function forwardedFacts(headers: IncomingHttpHeaders) {
  const prefix = lastOf(headers['x-forwarded-prefix'])?.replace(/\/+$/, '')
  return {
    host: lastOf(headers['x-forwarded-host']),
    proto: lastOf(headers['x-forwarded-proto'])?.toLowerCase(),
    prefix:
      prefix !== undefined && prefix.length <= LONGEST_PREFIX && PREFIX.test(prefix) ? prefix : undefined,
  }
}

function lastOf(header: string | string[] | undefined): string | undefined {
  return (
    String(header ?? '')
      .split(',')
      .at(-1)
      ?.trim() || undefined
  )
}

/**
 * The headers as functions see them: `host` is the client's, and x-forwarded-host, -proto and -prefix are there only where they are
 * known to be true. API Gateway, too, writes its own.
 */
export function publicHeaders(headers: IncomingHttpHeaders, address: PublicAddress): IncomingHttpHeaders {
  const {
    'x-forwarded-host': host,
    'x-forwarded-proto': proto,
    'x-forwarded-prefix': prefix,
    ...others
  } = headers
  if (
    host === undefined &&
    proto === undefined &&
    prefix === undefined &&
    !address.secure &&
    address.prefix === ''
  )
    return headers
  return {
    ...others,
    ...(address.host === undefined ? {} : { host: address.host }),
    ...(address.secure ? { 'x-forwarded-proto': 'https' } : {}),
    ...(address.prefix === '' ? {} : { 'x-forwarded-prefix': address.prefix }),
  }
}

/** The address without the prefix. An address without it stays: many proxies remove the prefix themselves. */
export function withoutPrefix(url: string, prefix: string): string {
  if (prefix === '' || !url.startsWith(prefix)) return url
  const rest = url.slice(prefix.length)
  if (rest === '' || rest.startsWith('?')) return `/${rest}`
  return rest.startsWith('/') ? rest : url
}
