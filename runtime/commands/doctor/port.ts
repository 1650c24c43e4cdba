/** Checks whether the port is free, used by this service already, or used by another program. */
import { readdir, readFile, readlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Config } from '../../config.ts'
import { askOwn } from '../../tls/ask-own.ts'
import { SERVICE_NAME } from '../../version.ts'
import type { Finding } from './finding.ts'

const ANSWER_TIMEOUT_MS = 3_000

export interface PortCheck {
  findings: Finding[]
  /** Where the service answers, when it is running; it holds the camera then. */
  runningAt: string | null
}

export async function checkPort({ host, port, tls }: Config['server']): Promise<PortCheck> {
  const code = await listenOnce(host, port)
  if (code === null) return { findings: [{ level: 'ok', what: `Port ${port} is free.` }], runningAt: null }
  const address = `${tls === null ? 'http' : 'https'}://127.0.0.1:${port}`
  if (code === 'EADDRINUSE' && (await isThisService(address)))
    return {
      findings: [{ level: 'ok', what: `The service is running on port ${port}.` }],
      runningAt: address,
    }
  return { findings: [await refusal(host, port, code)], runningAt: null }
}

async function refusal(host: string, port: number, code: string): Promise<Finding> {
  const what = `The service cannot listen on port ${port}.`
  if (code === 'EADDRINUSE') {
    const program = await listenerOn(port)
    return {
      level: 'problem',
      what,
      why: `${program ?? 'Another program'} listens there already.`,
      remedy: `Stop it (sudo ss -ltnp 'sport = :${port}' names it), or set PORT to another one.`,
    }
  }
  if (code === 'EACCES')
    return {
      level: 'problem',
      what,
      why: 'Ports below 1024 are for root.',
      remedy: 'Set PORT to 1024 or above, as the default 6407 is.',
    }
  return {
    level: 'problem',
    what,
    why: `This computer has no address ${host} (${code}).`,
    remedy: 'Set HOST to 0.0.0.0 for every network, or to 127.0.0.1 for this computer alone.',
  }
}

/** The error's code, or null when listening works. */
function listenOnce(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(null)))
  })
}

async function isThisService(address: string): Promise<boolean> {
  try {
    const { body } = await askOwn(address, ANSWER_TIMEOUT_MS)
    return JSON.stringify(JSON.parse(body.toString())).includes(SERVICE_NAME)
  } catch {
    return false
  }
}

/** `python3 (process 4711)`, as far as /proc shows other programs' sockets to this user. */
async function listenerOn(port: number): Promise<string | null> {
  const inodes = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (await readFile(table, 'utf8').catch(() => '')).split('\n').slice(1)) {
      // Columns of proc(5): local address, state (0A: listening), inode.
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
      if (state === '0A' && Number.parseInt(local.split(':')[1] ?? '', 16) === port)
        inodes.add(`socket:[${inode}]`)
    }
  }
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      if (!inodes.has(await readlink(`/proc/${pid}/fd/${fd}`).catch(() => ''))) continue
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'A program')
      return `${name.trim()} (process ${pid})`
    }
  }
  return null
}
