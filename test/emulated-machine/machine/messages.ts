/** The messages between the host and the agent in the machine: one JSON message per line, over a virtio serial port. */
import { Buffer } from 'node:buffer'

export interface Launch {
  command: string
  args: string[]
  cwd: string
  env: Record<string, string>
  /** The user to run as; root where it is not given. */
  uid?: number
}

export type ToAgent = { id: number; launch: Launch } | { id: number; signal: NodeJS.Signals }

export type FromAgent =
  | { ready: true }
  | { id: number; stdout: string }
  | { id: number; stderr: string }
  | { id: number; exitCode: number }
  | { id: number; failure: string }

export function encode(message: ToAgent | FromAgent): string {
  return `${JSON.stringify(message)}\n`
}

/** Cuts arriving bytes into messages. */
export function decoder<Message>(onMessage: (message: Message) => void): (chunk: Buffer) => void {
  let pending = Buffer.alloc(0)
  return (chunk) => {
    pending = Buffer.concat([pending, chunk])
    for (let end = pending.indexOf(10); end >= 0; end = pending.indexOf(10)) {
      onMessage(JSON.parse(pending.toString('utf8', 0, end)) as Message)
      pending = pending.subarray(end + 1)
    }
  }
}
