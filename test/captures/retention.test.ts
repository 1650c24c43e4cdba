import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { monotonicMs } from '../../runtime/clock.ts'
import { fakeCamera, pictures, rig, temporaryFolder } from './rig.ts'

const HOUR_MS = 3_600_000

it('removes by age, never what is pinned, and notes each removal', async () => {
  let ageHours = 0
  const camera = fakeCamera(async () => ({ exposedAtMs: monotonicMs() - ageHours * HOUR_MS }))
  const { captures, take, folder } = await rig(undefined, { camera, maxAgeHours: 24 })
  ageHours = 30
  const [old, pinned] = [await take({ sample_no: 'OLD' }), await take({ sample_no: 'PINNED' })]
  ageHours = 20
  const young = await take({ sample_no: 'YOUNG' })
  await captures.pin(pinned.image_data.filename, true, 'tester')
  expect(await captures.sweep()).toEqual({ removed: 1, freed_bytes: old.image_data.file_size })
  expect(pictures(folder).sort()).toEqual([pinned.image_data.filename, young.image_data.filename])
  await expect(captures.open(old.image_data.filename)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('retention removed it'),
  })
  expect(await captures.sweep()).toEqual({ removed: 0, freed_bytes: 0 })
  await captures.pin(pinned.image_data.filename, false, 'tester')
  expect((await captures.sweep()).removed).toBe(1)
})

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

it('leaves a file or link that stands where a picture stood', async () => {
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
