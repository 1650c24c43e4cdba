/** Requests per second of one small JSON route: our gateway and handler against bare node:http, bare Fastify and serverless offline. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import autocannon from 'autocannon'
import { ROOT } from '../test/support/root.ts'
import { startProcess, testSettings } from '../test/support/service.ts'
import { median, type Section, spread } from './report.ts'

const ROUNDS = 5
const SECONDS = 3
const CONNECTIONS = [1, 32]
const PATH = '/api/v1/capture/health'
const OFFLINE_PORT = 16407

interface Peer {
  name: string
  url: string
  stop(): void
}

export async function run(): Promise<Section> {
  const peers = [await bare('node:http'), await bare('Fastify'), await ours(), await serverlessOffline()]
  const results = new Map<string, number[]>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const connections of CONNECTIONS) {
      for (const peer of peers) {
        const { requests, non2xx } = await autocannon({ url: peer.url, connections, duration: SECONDS })
        if (non2xx > 0) throw new Error(`${peer.name} answered ${non2xx} times with an error`)
        const key = `${peer.name} ${connections}`
        results.set(key, [...(results.get(key) ?? []), requests.average])
      }
    }
  }
  for (const peer of peers) peer.stop()
  const of = (name: string, connections: number) => results.get(`${name} ${connections}`) ?? []
  const ratio = (name: string, connections: number) =>
    (median(of('ours', connections)) / median(of(name, connections))).toFixed(2)
  return {
    title: 'Gateway, requests per second',
    method: `GET ${PATH}, the same JSON from every server; autocannon on the same machine, ${ROUNDS} rounds of ${SECONDS} s in turn.`,
    columns: [
      '',
      ...CONNECTIONS.map((count) => `${count} connection${count > 1 ? 's' : ''}`),
      ...CONNECTIONS.map((count) => `ours : this at ${count}`),
    ],
    rows: peers.map(({ name }) => [
      name,
      ...CONNECTIONS.map((count) => spread(of(name, count), 0)),
      ...CONNECTIONS.map((count) => ratio(name, count)),
    ]),
    verdict: ['Target: at least 0.60 of bare Fastify and 5 × serverless offline.'],
  }
}

async function bare(name: 'node:http' | 'Fastify'): Promise<Peer> {
  const child = fork(new URL('./peers/bare-http.ts', import.meta.url), [name])
  const [port] = (await once(child, 'message')) as [number]
  return {
    name: name === 'Fastify' ? 'bare Fastify' : 'bare node:http',
    url: `http://127.0.0.1:${port}${PATH}`,
    stop: () => child.kill(),
  }
}

async function ours(): Promise<Peer> {
  const service = await startProcess()
  return {
    name: 'ours',
    url: `${service.address}${PATH}`,
    stop: () => void service.stop('SIGKILL').then(service.remove),
  }
}

async function serverlessOffline(): Promise<Peer> {
  const { settings, remove } = testSettings()
  const child: ChildProcess = spawn(
    'npx',
    [
      'serverless',
      'offline',
      '--httpPort',
      String(OFFLINE_PORT),
      '--websocketPort',
      String(OFFLINE_PORT + 1),
      '--lambdaPort',
      String(OFFLINE_PORT + 2),
    ],
    { cwd: ROOT, env: { ...process.env, ...settings }, stdio: 'ignore', detached: true },
  )
  const url = `http://127.0.0.1:${OFFLINE_PORT}${PATH}`
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) break
    if (attempt > 300) throw new Error('serverless offline did not start')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return {
    name: 'serverless offline',
    url,
    stop() {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      remove()
    },
  }
}
