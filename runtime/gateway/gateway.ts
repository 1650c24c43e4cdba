/** The runtime adapter: serves every event of serverless.yml in one process on one port. */
import type { AddressInfo } from 'node:net'
import type { Config } from '../config.ts'
import type { Sockets } from '../connections/sockets.ts'
import { type LoadedFunction, loadFunctions } from '../routes/load.ts'
import { readRoutes } from '../routes/serverless-file.ts'
import type { FunctionEntry } from '../routes/table.ts'
import { readTlsFiles } from '../tls/files.ts'
import { watchTlsFiles } from '../tls/watch.ts'
import { startSchedule } from './functions/schedule.ts'
import { defineAwsLambda } from './functions/streaming.ts'
import { admission } from './http/admission.ts'
import { cors } from './http/cors.ts'
import { exchangeCertificate } from './http/listener.ts'
import { buildHttp } from './http/server.ts'
import { type StaticFolder, serveStatic } from './http/static-files.ts'
import { trackUnusedConnections } from './http/unused-connections.ts'
import type { AuditRefusal, GatewayLogger } from './logger.ts'
import type { Client } from './websocket/client.ts'
import { serveManagement } from './websocket/management.ts'
import { serveWebSockets } from './websocket/server.ts'

/** Shorter than the 10 s that systemd and Docker wait before they kill the process. */
const STOP_TIMEOUT_MS = 9_000
const IDLE_CHECK_INTERVAL_MS = 20

export interface GatewayOptions {
  serverlessFile: string
  config: {
    server: Config['server']
    websocket: Pick<Config['websocket'], 'connectionTimeoutMs'>
    log: Pick<Config['log'], 'level'>
  }
  sockets: Sockets<Client>
  /** By schedule name: replaces the rate in serverless.yml, which knows no seconds. */
  scheduleIntervalsMs: Record<string, number>
  staticFolders: StaticFolder[]
  logger: GatewayLogger
  /** Left out: nothing is written. */
  auditRefusal?: AuditRefusal
}

export interface Gateway {
  /** As in http://127.0.0.1:6407, or https:// where the service has a certificate. */
  address: string
  /** Runs a scheduled function now; while it runs, once more after. */
  runSchedule(name: string): Promise<void>
  /** No new connections, schedules stop, running invocations finish within 9 s, sockets are closed with 1001. */
  close(): Promise<void>
}

/** Loads the functions and listens. Throws RouteError for a mistake in serverless.yml, and what readTlsFiles and listen throw (EADDRINUSE). */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { config, sockets, logger } = options
  defineAwsLambda()
  const table = readRoutes(options.serverlessFile)
  const functions = await loadFunctions(table)
  const loaded = (entry: FunctionEntry) => functions.get(entry) as LoadedFunction
  const allowedOrigins = cors(config.server.corsOrigins)

  const { tls: tlsFiles, hstsMaxAgeS } = config.server
  const tls = tlsFiles && readTlsFiles(tlsFiles)
  const admitted = admission(config.server, logger, options.auditRefusal)
  const app = buildHttp({
    routes: table.http.map(({ entry, ...route }) => ({ ...route, fn: loaded(entry) })),
    cors: allowedOrigins,
    admission: admitted,
    maxConnectionsPerAddress: config.server.maxConnectionsPerAddress,
    tls,
    hstsMaxAgeS,
    logger,
    logAccess: config.log.level === 'DEBUG',
  })
  const closeUnused = trackUnusedConnections(app.server)
  const webSockets = serveWebSockets({
    server: app.server,
    routes: new Map([...table.websocket].map(([routeKey, entry]) => [routeKey, loaded(entry)])),
    routeSelectionExpression: table.routeSelectionExpression,
    sockets,
    cors: allowedOrigins,
    admission: admitted,
    connectionTimeoutMs: config.websocket.connectionTimeoutMs,
    logger,
  })
  serveManagement(app, sockets)
  for (const [index, folder] of options.staticFolders.entries()) await serveStatic(app, folder, index === 0)
  try {
    await app.listen({ host: config.server.host, port: config.server.port })
  } catch (error) {
    await webSockets.close()
    throw error
  }
  const certificate =
    tlsFiles &&
    tls &&
    watchTlsFiles(tlsFiles, tls, {
      changed(pair) {
        exchangeCertificate(app.server, pair)
        logger.info('A new certificate is in use', { valid_to: pair.certificate.validToDate.toISOString() })
      },
      warn: (message, facts) => logger.warn(message, facts),
    })
  const schedules = new Map(
    table.schedules.map(({ name, intervalMs, entry }) => [
      name,
      startSchedule(name, options.scheduleIntervalsMs[name] ?? intervalMs, loaded(entry), logger),
    ]),
  )

  return {
    address: addressOf(tls !== null, config.server.host, app.server.address() as AddressInfo),
    async runSchedule(name) {
      await schedules.get(name)?.run()
    },
    async close() {
      certificate?.close()
      const bound = setTimeout(() => app.server.closeAllConnections(), STOP_TIMEOUT_MS)
      const stopping = Promise.all([...schedules.values()].map((schedule) => schedule.stop()))
      const closed = Promise.all([webSockets.close(), app.close()])
      closeUnused()
      // A kept-alive connection becomes idle only when its last response is out.
      const idle = setInterval(() => app.server.closeIdleConnections(), IDLE_CHECK_INTERVAL_MS)
      await closed
      clearInterval(idle)
      clearTimeout(bound)
      await Promise.race([stopping, new Promise((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS).unref())])
    },
  }
}

/** An address that a client on this host can call, also when the service listens on all. */
function addressOf(secure: boolean, host: string, { port }: AddressInfo): string {
  const scheme = secure ? 'https' : 'http'
  if (host === '0.0.0.0' || host === '::') return `${scheme}://127.0.0.1:${port}`
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
}
