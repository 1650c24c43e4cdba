/** The least that answers the health route's JSON: node:http or Fastify with nothing around it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'

const startedAt = Date.now()
const health = () => ({
  success: true,
  status: 'healthy',
  timestamp: new Date().toISOString(),
  details: {
    uptime_seconds: (Date.now() - startedAt) / 1000,
    camera_connected: true,
    camera_capturing: false,
    websocket_connections: 2,
    version: '2.0.0',
  },
})

if (process.argv[2] === 'Fastify') {
  const app = Fastify({ logger: false })
  app.get('/api/v1/capture/health', async () => health())
  await app.listen({ port: 0, host: '127.0.0.1' })
  process.send?.((app.server.address() as AddressInfo).port)
} else {
  const server = createServer((_request, response) => {
    const body = JSON.stringify(health())
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      .end(body)
  })
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
}
