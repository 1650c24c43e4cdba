/**
 * A camera program outside the service: MJPEG at 30 fps on standard output, or (`--http`) multipart over HTTP, printing its
 * port. Every picture carries the clock. It never drops for a slow reader: what is not taken queues, as in the worst of cameras.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { paintClock } from '../../runtime/camera/simulated/picture-clock.ts'
import { monotonicMs } from '../../runtime/clock.ts'

const [WIDTH, HEIGHT, FPS] = [336, 240, 30]
const background = Buffer.alloc(WIDTH * HEIGHT * 3, 128)
let sequence = 0

async function picture(): Promise<Buffer> {
  const rgb = Buffer.from(background)
  paintClock(rgb, WIDTH, HEIGHT, { exposedAtMs: monotonicMs(), sequence: sequence++ })
  return sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
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
  setInterval(async () => {
    const jpeg = await picture()
    for (const viewer of viewers) {
      viewer.write(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`)
      viewer.write(jpeg)
      viewer.write('\r\n')
    }
  }, 1000 / FPS)
} else {
  setInterval(async () => process.stdout.write(await picture()), 1000 / FPS)
}
