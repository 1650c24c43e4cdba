/** A service started in another root, by the command that an artefact of deployment has for it. */
import { spawn } from 'node:child_process'
import { untilReady } from '../support/service.ts'

const READY_TIMEOUT_MS = 60_000

export interface StartOptions {
  root: string
  /** Run by a shell there. */
  script: string
  env: Record<string, string | undefined>
  /** As chroot takes it, `user:group`; root where left out. */
  user?: string
}

/** Of one program; `exited` is its exit status, null where a signal ended it. */
export function startInRoot({ root, script, env, user }: StartOptions) {
  const args = [...(user === undefined ? [] : [`--userspec=${user}`]), root, '/bin/sh', '-c', script]
  const child = spawn('chroot', args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(chunk))
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, exited, output: () => Buffer.concat(printed).toString() }
}

/** Starts a service and resolves when it is ready at the address. Throws with what it printed, and leaves nothing running. */
export async function startServiceInRoot(address: string, options: StartOptions) {
  const started = startInRoot(options)
  const { child, exited, output } = started
  const early = exited.then((code) => Promise.reject(new Error(`it ended with ${code}`)))
  early.catch(() => {})
  await Promise.race([untilReady(address, READY_TIMEOUT_MS), early]).catch((error) => {
    child.kill('SIGKILL')
    throw new Error(`${error.message}: ${output()}`)
  })
  return started
}
