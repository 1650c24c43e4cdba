/** The hosts that the same handlers run under, each started for real on loopback. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { freePort } from '../support/free-port.ts'
import { ROOT } from '../support/root.ts'
import { startProcess, testSettings, untilReady } from '../support/service.ts'

export interface Host {
  name: string
  http: string
  /** Where Lambda's own API is served: POST {lambda}/2015-03-31/functions/{name}/invocations. */
  lambda?: string
  /** The WebSocket address of a channel. */
  socket(channel: string): string
  can: {
    stream: boolean
    preflight: boolean
    methodNotAllowed: boolean
    refuseHandshake: boolean
    websocketPaths: boolean
  }
  stop(): Promise<void>
}

/** npm start, as a process of its own; `root` is the checkout that it runs. */
export async function deviceRuntime(root = ROOT): Promise<Host> {
  const service = await startProcess({ ...CONTRACT_SETTINGS, LOG_LEVEL: 'INFO' }, { root })
  return runtimeHost('device runtime', service.address, async () => {
    await service.stop()
    service.remove()
  })
}

/** The device runtime, wherever it was started from: it can do everything. */
export function runtimeHost(name: string, address: string, stop: () => Promise<void>): Host {
  return {
    name,
    http: address,
    socket: (channel) => `${address.replace('http', 'ws')}/ws/${channel}`,
    can: {
      stream: true,
      preflight: true,
      methodNotAllowed: true,
      refuseHandshake: true,
      websocketPaths: true,
    },
    stop,
  }
}

/** What the cases count on. */
export const CONTRACT_SETTINGS = { CAPTURE_TIMEOUT: '5' }

/** serverless offline, as npm run offline starts it. */
export async function serverlessOffline(root = ROOT): Promise<Host> {
  const [httpPort, socketPort, lambdaPort] = [await freePort(), await freePort(), await freePort()]
  const { settings, remove } = testSettings({
    ...CONTRACT_SETTINGS,
    CONNECTIONS_ENDPOINT: `http://127.0.0.1:${socketPort}`,
  })
  const ports = ['--httpPort', httpPort, '--websocketPort', socketPort, '--lambdaPort', lambdaPort].map(
    String,
  )
  const bin = join(root, 'node_modules/.bin')
  const child = spawn(join(bin, 'serverless'), ['offline', ...ports], {
    cwd: root,
    env: { ...process.env, ...settings, PATH: `${bin}:${process.env.PATH}` },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const http = `http://127.0.0.1:${httpPort}`
  await untilReady(http, 60_000).catch((error) => {
    throw new Error(`serverless offline is not ready: ${error.message}\n${output}`)
  })
  return {
    name: 'serverless offline',
    http,
    lambda: `http://127.0.0.1:${lambdaPort}`,
    socket: (channel) => `ws://127.0.0.1:${socketPort}/?channel=${channel}`,
    can: {
      stream: false,
      preflight: true,
      methodNotAllowed: false,
      refuseHandshake: true,
      websocketPaths: false,
    },
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      process.kill(-(child.pid as number), 'SIGKILL')
      await gone
      remove()
    },
  }
}
