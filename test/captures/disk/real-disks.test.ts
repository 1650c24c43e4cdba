/** Disks that fill up, and that become read-only, under the capture path. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { wholeJpeg } from '../../../runtime/camera/jpeg/structure.ts'
import type { CaptureData } from '../../../runtime/device/captures.ts'
import type { ServiceError } from '../../../runtime/errors.ts'
import { problemsOf } from '../problems-of.ts'
import { fakeCamera, pictures, rig } from '../rig.ts'
import { ext4, mount, remount, repair, run, tmpfs } from './mounts.ts'

/** About 1 MB, as noise does not compress. */
const LARGE = await sharp({
  create: {
    width: 1024,
    height: 768,
    channels: 3,
    background: '#888',
    noise: { type: 'gaussian', mean: 128, sigma: 60 },
  },
})
  .jpeg({ quality: 95 })
  .toBuffer()
const camera = fakeCamera(async () => ({ data: LARGE, width: 1024, height: 768 }))

it('a 16 MB disk that fills up in mid write: STORAGE_FULL, nothing half-written, and on when there is room', async () => {
  const folder = tmpfs(16)
  const { take, captures } = await rig(folder, { camera })
  const taken: CaptureData[] = []
  let failure: ServiceError | undefined
  while (failure === undefined) {
    await take({ format: 'NATIVE' }).then(
      (data) => taken.push(data),
      (error) => {
        failure = error
      },
    )
  }
  expect(failure.code).toBe('STORAGE_FULL')
  expect(taken.length).toBeGreaterThan(5)
  const whole = () => {
    expect(pictures(folder).sort()).toEqual(taken.map(({ image_data }) => image_data.filename).sort())
    for (const name of pictures(folder)) expect(wholeJpeg(readFileSync(join(folder, name)))).not.toBeNull()
  }
  whole()
  // To the last byte, so that the catalogue finds no room either.
  const filler = join(folder, 'filler')
  try {
    for (;;) writeFileSync(filler, Buffer.alloc(4096), { flag: 'a' })
  } catch {}
  for (let count = 0; count < 5; count++)
    await expect(take({ format: 'NATIVE' })).rejects.toMatchObject({ code: 'STORAGE_FULL' })
  whole()
  rmSync(filler)
  await captures.remove((taken.shift() as CaptureData).image_data.filename, 'tester')
  taken.push(await take({ format: 'NATIVE' }))
  whole()
  expect(await problemsOf(folder)).toEqual([])
})

it('a disk below its reserve takes nothing, and says so in the status', async () => {
  const folder = tmpfs(16)
  const { take, captures } = await rig(folder, { camera, reserveBytes: 12 * 1024 * 1024 })
  let taken = 0
  const failure = await (async () => {
    for (;;) {
      await take({ format: 'NATIVE' })
      taken += 1
    }
  })().catch((error: ServiceError) => error)
  expect(failure).toMatchObject({
    code: 'STORAGE_FULL',
    message: expect.stringContaining('STORAGE_RESERVE_MB'),
  })
  expect(taken).toBeGreaterThan(0)
  expect(captures.storage()).toMatchObject({ low: true, error_message: expect.stringContaining('reserve') })
})

it('a disk that turns read-only after an error: CAPTURE_FAILED with what to do, pictures are still served; repaired, it goes on', async () => {
  const { image, folder, device } = ext4(64)
  const { take, captures, close } = await rig(folder, { camera })
  const before = await take()
  // As ext4 does by itself when the disk reports an error.
  writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, '1')
  await expect(take()).rejects.toMatchObject({
    code: 'CAPTURE_FAILED',
    message: expect.stringContaining('read-only'),
  })
  expect(captures.storage()).toMatchObject({ low: true, error_message: expect.stringContaining('read-only') })
  expect((await (await captures.open(before.image_data.filename)).read()).length).toBe(
    before.image_data.file_size,
  )
  await close()
  run('umount', folder)
  repair(image)
  mount(image, folder)
  const again = await rig(folder, { camera })
  const after = await again.take()
  expect(pictures(folder)).toEqual([before, after].map(({ image_data }) => image_data.filename).sort())
  expect(await problemsOf(folder)).toEqual([])
})

it('a disk that is read-only at the start: the service starts, says so, and captures when it is writable', async () => {
  const folder = tmpfs(16)
  remount(folder, 'ro')
  const { take, captures } = await rig(folder, { camera })
  expect(captures.storage()).toMatchObject({ low: true, error_message: expect.stringContaining('read-only') })
  await expect(take()).rejects.toMatchObject({
    code: 'CAPTURE_FAILED',
    message: expect.stringContaining('read-only'),
  })
  remount(folder, 'rw')
  await take()
  expect(captures.storage()).toMatchObject({ low: false, error_message: null })
})
