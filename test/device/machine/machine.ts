/**
 * A machine in the machine, with a kernel that has camera drivers and the host's own files to run: node, ffmpeg, v4l2-ctl and
 * this repository are where they are on the host. What a program writes stays in the guest's memory, save in `writableFolder`.
 *
 *     await using machine = await bootMachine({ modules: [VIVID_MODULE], forwardPorts: [6407] })
 *     const { stdout } = await machine.run('v4l2-ctl', ['--list-devices'])
 *     const service = machine.start('node', ['runtime/main.ts'], { env: { HOST: '0.0.0.0' } })
 *     await fetch(`http://127.0.0.1:${machine.forwardedPort(6407)}/api/v1/health`)
 *
 * From start to the first command: 6 to 15 s. Inside, programs run as root, in the repository, 12 to 15 times slower than on
 * the host; the clock they read is the guest's own. Nothing is left behind when the process that booted it ends, however it ends.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../../support/root.ts'
import { buildInitramfs } from './initramfs.ts'
import { debianKernel } from './kernel.ts'
import { decoder, encode, type FromAgent, type ToAgent } from './messages.ts'
import { checkPackages, commandPath } from './packages.ts'
import { type Program, type ProgramResult, RemoteProgram } from './program.ts'
import { freePort, qemuArguments } from './qemu.ts'

const BOOT_TIMEOUT_MS = 120_000
const RUN_TIMEOUT_MS = 60_000
const CONSOLE_TAIL_CHARACTERS = 3000
const GUEST_PATH = [
  join(ROOT, 'node_modules/.bin'),
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
]

export interface MachineOptions {
  /** Kernel modules to load, each with its parameters: `vivid n_devs=1`, `uvcvideo`, `vhci_hcd`. */
  modules?: string[]
  /** A folder of the host that programs in the machine may write, at the same path. */
  writableFolder?: string
  /** TCP ports of the guest to reach from the host; a program there must listen on 0.0.0.0. */
  forwardPorts?: number[]
}

export interface StartOptions {
  /** Default: the repository. */
  cwd?: string
  env?: Record<string, string>
  /** The user to run as; default root. */
  uid?: number
}

export interface Machine extends AsyncDisposable {
  /** Starts a program that goes on beside others. */
  start(command: string, args?: string[], options?: StartOptions): Program
  /** Runs a program to its end, whatever its exit code. After `timeoutMs` (default 60,000) it is killed and this throws. */
  run(
    command: string,
    args?: string[],
    options?: StartOptions & { timeoutMs?: number },
  ): Promise<ProgramResult>
  /** The host's port, on 127.0.0.1, that leads to a guest's port of `forwardPorts`. */
  forwardedPort(guestPort: number): number
  /** What the kernel and the init script have printed. */
  consoleText(): string
  /** Switches the machine off, at once. Safe to call twice. */
  close(): Promise<void>
}

/** Boots the machine; throws, with the end of its console, when it does not come up in two minutes. */
export async function bootMachine(options: MachineOptions = {}): Promise<Machine> {
  checkPackages()
  const kernel = await debianKernel()
  const folder = mkdtempSync(join(tmpdir(), 'vision-machine-'))
  try {
    const writableFolder = options.writableFolder
    const initramfs = await buildInitramfs({ kernel, modules: options.modules ?? [], writableFolder, folder })
    const forwards = new Map<number, number>()
    for (const guestPort of options.forwardPorts ?? []) forwards.set(guestPort, await freePort())
    const channelPath = join(folder, 'channel')
    const server = createServer().listen(channelPath)
    await once(server, 'listening')
    const qemu = spawn(
      commandPath('qemu-system-x86_64'),
      qemuArguments({ image: kernel.image, initramfs, channelPath, writableFolder, forwards }),
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    const machine = new QemuMachine(qemu, server, forwards)
    await machine.booted().catch(async (error) => {
      await machine.close()
      throw error
    })
    return machine
  } finally {
    // qemu has read and connected to what is in it.
    rmSync(folder, { recursive: true, force: true })
  }
}

class QemuMachine implements Machine {
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
    const env = { PATH: GUEST_PATH.join(':'), HOME: '/root', LANG: 'C.UTF-8', ...options.env }
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
