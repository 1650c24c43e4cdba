/** Files that were added or removed while the service was not running. */
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { JPEG, pictures, rig, temporaryFolder } from './rig.ts'

const FOREIGN = 'capture_FOREIGN_20200101_000000.jpg'

/** The comparison runs a moment after the start, beside the service. */
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 50 })

it('catalogues every picture again from its own facts where the catalogue is lost', async () => {
  const before = await rig()
  const data = await before.take({
    sample_no: 'ตัวอย่าง "1" & <2>',
    submission_no: 'SUB',
    description: 'ไมโครเพลต 🧫',
    format: 'PNG',
  })
  await before.close()
  rmSync(join(before.folder, '.catalogue'), { recursive: true })
  const after = await rig(before.folder)
  await eventually(async () => {
    const { requested_by, durations, camera, ...entry } = await after.captures.entry(data.image_data.filename)
    expect(entry).toEqual({
      ...data,
      pinned: false,
      rejected: false,
      state: 'stored',
      adopted: true,
      corrected: null,
    })
  })
})

it('pins foreign pictures, so that retention keeps them', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, FOREIGN), JPEG)
  writeFileSync(join(folder, 'holiday.jpg'), JPEG)
  symlinkSync(join(folder, 'holiday.jpg'), join(folder, 'capture_LINK_20200101_000000.jpg'))
  const { captures, take } = await rig(folder, { maxBytes: 1 })
  const own = await take()
  await eventually(async () => expect(await captures.entry(FOREIGN)).toMatchObject({ pinned: true }))
  expect(await captures.sweep()).toEqual({ removed: 1, freed_bytes: own.image_data.file_size })
  expect(pictures(folder).sort()).toEqual([
    'capture_FOREIGN_20200101_000000.jpg',
    'capture_LINK_20200101_000000.jpg',
  ])
})

it('marks a missing picture as lost, and restores it when the unchanged file is back', async () => {
  const first = await rig()
  const data = await first.take()
  await first.close()
  const away = join(temporaryFolder(), 'away.jpg')
  renameSync(first.file(data), away)
  const second = await rig(first.folder)
  const { filename } = data.image_data
  await eventually(async () =>
    expect(await second.captures.entry(filename).catch(({ message }) => message)).toMatch(/its file is gone/),
  )
  expect((await second.captures.stats()).storage_used).toBe(0)
  await second.close()
  renameSync(away, first.file(data))
  const third = await rig(first.folder)
  await eventually(async () =>
    expect(await third.captures.entry(filename)).toMatchObject({ state: 'stored' }),
  )
  expect((await third.captures.stats()).storage_used).toBe(data.image_data.file_size)
})

it('finishes a deletion that a crash cut short, and removes leftovers', async () => {
  const first = await rig()
  const data = await first.take()
  const bytes = readFileSync(first.file(data))
  await first.captures.remove(data.image_data.filename, 'tester')
  await first.close()
  writeFileSync(first.file(data), bytes)
  writeFileSync(join(first.folder, '.capture_X_20200101_000000.jpg.tmp'), 'half')
  await rig(first.folder)
  await eventually(() => expect(pictures(first.folder)).toEqual([]))
})
