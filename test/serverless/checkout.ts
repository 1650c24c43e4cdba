/** A copy of what every host reads, which a test may change: handlers, runtime and route table, with the packages linked. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../support/root.ts'

const COPIED = ['functions', 'runtime', 'serverless.yml', 'package.json']
/** Nothing listens there: whoever asks a proxy for the network learns so at once. */
const CLOSED_PROXY = 'http://127.0.0.1:9'

export function copyCheckout() {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-'))
  for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Runs `serverless` in the folder without account, settings of its own, or network. Throws with its output where it fails. */
export function serverless(folder: string, command: string): string {
  const bin = join(folder, 'node_modules/.bin')
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: folder, ...cutOff.env }
  const [program = '', ...args] = [...cutOff.command, join(bin, 'serverless'), command]
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`serverless ${command}: ${error?.message ?? `${stdout}\n${stderr}`}`)
  return stdout
}

/** A network namespace without any interface where that may be made, else a proxy that is not there. */
const cutOff =
  spawnSync('unshare', ['--net', 'true']).status === 0
    ? { command: ['unshare', '--net'], env: {} }
    : { command: [], env: { HTTP_PROXY: CLOSED_PROXY, HTTPS_PROXY: CLOSED_PROXY } }
