/** The real gateway over the fixture's serverless.yml, on any free port. */
import { fileURLToPath } from 'node:url'
import { openSockets } from '../../runtime/connections/sockets.ts'
import { type GatewayOptions, openGateway } from '../../runtime/gateway/gateway.ts'
import type { Client } from '../../runtime/gateway/websocket/client.ts'

export const FIXTURES = fileURLToPath(new URL('./fixtures/', import.meta.url))

export interface LogLine {
  level: string
  message: string
  facts: Record<string, unknown>
}

export async function startGateway(
  overrides: Partial<Omit<GatewayOptions, 'config'>> & {
    corsOrigins?: string[]
    rateLimitPerMinute?: number
    connectionTimeoutMs?: number
    server?: Partial<GatewayOptions['config']['server']>
  } = {},
) {
  const {
    corsOrigins = ['http://localhost:*'],
    rateLimitPerMinute = 0,
    connectionTimeoutMs = 10_000,
    server = {},
    ...others
  } = overrides
  const log: LogLine[] = []
  const write = (level: string) => (message: string, facts: Record<string, unknown>) =>
    void log.push({ level, message, facts })
  const sockets = openSockets<Client>()
  const gateway = await openGateway({
    serverlessFile: `${FIXTURES}serverless.yml`,
    config: {
      server: {
        host: '127.0.0.1',
        port: 0,
        corsOrigins,
        rateLimitPerMinute,
        maxConnectionsPerAddress: 0,
        publicHosts: [],
        trustedProxies: [],
        pathPrefix: '',
        publicUrl: null,
        tls: null,
        hstsMaxAgeS: 0,
        ...server,
      },
      websocket: { connectionTimeoutMs },
      log: { level: 'INFO' },
    },
    sockets,
    scheduleIntervalsMs: { tick: 3_600_000 },
    staticFolders: [],
    logger: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    ...others,
  })
  return { ...gateway, sockets, log }
}
