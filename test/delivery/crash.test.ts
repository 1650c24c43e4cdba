/**
 * Pictures through every fault of the store, with SIGKILL of the service at random moments: none lost, none twice, none replaced, none
 * removed before the store had it. DELIVERY_PICTURES sets how many.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openReader } from '../../runtime/captures/catalogue/reader.ts'
import { problemsOf } from '../captures/problems-of.ts'
import { type FaultProxy, randomFault } from './fault-proxy.ts'
import { openStoreBehindProxy, type StoreBehindProxy } from './store-behind-proxy.ts'

const PICTURES = Number(process.env.DELIVERY_PICTURES ?? 120)
/** Of 100 requests, so many meet a fault. */
const FAULTY_PERCENT = 15
const Bucket = 'plates'
const folder = mkdtempSync(join(tmpdir(), 'delivery-crash-'))
let behind: StoreBehindProxy
let proxy: FaultProxy
let admin: S3Client

beforeAll(async () => {
  behind = await openStoreBehindProxy(Bucket)
  ;({ proxy, admin } = behind)
})
afterAll(async () => {
  await behind?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the service until it ends or is killed after `killMs`. Returns what it said, and whether it ended by itself. */
async function run(acknowledged: Set<string>, killMs: number | undefined) {
  const program = new URL('./crash-program.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [program, folder, proxy.endpoint, String(PICTURES)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  let errors = ''
  child.stderr.on('data', (data) => {
    errors += data
  })
  let timer: NodeJS.Timeout | undefined
  child.stdout.on('data', (data) => {
    text += data
    // From its first picture on, so that every run does something.
    if (killMs !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), killMs)
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  const lines = text.split('\n').slice(0, -1)
  for (const line of lines) {
    const { acknowledged: filename } = JSON.parse(line) as { acknowledged?: string }
    if (filename !== undefined) acknowledged.add(filename)
  }
  if (code !== 0 && code !== null) throw new Error(`the service ended with ${code}: ${errors}`)
  return { ended: code === 0, last: lines.at(-1) }
}

async function objects(): Promise<string[]> {
  const keys: string[] = []
  let token: string | undefined
  do {
    const page = await admin.send(new ListObjectsV2Command({ Bucket, ContinuationToken: token }))
    keys.push(...(page.Contents ?? []).map(({ Key }) => String(Key)))
    token = page.NextContinuationToken
  } while (token !== undefined)
  return keys
}

it('every acknowledged picture is in the store once, whole, before it leaves the host', async () => {
  const acknowledged = new Set<string>()
  let faults = 0
  proxy.fault = () => {
    if (Math.random() * 100 >= FAULTY_PERCENT) return undefined
    faults += 1
    return randomFault()
  }
  let kills = 0
  for (; kills < Math.max(10, PICTURES / 40); kills++) {
    if ((await run(acknowledged, Math.random() * 2_500)).ended) break
  }
  proxy.fault = () => undefined
  const { ended, last } = await run(acknowledged, undefined)
  expect(ended).toBe(true)
  expect(JSON.parse(String(last))).toMatchObject({ done: { waiting: 0, set_aside: [] } })
  expect(faults).toBeGreaterThan(0)
  expect(kills).toBeGreaterThan(0)
  expect(acknowledged.size).toBeGreaterThan(0)

  const keys = await objects()
  const pictures = keys.filter((key) => key.endsWith('.jpg'))
  const byName = new Map(pictures.map((key) => [key.slice(key.lastIndexOf('/') + 18), key]))
  // Each name once, each with its record.
  expect(byName.size).toBe(pictures.length)
  for (const key of pictures) expect(keys).toContain(`${key}.json`)
  const reader = openReader(folder)
  const sums = new Map<string, string>()
  for (const row of reader.endedRows()) {
    if (row.state !== 'failed') sums.set(String(row.filename), String(row.sha256))
  }
  reader.close()
  expect(sums.size).toBeGreaterThanOrEqual(PICTURES)
  // What a crash left unanswered may be stored too: the catalogue has all of them.
  expect([...byName.keys()].sort()).toEqual([...sums.keys()].sort())
  for (const filename of acknowledged) expect(byName.has(filename), filename).toBe(true)
  for (const [filename, key] of byName) {
    const { Body } = await admin.send(new GetObjectCommand({ Bucket, Key: key }))
    const bytes = (await Body?.transformToByteArray()) as Uint8Array
    expect(createHash('sha256').update(bytes).digest('hex'), filename).toBe(sums.get(filename))
  }
  expect(await problemsOf(folder)).toEqual([])
  process.stdout.write(
    `${sums.size} pictures, ${acknowledged.size} acknowledged, ${faults} faults, ${kills} kills: all in the store once\n`,
  )
}, 3_600_000)
