/**
 * A camera program that loses nothing: 30 large pictures a second, each with the moment it was made in a COM segment, and a
 * queue of its own without bound for what is not taken. On standard output or (`--http`) over HTTP, printing its port.
 */
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Writable } from 'node:stream'
import sharp from 'sharp'
import { monotonicMs } from '../../runtime/clock.ts'

const FPS = 30
const [WIDTH, HEIGHT] = [640, 480]
const noise = Buffer.from(Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, () => Math.random() * 256))
const base = await sharp(noise, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
  .jpeg({ quality: 90 })
  .toBuffer()

/** The picture with a COM segment (T.81 B.2.4.5) behind its SOI. */
function stamped(): Buffer {
  const text = Buffer.from(`made at ${monotonicMs().toFixed(3)} ms`)
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0, text.length + 2])
  return Buffer.concat([head, text, base.subarray(2)])
}

const sendTo = (out: Writable) => setInterval(() => out.write(stamped()), 1000 / FPS)

if (process.argv.includes('--http')) {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=b' })
    const timer = sendTo(response)
    response.on('close', () => clearInterval(timer))
  })
  server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
} else {
  // Asynchronous, where process.stdout would block on a full pipe, and the program's clock with it.
  sendTo(createWriteStream('', { fd: 1 }))
}
