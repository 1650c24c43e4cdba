/** The result of one capture on disk and in the catalogue, whole or failed. */
import { hash } from 'node:crypto'
import { lstatSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { captureName } from '../../runtime/captures/file-name.ts'
import { toGranted } from '../../runtime/device/camera.ts'
import { ServiceError } from '../../runtime/errors.ts'
import { fakeCamera, granted, JPEG, pictures, rig, temporaryFolder } from './rig.ts'

describe('a capture', () => {
  it('stores exactly the bytes of the returned checksum, readable by owner and group only', async () => {
    const { take, file, folder, captures } = await rig()
    const data = await take({ sample_no: 'A', submission_no: 'B' })
    const bytes = readFileSync(file(data))
    expect(hash('sha256', bytes, 'hex')).toBe(data.image_data.sha256)
    expect(bytes.length).toBe(data.image_data.file_size)
    expect(statSync(file(data)).mode & 0o777).toBe(0o640 & ~process.umask())
    expect(pictures(folder)).toEqual([data.image_data.filename])
    expect(await captures.entry(data.image_data.filename)).toMatchObject({
      ...data,
      state: 'stored',
      requested_by: 'tester',
      camera: { granted: toGranted(granted), drift: [], controls: { exposure_us: 20_000 } },
      durations: { waiting_for_frame: expect.any(Number), encoding: expect.any(Number) },
    })
  })

  it('reports its stages in order, and survives a listener that throws', async () => {
    const { take } = await rig()
    const stages: [string, number][] = []
    await take({}, ({ stage, progress }) => {
      stages.push([stage, progress])
      throw new Error('the listener is broken')
    })
    expect(stages).toEqual([
      ['starting', 0],
      ['waiting_for_frame', 20],
      ['encoding', 50],
      ['saving', 80],
      ['completed', 100],
    ])
  })

  it("NATIVE keeps the camera's bytes; of a raw camera it is refused with a way out", async () => {
    const { take, file } = await rig()
    expect(readFileSync(file(await take({ format: 'NATIVE' }))).equals(JPEG)).toBe(true)
    const raw = await rig(undefined, {
      camera: fakeCamera(async () => ({
        pixelFormat: 'GREY',
        data: Buffer.alloc(64 * 48),
        bytesPerLine: 64,
      })),
    })
    await expect(raw.take({ format: 'NATIVE' })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED_HERE',
      message: expect.stringContaining('PNG'),
    })
    expect((await raw.take({ format: 'PNG' })).image_data).toMatchObject({ width: 64, height: 48 })
  })

  it('is resized where that is set', async () => {
    const { take } = await rig(undefined, { resizeWidthPx: 34, resizeHeightPx: 24 })
    expect((await take()).image_data).toMatchObject({ width: 34, height: 24 })
  })
})

describe('two captures of one second', () => {
  it('get names of their own, also beside files that are not ours', async () => {
    const folder = temporaryFolder()
    const atMs = Date.now()
    // Foreign files under every name that the first captures could get.
    const foreign = [0, 1, 2, 3].map((s) => captureName('S1', null, new Date(atMs + s * 1000), 'JPEG', 1))
    const { take } = await rig(folder)
    for (const name of foreign) writeFileSync(join(folder, name), 'foreign')
    const taken = await Promise.all([take(), take(), take()])
    const names = taken.map(({ image_data }) => image_data.filename)
    expect(new Set([...names, ...foreign]).size).toBe(names.length + foreign.length)
    for (const name of foreign) expect(readFileSync(join(folder, name), 'utf8')).toBe('foreign')
  })

  it('never overwrite a file that appears while the frame is awaited', async () => {
    let intruded = ''
    const folder = temporaryFolder()
    const { take, file } = await rig(folder, {
      camera: fakeCamera(async () => {
        // The name is reserved by now, as its temporary file shows.
        await vi.waitFor(() => expect(pictures(folder).some((name) => name.endsWith('.tmp'))).toBe(true))
        const temporary = pictures(folder).find((name) => name.endsWith('.tmp')) as string
        intruded = temporary.slice(1, -'.tmp'.length)
        symlinkSync('/nonexistent', join(folder, intruded))
        return {}
      }),
    })
    const data = await take()
    expect(data.image_data.filename).not.toBe(intruded)
    expect(lstatSync(file(data)).isFile()).toBe(true)
    expect(lstatSync(join(folder, intruded)).isSymbolicLink()).toBe(true)
  })
})

describe('a failed capture', () => {
  it.each([
    ['a torn frame', async () => ({ data: JPEG.subarray(0, 40) }), 'CAPTURE_FAILED'],
    [
      'a camera that is gone',
      () => Promise.reject(new ServiceError('CAMERA_NOT_AVAILABLE', 'unplugged')),
      'CAMERA_NOT_AVAILABLE',
    ],
    ['a camera that hangs', () => new Promise<never>(() => {}), 'CAPTURE_TIMEOUT'],
  ] as const)('of %s leaves its row and nothing else', async (_, frame, code) => {
    const { take, captures, folder } = await rig(undefined, { camera: fakeCamera(frame), timeoutMs: 300 })
    await expect(take()).rejects.toMatchObject({ code })
    expect(pictures(folder)).toEqual([])
    expect(await captures.stats()).toMatchObject({
      total_captures: 1,
      successful_captures: 0,
      failed_captures: 1,
      failures_by_code: { [code]: 1 },
    })
  })

  it('below the reserve is STORAGE_FULL, and writes nothing', async () => {
    const { take, captures, folder } = await rig(undefined, { reserveBytes: Number.MAX_SAFE_INTEGER })
    await expect(take()).rejects.toMatchObject({ code: 'STORAGE_FULL' })
    expect(captures.storage()).toMatchObject({ low: true })
    expect(pictures(folder)).toEqual([])
  })
})

describe('a folder that is removed while the service runs', () => {
  it('is made again, and captures go on', async () => {
    const { take, folder, captures, file } = await rig()
    const before = await take({ sample_no: 'BEFORE' })
    rmSync(folder, { recursive: true })
    const after = await take({ sample_no: 'AFTER' })
    expect(pictures(folder)).toEqual([after.image_data.filename])
    expect(statSync(file(after)).size).toBe(after.image_data.file_size)
    expect(await captures.entry(after.image_data.filename)).toMatchObject({ state: 'stored' })
    await expect(captures.entry(before.image_data.filename)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('and replaced by a file is reported, until it is a folder again', async () => {
    const { take, folder, captures } = await rig()
    rmSync(folder, { recursive: true })
    writeFileSync(folder, '')
    await expect(take()).rejects.toMatchObject({
      code: 'CAPTURE_FAILED',
      message: expect.stringContaining(folder),
    })
    rmSync(folder)
    await take()
    expect(captures.storage()).toMatchObject({ low: false, error_message: null })
  })
})
