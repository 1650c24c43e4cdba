/** One progress message to many WebSocket clients: from the broadcast to the last client's receipt, against a bare ws loop. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { median, type Section, spread } from './report.ts'

const CLIENTS = [100, 500, 1000]
const MESSAGES = 60

export async function run(): Promise<Section> {
  const rows: (string | number)[][] = []
  for (const clients of CLIENTS) {
    const peers = { 'bare ws loop': await open('bare', clients), ours: await open('ours', clients) }
    const times: Record<string, number[]> = { 'bare ws loop': [], ours: [] }
    for (let message = 0; message < MESSAGES; message++) {
      for (const [name, peer] of Object.entries(peers)) times[name]?.push(await peer.broadcast())
    }
    for (const peer of Object.values(peers)) peer.stop()
    const [bare, ours] = [times['bare ws loop'] as number[], times.ours as number[]]
    rows.push([clients, spread(bare), spread(ours), (median(ours) / median(bare)).toFixed(2)])
  }
  return {
    title: 'WebSocket fan-out, last client',
    method: `One capture_progress message; ${MESSAGES} messages a row, in turn; the clients live in a process of their own. Milliseconds.`,
    columns: ['clients', 'bare ws loop', 'ours', 'ours : bare'],
    rows,
    verdict: ['Target: within 1.3 × the bare loop.'],
  }
}

/** A server process and a process with its clients; broadcast() gives the milliseconds until the last client had it. */
async function open(kind: 'bare' | 'ours', clients: number) {
  const server = fork(new URL('./peers/fanout-server.ts', import.meta.url), [kind])
  const [url] = (await once(server, 'message')) as [string]
  const audience = fork(new URL('./peers/fanout-clients.ts', import.meta.url), [url, String(clients)])
  await once(audience, 'message')
  return {
    async broadcast(): Promise<number> {
      await new Promise((resolve) => setTimeout(resolve, 20))
      const last = once(audience, 'message')
      server.send('broadcast')
      const [milliseconds] = (await last) as [number]
      return milliseconds
    },
    stop() {
      audience.kill()
      server.kill('SIGKILL')
    },
  }
}
