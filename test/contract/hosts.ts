/** The hosts that the same handlers run under, each started for real on loopback. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '../support/root.ts'
import { startProcess, testSettings, untilReady } from '../support/service.ts'

export interface Host {
  name: string
  http: string
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

/** npm start, as a process of its own. */
export async function deviceRuntime(): Promise<Host> {
  const service = await startProcess({ ...SETTINGS, LOG_LEVEL: 'INFO' })
  return {
    name: 'device runtime',
    http: service.address,
    socket: (channel) => `${service.address.replace('http', 'ws')}/ws/${channel}`,
    can: {
      stream: true,
      preflight: true,
      methodNotAllowed: true,
      refuseHandshake: true,
      websocketPaths: true,
    },
    async stop() {
      await service.stop()
      service.remove()
    },
  }
}

const [HTTP_PORT, SOCKET_PORT, LAMBDA_PORT] = [26407, 26408, 26409]
const SETTINGS = { CAPTURE_TIMEOUT: '5' }

/** serverless offline, as npm run offline starts it. */
export async function serverlessOffline(): Promise<Host> {
  const { settings, remove } = testSettings({
    ...SETTINGS,
    CONNECTIONS_ENDPOINT: `http://127.0.0.1:${SOCKET_PORT}`,
  })
  const ports = ['--httpPort', HTTP_PORT, '--websocketPort', SOCKET_PORT, '--lambdaPort', LAMBDA_PORT].map(
    String,
  )
  const bin = join(ROOT, 'node_modules/.bin')
  const child = spawn(join(bin, 'serverless'), ['offline', ...ports], {
    cwd: ROOT,
    env: { ...process.env, ...settings, PATH: `${bin}:${process.env.PATH}` },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const http = `http://127.0.0.1:${HTTP_PORT}`
  await untilReady(http, 60_000).catch((error) => {
    throw new Error(`serverless offline is not ready: ${error.message}\n${output}`)
  })
  return {
    name: 'serverless offline',
    http,
    socket: (channel) => `ws://127.0.0.1:${SOCKET_PORT}/?channel=${channel}`,
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
