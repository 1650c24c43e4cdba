/** Reads the source it is given and, for every line on its standard input, takes six pictures and prints when each was asked for. */
import { createInterface } from 'node:readline'
import { openDriver } from '../../runtime/camera/drivers.ts'
import { monotonicMs } from '../../runtime/clock.ts'

const [source = '', fps, latencyMs] = process.argv.slice(2)
const driver = openDriver(source, { width: 640, height: 480, fps: Number(fps), latencyMs: Number(latencyMs) })
const session = await driver.open(AbortSignal.timeout(10_000))
const frame = (notBeforeMs: number) => session.frame({ notBeforeMs, signal: AbortSignal.timeout(20_000) })

await frame(monotonicMs())
process.stdout.write('streaming\n')
for await (const _ of createInterface({ input: process.stdin })) {
  for (let picture = 0; picture < 6; picture++) {
    const askedAtMs = monotonicMs()
    const askedAtUnixMs = Date.now()
    const { data } = await frame(askedAtMs)
    process.stdout.write(`${JSON.stringify({ askedAtMs, askedAtUnixMs, jpeg: data.toString('base64') })}\n`)
  }
}
await session.close()
process.exit(0)
