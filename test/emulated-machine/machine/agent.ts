/** Runs inside the machine: starts the programs that the host asks for and sends back what they print. Ends with the host. */
import { spawn } from 'node:child_process'
import { createReadStream, createWriteStream, openSync } from 'node:fs'
import { constants } from 'node:os'
import { decoder, encode, type FromAgent, type Launch, type ToAgent } from './messages.ts'

const portPath = process.argv[2]
if (portPath === undefined) throw new Error('usage: agent.ts PORT')
// A virtio port opens once only, so one descriptor reads and writes.
const port = openSync(portPath, 'r+')
const output = createWriteStream('', { fd: port })
const send = (message: FromAgent): void => void output.write(encode(message))
const groups = new Map<number, number>()

function launch(id: number, { command, args, cwd, env, uid }: Launch): void {
  const child = spawn(command, args, {
    cwd,
    env,
    // A group of its own: a signal then reaches what it started, too.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  child.stdout.on('data', (data: Buffer) => send({ id, stdout: data.toString('base64') }))
  child.stderr.on('data', (data: Buffer) => send({ id, stderr: data.toString('base64') }))
  child.on('error', (error) => send({ id, failure: error.message }))
  if (child.pid === undefined) return
  groups.set(id, child.pid)
  child.on('close', (code, signal) => {
    groups.delete(id)
    send({ id, exitCode: code ?? 128 + (signal ? constants.signals[signal] : 0) })
  })
}

const input = createReadStream('', { fd: port })
input.on(
  'data',
  decoder<ToAgent>((message) => {
    if ('launch' in message) return launch(message.id, message.launch)
    const group = groups.get(message.id)
    if (group !== undefined) process.kill(-group, message.signal)
  }) as (chunk: string | Buffer) => void,
)
// The host is gone: the init script powers the machine off.
input.on('end', () => process.exit(0))
input.on('error', () => process.exit(1))
send({ ready: true })
