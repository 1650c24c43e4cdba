/** Starts and stops a reader process. Any fault of its native code ends only that process. */
import { spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ownEnvironment } from '../../child-environment.ts'
import { CHANNEL_FD } from './channel.ts'
import { encodeMessage, MessageParser } from './messages.ts'
import type { FromReader, ToReader } from './protocol.ts'

/** Long enough to stop a camera's stream; a reader that takes longer hangs in native code. */
const STOP_GRACE_MS = 1_000
/** A process in the midst of a system call that never returns outlives even SIGKILL: it is left behind. */
const ABANDON_AFTER_MS = STOP_GRACE_MS + 500
/** The kernel waits 5 s for a control that does not answer (UVC_CTRL_CONTROL_TIMEOUT, drivers/media/usb/uvc/uvcvideo.h), and then ends the process. */
const RELEASE_LIMIT_MS = 6_000
const LAST_WORDS_BYTES = 2_000

export interface ReaderProcess {
  readonly pid: number | undefined
  send(message: ToReader): void
  /** Asks it to end, and kills it when it does not. Resolves when it is gone, or given up. */
  stop(): Promise<void>
}

const leftBehind = new Set<Promise<void>>()

/** Resolves when no reader that was left behind holds its camera any more, or after 6 s: some never end. */
export async function camerasReleased(): Promise<void> {
  await Promise.all(leftBehind)
}

/**
 * `script` is the reader's module. `onEnd` is called once, with how the process ended and the last it wrote to its standard error:
 * for the log, not for users.
 */
export function startReader(
  script: URL,
  onMessage: (message: FromReader, payload: Buffer) => void,
  onEnd: (how: string, lastWords: string) => void,
): ReaderProcess {
  const stdio = ['ignore', 'ignore', 'pipe', 'pipe'] as const
  const child = spawn(process.execPath, [fileURLToPath(script)], { stdio: [...stdio], env: ownEnvironment() })
  const channel = child.stdio[CHANNEL_FD] as Duplex
  const parser = new MessageParser<FromReader>(onMessage)
  let lastWords = ''
  let ended = false
  const gone = new Promise<void>((resolve) => {
    const end = (how: string) => {
      if (ended) return
      ended = true
      resolve()
      onEnd(how, lastWords)
    }
    child.once('error', (error) => end(`it could not be started: ${error.message}`))
    // `close`, not `exit`: by then all that it wrote has been read.
    child.once('close', (code, signal) => end(signal ?? `exit code ${code}`))
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-LAST_WORDS_BYTES)
  })
  channel?.on('data', (chunk: Buffer) => parser.feed(chunk))
  // The end of the process tells what there is to tell.
  channel?.on('error', () => {})

  return {
    pid: child.pid,
    send(message) {
      for (const piece of encodeMessage(message)) if (channel?.writable) channel.write(piece)
    },
    async stop() {
      if (ended) return
      this.send({ type: 'close' })
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS)
      await Promise.race([gone, delay(ABANDON_AFTER_MS, undefined, { ref: false })])
      clearTimeout(timer)
      if (ended) return
      const released = Promise.race([gone, delay(RELEASE_LIMIT_MS, undefined, { ref: false })])
      leftBehind.add(released)
      void released.then(() => leftBehind.delete(released))
      child.unref()
      child.stderr?.destroy()
      channel.destroy()
    },
  }
}
