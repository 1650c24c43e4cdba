/** Reads a streaming source, and, for every line it is given, takes six pictures and prints when each was asked for and exposed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { commandDriver } from '../../runtime/camera/command/driver.ts'
import { httpDriver } from '../../runtime/camera/http/driver.ts'
import { monotonicMs } from '../../runtime/clock.ts'
import { pictureTime } from './picture-time.ts'

const program = fileURLToPath(new URL('./mjpeg-program.ts', import.meta.url))
const source = { fps: 30, latencyMs: 30 }

async function driver() {
  if (process.argv[2] === 'command')
    return commandDriver({ ...source, command: `'${process.execPath}' '${program}'` })
  const server = spawn(process.execPath, [program, '--http'], { stdio: ['ignore', 'pipe', 'inherit'] })
  process.once('exit', () => server.kill('SIGKILL'))
  const [port] = (await once(server.stdout, 'data')) as [Buffer]
  return httpDriver({ ...source, url: `http://127.0.0.1:${Number(port.toString())}/stream` })
}

const session = await (await driver()).open(AbortSignal.timeout(10_000))
await session.frame({ notBeforeMs: monotonicMs(), signal: AbortSignal.timeout(10_000) })
process.stdout.write('streaming\n')
for await (const _ of createInterface({ input: process.stdin })) {
  for (let picture = 0; picture < 6; picture++) {
    const askedAtMs = monotonicMs()
    const { data } = await session.frame({ notBeforeMs: askedAtMs, signal: AbortSignal.timeout(10_000) })
    process.stdout.write(
      `${JSON.stringify({ askedAtMs, exposedAtMs: (await pictureTime(data)).exposedAtMs })}\n`,
    )
  }
}
await session.close()
process.exit(0)
