/** A network camera: 1920x1080 JPEG pictures, 30 times a second. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sendPictures } from './stream.ts'

const viewers = new Set<ServerResponse>()
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=frame' })
  viewers.add(response)
  response.on('close', () => viewers.delete(response))
})
await sendPictures((picture) => {
  const head = `--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`
  for (const viewer of viewers) {
    viewer.write(head)
    viewer.write(picture)
    viewer.write('\r\n')
  }
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
