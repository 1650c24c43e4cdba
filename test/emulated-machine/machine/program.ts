/** A program that runs in the machine, as the host sees it. */
import type { FromAgent } from './messages.ts'

export interface ProgramResult {
  stdout: string
  stderr: string
  /** As a shell has it: 128 and the signal's number where a signal ended it. */
  exitCode: number
}

export type OutputListener = (stream: 'stdout' | 'stderr', data: Buffer) => void

export interface Program {
  /** Settles when the program has ended and said all it had to say; rejects when it could not start or the machine is gone. */
  readonly result: Promise<ProgramResult>
  /** What it has printed so far. */
  output(): { stdout: string; stderr: string }
  /** Is told what it prints from now on. */
  onOutput(listener: OutputListener): void
  /** The first match in what it prints to stdout or to stderr, past or to come. Throws with its output when it ends or time is up. */
  printed(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray>
  /** Signals it and what it started; SIGTERM unless another is named. */
  signal(signal?: NodeJS.Signals): void
}

/** The host's half of a program: fed with the agent's messages by `take`, and with the machine's end by `fail`. */
export class RemoteProgram implements Program {
  readonly result: Promise<ProgramResult>
  readonly #name: string
  readonly #sendSignal: (signal: NodeJS.Signals) => void
  readonly #settle = Promise.withResolvers<ProgramResult>()
  readonly #chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  readonly #listeners = new Set<OutputListener>()

  constructor(name: string, sendSignal: (signal: NodeJS.Signals) => void) {
    this.#name = name
    this.#sendSignal = sendSignal
    this.result = this.#settle.promise
    // Nobody may be waiting for a program in the background.
    this.result.catch(() => {})
  }

  take(message: FromAgent): void {
    if ('stdout' in message) this.#keep('stdout', message.stdout)
    if ('stderr' in message) this.#keep('stderr', message.stderr)
    if ('failure' in message) this.fail(new Error(`${this.#name} did not start: ${message.failure}`))
    if ('exitCode' in message) this.#settle.resolve({ ...this.output(), exitCode: message.exitCode })
  }

  fail(error: Error): void {
    this.#settle.reject(error)
  }

  signal(signal: NodeJS.Signals = 'SIGTERM'): void {
    this.#sendSignal(signal)
  }

  output(): { stdout: string; stderr: string } {
    const { stdout, stderr } = this.#chunks
    return { stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }
  }

  onOutput(listener: OutputListener): void {
    this.#listeners.add(listener)
  }

  printed(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray> {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>()
    const look = (): void => {
      const { stdout, stderr } = this.output()
      const match = pattern.exec(stdout) ?? pattern.exec(stderr)
      if (match) resolve(match)
    }
    const giveUp = (why: string): void => {
      const { stdout, stderr } = this.output()
      reject(new Error(`${this.#name} ${why} ${pattern}; it printed:\n${stdout}${stderr}`))
    }
    const timer = setTimeout(() => giveUp(`did not print in ${timeoutMs} ms`), timeoutMs)
    this.#listeners.add(look)
    look()
    this.result.then(() => giveUp('ended without printing'), reject)
    return promise.finally(() => {
      clearTimeout(timer)
      this.#listeners.delete(look)
    })
  }

  #keep(stream: 'stdout' | 'stderr', base64: string): void {
    const data = Buffer.from(base64, 'base64')
    this.#chunks[stream].push(data)
    for (const listener of this.#listeners) listener(stream, data)
  }
}
