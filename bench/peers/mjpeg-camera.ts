/** A network camera: one 1920x1080 JPEG, sent 30 times a second, as the service's idle load. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { drawPlate } from '../../runtime/camera/simulated/plate.ts'

const [WIDTH, HEIGHT, FPS] = [1920, 1080, 30]
const raw = { width: WIDTH, height: HEIGHT, channels: 3 as const }
const jpeg = await sharp(await drawPlate(WIDTH, HEIGHT), { raw })
  .jpeg({ quality: 90 })
  .toBuffer()
const head = `--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`
const viewers = new Set<ServerResponse>()

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=frame' })
  viewers.add(response)
  response.on('close', () => viewers.delete(response))
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
setInterval(() => {
  for (const viewer of viewers) {
    viewer.write(head)
    viewer.write(jpeg)
    viewer.write('\r\n')
  }
}, 1000 / FPS)
