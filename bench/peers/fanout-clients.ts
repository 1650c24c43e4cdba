/** Opens many WebSocket clients; tells its parent how long each message took until the last of them had it. */
import { WebSocket } from 'ws'
import { monotonicMs } from '../../runtime/clock.ts'

const [url, count] = [process.argv[2] as string, Number(process.argv[3])]
let received = 0

for (let client = 0; client < count; client++) {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  socket.on('message', (bytes: Buffer) => {
    if (!bytes.includes('sentAtMs')) return
    received += 1
    if (received < count) return
    received = 0
    process.send?.(monotonicMs() - JSON.parse(bytes.toString()).data.sentAtMs)
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
}
process.send?.('connected')
