/** A WebSocket server that broadcasts on command: ours, or the plainest loop over ws. */
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { monotonicMs } from '../../runtime/clock.ts'
import { loadConfig } from '../../runtime/config.ts'
import { useDevice } from '../../runtime/device/device.ts'
import { startService } from '../../runtime/service.ts'
import { testSettings } from '../../test/support/service.ts'

/** The moment of sending travels in the message: CLOCK_MONOTONIC is the same in every process of the machine. */
const message = () => ({
  type: 'capture_progress',
  data: {
    stage: 'encoding',
    progress: 50,
    message: 'Encoding the picture',
    sample_no: 'TEST005',
    request_id: '0123456789abcdef',
    sentAtMs: monotonicMs(),
  },
})

if (process.argv[2] === 'ours') {
  const { settings, folder } = testSettings({
    WS_MAX_CONNECTIONS: '2000',
    ANONYMOUS_READ: 'true',
    STATUS_CHECK_INTERVAL: '3600',
    WS_HEARTBEAT_INTERVAL: '3600',
  })
  const service = await startService(loadConfig(settings, folder))
  const { connections } = await useDevice()
  process.on('message', () => connections.broadcast(message(), ['capture']))
  process.send?.(`${service.address.replace('http', 'ws')}/ws/capture`)
} else {
  const server: WebSocketServer = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () =>
    process.send?.(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`),
  )
  process.on('message', () => {
    const text = JSON.stringify({ ...message(), timestamp: new Date().toISOString() })
    for (const client of server.clients) client.send(text)
  })
}
