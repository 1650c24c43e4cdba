/**
 * A camera program outside the service: MJPEG at 30 fps on standard output, or (`--http`) multipart over HTTP, printing its
 * port. Every picture carries the clock. It never drops for a slow reader: what is not taken queues, as in the worst of cameras.
 * It keeps the latency that its users state (30 ms): a picture that took longer to encode, on a busy machine, is not sent.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { paintClock } from '../../runtime/camera/simulated/picture-clock.ts'
import { monotonicMs } from '../../runtime/clock.ts'

const [WIDTH, HEIGHT, FPS] = [336, 240, 30]
const MAX_LATENCY_MS = 25
const background = Buffer.alloc(WIDTH * HEIGHT * 3, 128)
let sequence = 0

async function send(write: (jpeg: Buffer) => void): Promise<void> {
  const rgb = Buffer.from(background)
  const exposedAtMs = monotonicMs()
  paintClock(rgb, WIDTH, HEIGHT, { exposedAtMs, sequence: sequence++ })
  const jpeg = await sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
  if (monotonicMs() - exposedAtMs < MAX_LATENCY_MS) write(jpeg)
}

if (process.argv.includes('--http')) {
  const viewers = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/stream') !== true) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=--frame' })
    viewers.add(response)
    response.on('close', () => viewers.delete(response))
  })
  server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () =>
    process.stdout.write(`${(server.address() as AddressInfo).port}\n`),
  )
  const sendToAll = (jpeg: Buffer) => {
    for (const viewer of viewers) {
      viewer.write(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`)
      viewer.write(jpeg)
      viewer.write('\r\n')
    }
  }
  setInterval(() => send(sendToAll), 1000 / FPS)
} else {
  setInterval(() => send((jpeg) => void process.stdout.write(jpeg)), 1000 / FPS)
}
