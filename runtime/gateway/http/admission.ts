/** Admits or refuses requests and handshakes by Host header and rate limit, and counts refusals. */
import type { IncomingMessage } from 'node:http'
import { type ClientLog, clientLogOf } from '../../client-log.ts'
import { monotonicMs } from '../../clock.ts'
import { ServiceError } from '../../errors.ts'
import type { AuditRefusal, GatewayLogger } from '../logger.ts'
import { type Proxies, trustProxies } from './client-address.ts'
import { type Hosts, hosts } from './hosts.ts'
import { type PublicAddress, type PublicAddressOptions, publicAddresses } from './public-address.ts'
import { rateLimit } from './rate-limit.ts'
import { watchRefusals } from './refusals.ts'
import { pathOf } from './request-facts.ts'

export interface Admission extends Proxies, Pick<Hosts, 'isPublicOrigin'> {
  publicAddressOf(request: IncomingMessage): PublicAddress
  /** For lines that clients cause. */
  clientLog: ClientLog
  /** Notes a refusal of the gateway itself in the audit log. */
  auditRefusal(request: IncomingMessage, error: ServiceError): void
  /** FORBIDDEN for a foreign Host header, RATE_LIMITED for a request too many. `route`: the path of the route that serves it. */
  refusalOf(request: IncomingMessage, route: string | undefined): ServiceError | undefined
  /** Counts 401 and 403. The answer goes out when the promise resolves. */
  noteStatus(request: IncomingMessage, status: number): Promise<void> | undefined
}

export interface AdmissionOptions extends PublicAddressOptions {
  /** 0: no limit. */
  rateLimitPerMinute: number
  publicHosts: readonly string[]
  trustedProxies: readonly string[]
}

export function admission(
  options: AdmissionOptions,
  logger: GatewayLogger,
  audit: AuditRefusal = () => {},
): Admission {
  const { rateLimitPerMinute } = options
  const proxies = trustProxies(options.trustedProxies)
  const publicAddressOf = publicAddresses(proxies.isTrusted, options)
  const known = hosts(options.publicHosts)
  const limit = rateLimitPerMinute > 0 ? rateLimit(rateLimitPerMinute, monotonicMs) : undefined
  const refusals = watchRefusals(logger, monotonicMs)
  return {
    ...proxies,
    publicAddressOf,
    clientLog: clientLogOf(logger),
    auditRefusal(request, { code, message }) {
      audit({
        code,
        reason: message,
        sub: null,
        path: pathOf(request),
        source_ip: proxies.clientOf(request),
      })
    },
    isPublicOrigin: known.isPublicOrigin,
    refusalOf(request, route) {
      const retryAfterS = limit?.retryAfterS(proxies.clientOf(request), route) ?? 0
      if (retryAfterS > 0) {
        const message = `More than ${rateLimitPerMinute} requests in a minute. Wait ${retryAfterS} s.`
        return new ServiceError('RATE_LIMITED', message, { retryAfterS })
      }
      // Both: a page of a stranger could write X-Forwarded-Host itself, past a proxy that does not overwrite it.
      const names = [request.headers.host, publicAddressOf(request).host]
      const foreign = names.find((host) => !known.answersTo(host))
      if (foreign === undefined) return undefined
      return new ServiceError(
        'FORBIDDEN',
        `The service does not answer to the name in the Host header, "${foreign}". Add the name to PUBLIC_HOSTS, or use the IP address.`,
      )
    },
    noteStatus(request, status) {
      if (status !== 401 && status !== 403) return undefined
      return refusals.note(proxies.clientOf(request), status)
    },
  }
}
