/**
 * `node test/emulated-machine/webcam/main.ts PORT CAMERA=SERIAL…`: software webcams on the kernel's virtual USB controller (modules
 * vhci_hcd and uvcvideo, root), plugged in in that order, and a TCP server on PORT that takes the commands of commands.ts.
 * A camera without `=SERIAL` has no serial number, as many cheap ones have none. Prints `ready` when all are plugged in.
 */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { SoftwareWebcam } from './camera.ts'
import { obey } from './commands.ts'

const [, , port, ...specifications] = process.argv
if (port === undefined || specifications.length === 0) {
  process.stderr.write('usage: main.ts PORT CAMERA=SERIAL…\n')
  process.exit(2)
}
const cameras = new Map<string, SoftwareWebcam>()
for (const specification of specifications) {
  const [name = '', serial] = specification.split('=')
  const camera = new SoftwareWebcam({ product: `Software webcam ${name}`, serial: serial ?? null })
  await camera.plug()
  cameras.set(name, camera)
}
const server = createServer(async (socket) => {
  socket.on('error', () => {})
  for await (const line of createInterface({ input: socket })) socket.write(`${await obey(line, cameras)}\n`)
})
server.listen(Number(port), '0.0.0.0')
await once(server, 'listening')
process.stdout.write('ready\n')
