/** The host's side of the machine: qemu's process, the channel to the agent, and the programs that run over it. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Server, Socket } from 'node:net'
import { join } from 'node:path'
import { ROOT } from '../../support/root.ts'
import { COMPILE_CACHE } from './compile-cache.ts'
import type { Machine, StartOptions } from './machine.ts'
import { decoder, encode, type FromAgent, type ToAgent } from './messages.ts'
import { type Program, type ProgramResult, RemoteProgram } from './program.ts'

const BOOT_TIMEOUT_MS = 120_000
const RUN_TIMEOUT_MS = 60_000
const CONSOLE_TAIL_CHARACTERS = 3000
const GUEST_PATH = [
  join(ROOT, 'node_modules/.bin'),
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
]
const GUEST_ENV = {
  PATH: GUEST_PATH.join(':'),
  HOME: '/root',
  LANG: 'C.UTF-8',
  NODE_COMPILE_CACHE: COMPILE_CACHE,
}

export class QemuMachine implements Machine {
  readonly #qemu: ChildProcess
  readonly #server: Server
  readonly #forwards: Map<number, number>
  readonly #programs = new Map<number, RemoteProgram>()
  readonly #ready = Promise.withResolvers<void>()
  readonly #killQemu = (): void => void this.#qemu.kill('SIGKILL')
  #channel: Socket | undefined
  #console = ''
  #gone: Error | undefined
  #lastId = 0

  constructor(qemu: ChildProcess, server: Server, forwards: Map<number, number>) {
    this.#qemu = qemu
    this.#server = server
    this.#forwards = forwards
    process.once('exit', this.#killQemu)
    for (const stream of [qemu.stdout, qemu.stderr])
      stream?.on('data', (data: Buffer) => {
        this.#console += data.toString()
      })
    server.once('connection', (socket) => {
      this.#channel = socket
      socket.on(
        'data',
        decoder<FromAgent>((message) => this.#take(message)),
      )
      socket.on('error', () => {})
    })
    qemu.once('error', (error) => this.#end(error.message))
    qemu.once('close', (code, signal) => this.#end(`qemu ended with ${signal ?? code}`))
  }

  async booted(): Promise<void> {
    const timer = setTimeout(() => this.#end(`it did not come up in ${BOOT_TIMEOUT_MS} ms`), BOOT_TIMEOUT_MS)
    await this.#ready.promise.finally(() => clearTimeout(timer))
  }

  start(command: string, args: string[] = [], options: StartOptions = {}): Program {
    const id = ++this.#lastId
    const program = new RemoteProgram([command, ...args].join(' '), (signal) => this.#send({ id, signal }))
    if (this.#gone) program.fail(this.#gone)
    this.#programs.set(id, program)
    const env = { ...GUEST_ENV, ...options.env }
    const user = options.uid === undefined ? {} : { uid: options.uid }
    this.#send({ id, launch: { command, args, cwd: options.cwd ?? ROOT, env, ...user } })
    return program
  }

  async run(
    command: string,
    args: string[] = [],
    options: StartOptions & { timeoutMs?: number } = {},
  ): Promise<ProgramResult> {
    const timeoutMs = options.timeoutMs ?? RUN_TIMEOUT_MS
    const program = this.start(command, args, options)
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      program.signal('SIGKILL')
      const { stdout, stderr } = program.output()
      late.reject(new Error(`${command} did not end in ${timeoutMs} ms; it printed:\n${stdout}${stderr}`))
    }, timeoutMs)
    return Promise.race([program.result, late.promise]).finally(() => clearTimeout(timer))
  }

  forwardedPort(guestPort: number): number {
    const port = this.#forwards.get(guestPort)
    if (port === undefined) throw new Error(`port ${guestPort} is not among forwardPorts`)
    return port
  }

  consoleText(): string {
    return this.#console
  }

  async close(): Promise<void> {
    const running =
      this.#qemu.pid !== undefined && this.#qemu.exitCode === null && this.#qemu.signalCode === null
    this.#end('it was closed')
    if (running) {
      const closed = once(this.#qemu, 'close')
      this.#killQemu()
      await closed
    }
    process.off('exit', this.#killQemu)
    this.#channel?.destroy()
    this.#server.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #send(message: ToAgent): void {
    this.#channel?.write(encode(message))
  }

  #take(message: FromAgent): void {
    if ('ready' in message) {
      this.#ready.resolve()
      return
    }
    this.#programs.get(message.id)?.take(message)
    if ('exitCode' in message || 'failure' in message) this.#programs.delete(message.id)
  }

  #end(why: string): void {
    this.#gone ??= new Error(
      `The test machine is gone: ${why}. ${this.#console.slice(-CONSOLE_TAIL_CHARACTERS)}`,
    )
    this.#ready.reject(this.#gone)
    for (const program of this.#programs.values()) program.fail(this.#gone)
    this.#programs.clear()
  }
}
