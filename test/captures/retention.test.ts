import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished, vi } from 'vitest'
import { catalogueFile } from '../../runtime/captures/catalogue/database.ts'
import { openReader } from '../../runtime/captures/catalogue/reader.ts'
import { verify } from '../../runtime/captures/verify/verify.ts'
import { pictures, rig, temporaryFolder } from './rig.ts'

const HOUR_MS = 3_600_000

it('removes by age, never removes pinned pictures, and records each removal', async () => {
  const first = await rig(undefined, { maxAgeHours: 24 })
  const [old, pinned] = [await first.take({ sample_no: 'OLD' }), await first.take({ sample_no: 'PINNED' })]
  await first.captures.pin(pinned.image_data.filename, true, 'tester')
  await first.close()
  const { folder } = first
  runFor(folder, 10)
  const second = await rig(folder, { maxAgeHours: 24 })
  const young = await second.take({ sample_no: 'YOUNG' })
  await second.close()
  runFor(folder, 20)
  const { captures } = await rig(folder, { maxAgeHours: 24 })
  expect(await captures.sweep()).toEqual({ removed: 1, freed_bytes: old.image_data.file_size })
  expect(pictures(folder).sort()).toEqual([pinned.image_data.filename, young.image_data.filename])
  await expect(captures.open(old.image_data.filename)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('retention removed it'),
  })
  expect((await captures.stats()).expired_captures).toBe(1)
  expect(await captures.sweep()).toEqual({ removed: 0, freed_bytes: 0 })
  await captures.pin(pinned.image_data.filename, false, 'tester')
  expect((await captures.sweep()).removed).toBe(1)
})

it('keeps every picture, and their order, over steps of the wall clock of years, forward and back, also between runs', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const folder = temporaryFolder()
  const taken: string[] = []
  for (const year of [2026, 2071, 1970, 2036, 2001, 2026]) {
    vi.setSystemTime(Date.UTC(year, 10, 26))
    const { captures, take, close } = await rig(folder, { maxAgeHours: 1 })
    taken.push((await take({ sample_no: `Y${taken.length}` })).image_data.filename)
    vi.setSystemTime(Date.UTC(year + 3, 10, 26))
    taken.push((await take({ sample_no: `Y${taken.length}` })).image_data.filename)
    expect(await captures.sweep()).toEqual({ removed: 0, freed_bytes: 0 })
    const { images } = await captures.list({ order: 'oldest', limit: 100 })
    expect(images.map(({ image_data }) => image_data.filename)).toEqual(taken)
    expect((await captures.stats()).last_capture_time).toBe(images.at(-1)?.image_data.captured_at)
    await close()
  }
})

it('notes a clock that reads an earlier time than in the run before', async () => {
  const first = await rig()
  await first.take()
  await first.close()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2020, 0, 1) })
  onTestFinished(() => void vi.useRealTimers())
  const second = await rig(first.folder)
  await second.take()
  await second.close()
  const reader = openReader(first.folder)
  const kinds = [...reader.events()].map(({ body }) => JSON.parse(body).kind)
  reader.close()
  expect(kinds).toEqual(['stored', 'clock_stepped', 'stored'])
  const problems: unknown[] = []
  await verify(first.folder, undefined, (problem) => problems.push(problem))
  expect(problems).toEqual([])
})

/** As if the service had run for so many hours over the folder; it is not running. */
function runFor(folder: string, hours: number) {
  const database = new DatabaseSync(catalogueFile(folder))
  database
    .prepare("UPDATE counters SET value = value + ? WHERE name = 'service_clock_ms'")
    .run(hours * HOUR_MS)
  database.close()
}

it('removes the oldest beyond the size that is allowed', async () => {
  const { captures, take, folder } = await rig(undefined, { maxBytes: 4_500 })
  const taken = []
  for (let count = 0; count < 5; count++) taken.push(await take({ sample_no: `S${count}` }))
  const sizes = taken.map(({ image_data }) => image_data.file_size)
  const { removed } = await captures.sweep()
  const left = pictures(folder)
  expect(left).toHaveLength(5 - removed)
  expect(left.sort()).toEqual(taken.slice(removed).map(({ image_data }) => image_data.filename))
  const total = sizes.slice(removed).reduce((sum, size) => sum + size, 0)
  expect(total).toBeLessThanOrEqual(4_500)
  expect(total + (sizes[removed - 1] as number)).toBeGreaterThan(4_500)
  expect((await captures.stats()).storage_used).toBe(total)
})

it('leaves a file or link that is now in the place of a picture', async () => {
  const { captures, take, file } = await rig(undefined, { maxBytes: 1 })
  const [replaced, linked] = [await take({ sample_no: 'REPLACED' }), await take({ sample_no: 'LINKED' })]
  const outside = join(temporaryFolder(), 'outside.jpg')
  writeFileSync(outside, 'x'.repeat(linked.image_data.file_size))
  writeFileSync(file(replaced), 'somebody else wrote this')
  rmSync(file(linked))
  symlinkSync(outside, file(linked))
  expect(await captures.sweep()).toMatchObject({ freed_bytes: 0 })
  expect([file(replaced), file(linked), outside].map(existsSync)).toEqual([true, true, true])
})
