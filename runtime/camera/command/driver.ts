/** `command:PROGRAM ARG…`: whatever writes MJPEG to its standard output (ffmpeg, rpicam-vid, gst-launch, gphoto2), without a shell. */
import { type ChildProcess, spawn } from 'node:child_process'
import { childEnvironment } from '../../child-environment.ts'
import { ServiceError } from '../../errors.ts'
import { ArrivalSession } from '../arrival-session.ts'
import type { CameraDriver } from '../port.ts'
import { LastWords } from './last-words.ts'
import { splitWords } from './words.ts'

/** A video program holds some frames while it decodes, filters and encodes; lower it where it was measured. */
export const COMMAND_LATENCY_MS = 500
const KILL_AFTER_MS = 1_000

export interface CommandOptions {
  command: string
  fps: number
  latencyMs?: number | undefined
}

export function commandDriver({ command, fps, latencyMs }: CommandOptions): CameraDriver {
  const latency = {
    latencyMs: latencyMs ?? COMMAND_LATENCY_MS,
    latencySource: latencyMs === undefined ? ('assumed' as const) : ('measured' as const),
  }
  return {
    kind: 'command',
    async open(signal) {
      const [program, ...args] = words(command)
      const env = childEnvironment()
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env })
      const session = new ArrivalSession(
        { deviceName: program, stableName: `command:${program}`, fps, ...latency },
        () => stop(child),
      )
      const lastWords = new LastWords()
      child.stderr.setEncoding('utf8').on('data', (text: string) => lastWords.add(text))
      // What it left behind would hold the camera, and keep the streams open.
      child.once('exit', () => signalGroup(child, 'SIGKILL'))
      child.stdout.on('data', (chunk: Buffer) => session.feed(chunk))
      child.once('error', (error: NodeJS.ErrnoException) => session.fail(notStarted(program, error)))
      // `close` comes after the last byte of both streams, so that the program's own words are complete.
      child.once('close', (code, killedBy) => session.fail(exited(program, code, killedBy, lastWords)))
      const abort = () =>
        session.fail(
          new ServiceError(
            'CAMERA_NOT_AVAILABLE',
            `${program} gave no picture in time${itsWords(lastWords)}`,
          ),
        )
      signal.addEventListener('abort', abort, { once: true })
      const fault = await Promise.race([session.opened, session.ended])
      signal.removeEventListener('abort', abort)
      if (fault) throw fault
      return session
    },
  }
}

function words(command: string): [string, ...string[]] {
  const unusable = (why: string) =>
    new ServiceError(
      'CAMERA_NOT_AVAILABLE',
      `CAMERA_SOURCE is not a valid command: ${why}. Expected command:PROGRAM ARGUMENTS, as in command:ffmpeg -i … -f mjpeg -`,
    )
  try {
    const [program, ...args] = splitWords(command)
    if (program === undefined) throw unusable('no program follows command:')
    return [program, ...args]
  } catch (error) {
    throw error instanceof SyntaxError ? unusable(error.message) : error
  }
}

/** The whole process group, since a program may have started others; SIGKILL for what does not go. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('close', resolve))
  signalGroup(child, 'SIGTERM')
  const kill = setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_AFTER_MS)
  await gone
  clearTimeout(kill)
}

/** A group that is gone is well; one of another user's (a setuid program) loses its output, and ends on its next write. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') child.stdout?.destroy()
    else if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function notStarted(program: string, error: NodeJS.ErrnoException): ServiceError {
  const remedy: Record<string, string> = {
    ENOENT: 'it is not installed, or not in PATH',
    EACCES: 'it may not be executed by this user',
  }
  return new ServiceError(
    'CAMERA_NOT_AVAILABLE',
    `${program} could not be started: ${remedy[error.code ?? ''] ?? error.message}.`,
    { cause: error },
  )
}

function exited(
  program: string,
  code: number | null,
  signal: NodeJS.Signals | null,
  lastWords: LastWords,
): ServiceError {
  const how = signal === null ? `ended with status ${code}` : `was ended by ${signal}`
  return new ServiceError('CAMERA_NOT_AVAILABLE', `${program} ${how}${itsWords(lastWords)}`)
}

function itsWords(lastWords: LastWords): string {
  const line = lastWords.line()
  return line === '' ? '.' : `: ${line}`
}
