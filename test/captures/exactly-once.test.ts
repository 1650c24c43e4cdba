/** Idempotency-Key: one picture for one key, whatever happens in between. */
import { hash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lockFolder } from '../../runtime/captures/catalogue/database.ts'
import { bodyHash } from '../../runtime/captures/exactly-once.ts'
import { temporaryName } from '../../runtime/captures/file-name.ts'
import { openCatalogue } from './open-catalogue.ts'
import { request } from './request.ts'
import { fakeCamera, JPEG, pictures, rig, temporaryFolder } from './rig.ts'

const key = { idempotency_key: 'plate-42' }

describe('a key', () => {
  it('takes one picture for two requests at the same time', async () => {
    const { take, folder } = await rig()
    const [one, two] = await Promise.all([take(key), take(key)])
    expect(two).toEqual(one)
    expect(pictures(folder)).toHaveLength(1)
  })

  it('is answered the same after a restart, and with the reason where its picture is gone', async () => {
    const first = await rig()
    const data = await first.take(key)
    await first.close()
    const second = await rig(first.folder)
    expect(await second.take(key)).toEqual(data)
    const away = readFileSync(second.file(data))
    rmSync(second.file(data))
    await expect(second.take(key)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/its file is gone.*new key/),
    })
    writeFileSync(second.file(data), away)
    expect(await second.take(key)).toEqual(data)
    await second.captures.remove(data.image_data.filename, null)
    await expect(second.take(key)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('it was deleted'),
    })
    expect(pictures(first.folder)).toEqual([])
  })

  it.each([
    ['sample_no', 'S2'],
    ['submission_no', 'X'],
    ['description', 'other'],
    ['quality', 10],
    ['format', 'PNG'],
  ])('with another %s is refused', async (field, value) => {
    const { take, folder } = await rig()
    await take(key)
    await expect(take({ ...key, [field]: value })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    expect(pictures(folder)).toHaveLength(1)
  })

  it('is not used up by an attempt that failed', async () => {
    let broken = true
    const { take } = await rig(undefined, {
      camera: fakeCamera(async () => (broken ? { data: Buffer.from('torn') } : {})),
    })
    await expect(take(key)).rejects.toMatchObject({ code: 'CAPTURE_FAILED' })
    broken = false
    expect((await take(key)).image_data.file_size).toBeGreaterThan(0)
  })
})

type Step = 'intent' | 'described' | 'named' | 'foreign'

/** Leaves a folder as a crash after each step leaves it, by the catalogue's own methods. */
function crashAfter(step: Step, folder: string): string {
  const catalogue = openCatalogue(folder)
  const filename = catalogue.begin(
    {
      sample_no: 'S1',
      submission_no: null,
      description: '',
      format: 'JPEG',
      requested_at: '2026-11-23T10:00:00.000Z',
      request_id: 'crashed',
      requested_by: 'robot',
      idempotency_key: key.idempotency_key,
      body_sha256: bodyHash(request(key)),
    },
    Date.UTC(2026, 10, 23, 10),
  )
  writeFileSync(join(folder, temporaryName(filename)), JPEG.subarray(0, 100))
  if (step !== 'intent') {
    catalogue.describe(filename, {
      width: 64,
      height: 48,
      file_size: JPEG.length,
      sha256: hash('sha256', JPEG, 'hex'),
      captured_at: '2026-11-23T10:00:00.020Z',
      exposed_at: '2026-11-23T10:00:00.020Z',
      frame_sequence: 7,
      clock: 'kernel',
      latency_bound_ms: 0,
      latency_source: 'device_clock',
      clock_synchronised: true,
      frame_age_ms: -20,
    })
  }
  if (step === 'named') writeFileSync(join(folder, filename), JPEG)
  if (step === 'foreign') writeFileSync(join(folder, filename), 'not ours')
  catalogue.close()
  return filename
}

describe('a crash', () => {
  it.each(['intent', 'described'] as const)(
    'after %s leaves a failed attempt; the retry takes a picture',
    async (step) => {
      const folder = temporaryFolder()
      const filename = crashAfter(step, folder)
      const { take, captures } = await rig(folder)
      expect(pictures(folder)).toEqual([])
      const data = await take(key)
      expect(data.request_id).not.toBe('crashed')
      expect(data.image_data.filename).not.toBe(filename)
      expect(await captures.stats()).toMatchObject({
        total_captures: 2,
        failures_by_code: { CAPTURE_FAILED: 1 },
      })
    },
  )

  it('after the file has its name is completed, receipt and all; the retry is answered with that picture', async () => {
    const folder = temporaryFolder()
    const filename = crashAfter('named', folder)
    const { take, captures } = await rig(folder)
    expect(pictures(folder)).toEqual([filename])
    expect(await take(key)).toMatchObject({
      request_id: 'crashed',
      image_data: { filename, captured_at: '2026-11-23T10:00:00.020Z' },
      freshness: { frame_sequence: 7, clock: 'kernel', frame_age_ms: -20 },
    })
    expect(pictures(folder)).toEqual([filename])
    expect(await captures.stats()).toMatchObject({ total_captures: 1, average_capture_time: 0 })
  })

  it("never takes another's file under its name for its own picture", async () => {
    const folder = temporaryFolder()
    const filename = crashAfter('foreign', folder)
    const { take, captures } = await rig(folder)
    expect((await take(key)).image_data.filename).not.toBe(filename)
    expect(readFileSync(join(folder, filename), 'utf8')).toBe('not ours')
    expect(await captures.stats()).toMatchObject({ failures_by_code: { CAPTURE_FAILED: 1 } })
  })

  it('keeps the later picture when the key of an attempt was answered with it', async () => {
    const folder = temporaryFolder()
    const filename = crashAfter('named', folder)
    const catalogue = openCatalogue(folder)
    catalogue.fail(filename, 'CAPTURE_FAILED', {})
    catalogue.close()
    rmSync(join(folder, filename))
    const before = await rig(folder)
    const answered = await before.take(key)
    await before.close()
    crashAfter('named', folder)
    const { take } = await rig(folder)
    expect(await take(key)).toEqual(answered)
    expect(pictures(folder)).toEqual([answered.image_data.filename])
  })
})

describe('a second process on the folder', () => {
  it('gets no catalogue, and says why', async () => {
    const { folder } = await rig()
    expect(() => lockFolder(folder, 0)).toThrow(/locked/)
  })
})
