/**
 * The floor of a capture: plain Node on the camera's stream, with no code of the service. It takes the first picture whose first byte arrived
 * after the request, encodes it where asked, and puts it on disk for good: write, fsync, rename, fsync of the folder.
 * Arguments: `http` and an address, or `command` and a program's arguments.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import sharp from 'sharp'

const START = Buffer.from([0xff, 0xd8])
const END = Buffer.from([0xff, 0xd9])

const [kind, ...args] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'floor-'))
let waiting: { sinceMs: number; take(picture: Buffer): void } | undefined
let count = 0

const source = kind === 'http' ? await httpStream(args[0] as string) : programStream(args)
let chunks: Buffer[] = []
let startedAtMs = Number.NaN
// The pictures have these markers at their ends only, and the camera sends them whole.
source.on('data', (chunk: Buffer) => {
  const start = chunks.length === 0 ? chunk.indexOf(START) : 0
  if (start === -1) return
  if (chunks.length === 0) startedAtMs = performance.now()
  chunks.push(chunk.subarray(start))
  const end = chunk.indexOf(END, start)
  if (end === -1) return
  const picture = Buffer.concat(chunks)
  chunks = []
  if (waiting === undefined || startedAtMs < waiting.sinceMs) return
  waiting.take(picture.subarray(0, picture.length - (chunk.length - end - END.length)))
  waiting = undefined
})

process.on('message', async (mode: 'NATIVE' | 'JPEG') => {
  const sinceMs = performance.now()
  const picture = await new Promise<Buffer>((take) => {
    waiting = { sinceMs, take }
  })
  const bytes =
    mode === 'NATIVE' ? picture : await sharp(picture).jpeg({ quality: 95, optimiseCoding: false }).toBuffer()
  await store(bytes, join(folder, `${++count}.jpg`))
  process.send?.(performance.now() - sinceMs)
})
process.on('disconnect', async () => {
  await rm(folder, { recursive: true })
  process.exit(0)
})
process.send?.('ready')

async function store(bytes: Buffer, file: string): Promise<void> {
  const handle = await open(`${file}.tmp`, 'wx')
  await handle.writeFile(bytes)
  await handle.sync()
  await handle.close()
  await rename(`${file}.tmp`, file)
  const directory = await open(folder)
  await directory.sync()
  await directory.close()
}

async function httpStream(url: string): Promise<Readable> {
  const [response] = (await once(get(url), 'response')) as [IncomingMessage]
  return response
}

function programStream([command, ...rest]: string[]): Readable {
  const program = spawn(command as string, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  process.on('exit', () => program.kill())
  return program.stdout
}
