import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventStreamCodec } from '@smithy/eventstream-codec'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openGreengrass } from '../../runtime/host/greengrass.ts'
import { reportToSupervisor } from '../../runtime/host/supervisor.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supervisor-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
)

/** A nucleus' side of the IPC: acknowledges the connection, and keeps what it is told. */
function nucleus(accepts: boolean) {
  const heard: { headers: Record<string, unknown>; payload: Record<string, unknown> }[] = []
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    let buffer = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      buffer = Buffer.concat([buffer, chunk])
      while (buffer.length >= 4 && buffer.length >= buffer.readUInt32BE(0)) {
        const { headers, body } = codec.decode(buffer.subarray(0, buffer.readUInt32BE(0)))
        buffer = buffer.subarray(buffer.readUInt32BE(0))
        heard.push({
          headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, header.value])),
          payload: JSON.parse(Buffer.from(body).toString()),
        })
        if (headers[':message-type']?.value !== 4) continue
        socket.write(
          codec.encode({
            headers: {
              ':message-type': { type: 'integer', value: 5 },
              ':message-flags': { type: 'integer', value: accepts ? 1 : 0 },
              ':stream-id': { type: 'integer', value: 0 },
            },
            body: new Uint8Array(),
          }),
        )
      }
    })
  })
  return {
    server,
    heard,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

it('reports RUNNING to the nucleus once the connection is accepted', async () => {
  const path = join(folder, 'ipc.sock')
  const { server, heard, close } = nucleus(true)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  reportToSupervisor(async () => true, {
    AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT: path,
    SVCUID: 'component-token',
  })
  await expect.poll(() => heard.length).toBe(2)
  expect(heard[0]?.payload).toEqual({ authToken: 'component-token' })
  expect(heard[0]?.headers).toMatchObject({ ':message-type': 4, ':stream-id': 0, ':version': '0.1.0' })
  expect(heard[1]?.payload).toEqual({ state: 'RUNNING' })
  expect(heard[1]?.headers).toMatchObject({
    ':message-type': 0,
    ':stream-id': 1,
    operation: 'aws.greengrass#UpdateState',
  })
  close()
})

const component = (path: string) => ({
  AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT: path,
  SVCUID: 'component-token',
})

it('sends no state when the nucleus refuses the connection', async () => {
  const path = join(folder, 'ipc.sock')
  const { server, heard, close } = nucleus(false)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const greengrass = openGreengrass(component(path), [60_000])
  greengrass?.report('RUNNING')
  await expect.poll(() => heard.length).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(heard).toHaveLength(1)
  greengrass?.close()
  close()
})

it('sends the state once for each connection, and again after the IPC of the nucleus has restarted', async () => {
  const path = join(folder, 'ipc.sock')
  const first = nucleus(true)
  await new Promise<void>((resolve) => first.server.listen(path, resolve))
  const greengrass = openGreengrass(component(path), [20, 50])
  greengrass?.report('RUNNING')
  await expect.poll(() => first.heard.length).toBe(2)
  greengrass?.report('RUNNING')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(first.heard).toHaveLength(2)
  first.close()
  rmSync(path, { force: true })
  const second = nucleus(true)
  await new Promise<void>((resolve) => second.server.listen(path, resolve))
  await expect.poll(() => second.heard.map(({ payload }) => payload.state)).toEqual([undefined, 'RUNNING'])
  greengrass?.close()
  second.close()
})

it('connects again when the nucleus closes the socket without an answer, as nucleus lite refuses', async () => {
  const path = join(folder, 'ipc.sock')
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const greengrass = openGreengrass(component(path), [10])
  greengrass?.report('RUNNING')
  await expect.poll(() => connections).toBeGreaterThan(2)
  greengrass?.close()
  server.close()
})

it('ends the process when the service fails its health check again and again', async () => {
  const path = join(folder, 'ipc.sock')
  const { server, close } = nucleus(true)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const statuses: number[] = []
  let checks = 0
  const supervisor = reportToSupervisor(async () => ++checks === 2, component(path), {
    healthIntervalMs: 10,
    exit: (status) => {
      statuses.push(status)
      supervisor.stopping()
    },
  })
  await expect.poll(() => statuses).toEqual([1])
  expect(checks).toBe(6)
  close()
})

/** Node cannot bind Unix datagram sockets, so Python listens in systemd's place. */
const LISTENER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]); print('bound', flush=True)
while True: print(s.recv(100).decode(), flush=True)
`
it.runIf(spawnSync('python3', ['--version']).status === 0)(
  'tells systemd READY, WATCHDOG while healthy, and STOPPING',
  async () => {
    const path = join(folder, 'notify.sock')
    const listener = spawn('python3', ['-c', LISTENER, path])
    let heard = ''
    listener.stdout.on('data', (chunk) => {
      heard += chunk
    })
    await expect.poll(() => heard, { timeout: 10_000 }).toBe('bound\n')
    let healthy = true
    const supervisor = reportToSupervisor(async () => healthy, {
      NOTIFY_SOCKET: path,
      WATCHDOG_USEC: '100000',
    })
    await expect.poll(() => heard, { timeout: 10_000 }).toMatch(/^bound\nREADY=1\nWATCHDOG=1\n/)
    healthy = false
    await new Promise((resolve) => setTimeout(resolve, 150))
    const silentSince = heard
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(heard).toBe(silentSince)
    supervisor.stopping()
    await expect.poll(() => heard).toMatch(/STOPPING=1\n$/)
    listener.kill()
  },
)
