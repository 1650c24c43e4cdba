/** The pictures that a reader takes just after it was stopped for 3 s, while frames piled up on the way to it. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

export interface TakenPicture {
  askedAtMs: number
  askedAtUnixMs: number
  jpeg: Buffer
}

export async function picturesAfterStop(
  source: string,
  fps: number,
  latencyMs: number,
): Promise<TakenPicture[]> {
  const script = fileURLToPath(new URL('./stopped-reader.ts', import.meta.url))
  const reader = spawn(process.execPath, [script, source, String(fps), String(latencyMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: reader.stdout })[Symbol.asyncIterator]()
  expect((await lines.next()).value).toBe('streaming')
  reader.kill('SIGSTOP')
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  // The request lies in the pipe before the process goes on: it comes first, before any queued frame was read.
  reader.stdin.write('capture\n')
  reader.kill('SIGCONT')
  const taken: TakenPicture[] = []
  while (taken.length < 6) {
    const { askedAtMs, askedAtUnixMs, jpeg } = JSON.parse((await lines.next()).value ?? 'null')
    taken.push({ askedAtMs, askedAtUnixMs, jpeg: Buffer.from(jpeg, 'base64') })
  }
  reader.stdin.end()
  return taken
}
