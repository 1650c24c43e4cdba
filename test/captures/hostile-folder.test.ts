/** Other programs may write into the capture folder: links, pipes, other pictures, huge files, and facts that are not true. */
import { execFileSync } from 'node:child_process'
import {
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import { expect, it, vi } from 'vitest'
import { csvCell } from '../../runtime/captures/csv.ts'
import { EXPORTS_PER_CLIENT } from '../../runtime/captures/export-places.ts'
import { xmpOf } from '../../runtime/captures/metadata.ts'
import { verify } from '../../runtime/captures/verify/verify.ts'
import type { FreshnessReceipt } from '../../runtime/device/captures.ts'
import { JPEG, rig, temporaryFolder } from './rig.ts'

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 50 })

type Put = (file: string) => void
const link =
  (target: string): Put =>
  (file) =>
    symlinkSync(target, file)
const pipe: Put = (file) => void execFileSync('mkfifo', [file])
const svg: Put = (file) => writeFileSync(file, SVG)

it('serves, makes smaller and exports only the picture that was stored', async () => {
  const { take, captures, file } = await rig()
  const kept = await take({ sample_no: 'KEPT' })
  const cases: [sample: string, put: Put, why: RegExp][] = [
    ['link', link('/etc/hostname'), /gone/],
    ['endless', link('/dev/zero'), /gone/],
    ['pipe', pipe, /gone/],
    ['svg', svg, /changed/],
    ['other', (name) => writeFileSync(name, Buffer.alloc(kept.image_data.file_size)), /changed/],
    ['nothing', () => {}, /gone/],
  ]
  for (const [sample_no, put, why] of cases) {
    // Of one size, so that the bytes decide.
    const data = await take({ sample_no: sample_no.padEnd(4, 'X').slice(0, 4), request_id: 'request-1' })
    const { filename } = data.image_data
    expect((await (await captures.open(filename)).read()).length).toBe(data.image_data.file_size)
    rmSync(file(data))
    put(file(data))
    const refused = { code: 'NOT_FOUND', message: expect.stringMatching(why) }
    await expect((await captures.open(filename)).read()).rejects.toMatchObject(refused)
    await expect((await captures.open(filename)).read(0, 9)).rejects.toMatchObject(refused)
    await expect(captures.thumbnail(filename, { widthPx: 20, client: 'a' })).rejects.toMatchObject(refused)
    const zip = (await buffer(await captures.export({ order: 'oldest' }, 'a'))).toString('latin1')
    expect(zip.includes(kept.image_data.sha256)).toBe(true)
    expect(zip.includes(data.image_data.sha256)).toBe(false)
    expect(zip.includes(`There is no picture ${filename}`)).toBe(true)
  }
})

it('catalogues only whole pictures whose format fits their name, and ignores all other files', async () => {
  const folder = temporaryFolder()
  const planted: [name: string, put: Put][] = [
    ['capture_LINK_20240101_000000.jpg', link('/etc/hostname')],
    ['capture_PIPE_20240101_000000.jpg', pipe],
    ['capture_SVG_20240101_000000.jpg', svg],
    ['capture_FORMAT_20240101_000000.png', (file) => writeFileSync(file, JPEG)],
    ['capture_HALF_20240101_000000.jpg', (file) => writeFileSync(file, JPEG.subarray(0, 20))],
    [
      'capture_HUGE_20240101_000000.jpg',
      (file) => {
        writeFileSync(file, JPEG)
        truncateSync(file, 600_000_000)
      },
    ],
    ['capture_ZZZ_20240101_000000.jpg', (file) => writeFileSync(file, JPEG)],
  ]
  for (const [name, put] of planted) put(join(folder, name))
  const { captures } = await rig(folder)
  await eventually(async () => {
    const { images } = await captures.list({ order: 'newest', limit: 9 })
    expect(images.map(({ sample_no }) => sample_no)).toEqual(['ZZZ'])
  })
  expect(readdirSync(folder)).toHaveLength(planted.length + 1)
})

it('validates the facts in a file as it validates a request', async () => {
  const receipt = {
    requested_at: '2024-01-01T00:00:00.000Z',
    exposed_at: '2024-01-01T00:00:00.050Z',
    frame_sequence: 4,
    clock: 'kernel',
    frame_age_ms: -50,
  }
  const facts = {
    sample_no: 'TRUE-1',
    submission_no: null,
    description: 'plate',
    request_id: 'r-1',
    freshness: receipt,
  }
  const unknown = { sample_no: 'PLANTED', pinned: true, description: '' }
  const sampleOnly = {
    sample_no: 'TRUE-1',
    pinned: true,
    freshness: { exposed_at: '2024-06-01T00:00:00.000Z' },
  }
  const cases: [planted: unknown, expected: object][] = [
    // As version 2.0.0 wrote them.
    [facts, { sample_no: 'TRUE-1', pinned: false, freshness: receipt }],
    [7, unknown],
    [null, unknown],
    [{}, unknown],
    [{ ...facts, sample_no: { a: 1 } }, unknown],
    [{ ...facts, sample_no: 'x'.repeat(60_000) }, unknown],
    [{ ...facts, sample_no: 'A\u200bB' }, unknown],
    [{ ...facts, freshness: null }, sampleOnly],
    [{ ...facts, freshness: { ...receipt, exposed_at: '2999-01-01T00:00:00.000Z' } }, sampleOnly],
    [{ ...facts, freshness: { ...receipt, requested_at: 'yesterday' } }, sampleOnly],
    [{ ...facts, freshness: { ...receipt, frame_sequence: -1 } }, sampleOnly],
  ]
  const folder = temporaryFolder()
  const writtenAt = new Date('2024-06-01T00:00:00Z')
  const nameOf = (index: number) => `capture_PLANTED_20240101_000000_${index + 2}.jpg`
  for (const [index, [planted]] of cases.entries()) {
    const file = join(folder, nameOf(index))
    writeFileSync(file, await sharp(JPEG).withXmp(xmpWith(planted)).jpeg().toBuffer())
    utimesSync(file, writtenAt, writtenAt)
  }
  const { captures, close } = await rig(folder)
  await eventually(async () =>
    expect((await captures.list({ order: 'newest', limit: 99 })).images).toHaveLength(cases.length),
  )
  for (const [index, [, expected]] of cases.entries())
    expect(await captures.entry(nameOf(index))).toMatchObject({ ...expected, adopted: true, state: 'stored' })
  await close()
  const problems: unknown[] = []
  await verify(folder, undefined, (problem) => problems.push(problem))
  expect(problems).toEqual([])
})

const xmpWith = (facts: unknown) =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:vcs="urn:vision-capture:facts:1" vcs:facts="${JSON.stringify(facts).replaceAll('"', '&quot;')}"/></rdf:RDF></x:xmpmeta>`

it('writes well-formed XMP for any name of a camera', () => {
  const freshness = { exposed_at: '' } as FreshnessReceipt
  const camera = 'Cam\u0000\u0007\ufffe\ud800 "<&>'
  const xmp = xmpOf({
    sample_no: 'A',
    submission_no: null,
    description: 'd',
    request_id: 'r',
    camera,
    software: 's',
    freshness,
  })
  expect(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(xmp)).toBe(false)
})

it('closes its files when the reader of an export leaves', async () => {
  const { take, captures, folder } = await rig()
  await Promise.all(Array.from({ length: 3 }, (_, index) => take({ sample_no: `S${index}`, format: 'TIFF' })))
  const opened = () =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(join(folder, 'capture_'))
      } catch {
        return false
      }
    })
  for (let times = 0; times < 5; times++) {
    const archive = await captures.export({ order: 'oldest' }, 'a')
    archive.once('readable', () => archive.destroy())
    await new Promise((closed) => archive.once('close', closed))
  }
  await vi.waitFor(() => expect(opened()).toEqual([]))
})

it('runs a limited number of exports for a client, and gives the place of one that was left to the next', async () => {
  const { take, captures } = await rig()
  await take({ format: 'TIFF' })
  const open = () => captures.export({ order: 'oldest' }, 'greedy')
  const [first, ...others] = await Promise.all(Array.from({ length: EXPORTS_PER_CLIENT }, open))
  await expect(open()).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  const modest = await captures.export({ order: 'oldest' }, 'modest')
  expect((await buffer(modest)).length).toBeGreaterThan(100)
  first?.destroy()
  await vi.waitFor(async () => others.push(await open()))
  for (const archive of others) archive.destroy()
})

it('keeps the catalogue from others than the user and the group', async () => {
  const { take, folder } = await rig()
  await take()
  const modes = readdirSync(join(folder, '.catalogue')).map((name) => {
    const { mode } = statSync(join(folder, '.catalogue', name))
    return `${name} ${(mode & 0o777).toString(8)}`
  })
  expect(modes.length).toBeGreaterThanOrEqual(4)
  expect(modes.filter((mode) => !mode.endsWith(' 640'))).toEqual([])
})

it.each([
  ['=1+1', "'=1+1"],
  ['\n=1+1', '"\'\n=1+1"'],
  ['  @SUM(A1)', "'  @SUM(A1)"],
  ['\uff1d1', "'\uff1d1"],
  ['\uff0d1', "'\uff0d1"],
  ['\tx', "'\tx"],
  [-12.4, '-12.4'],
  [null, ''],
  ['a "b", c', '"a ""b"", c"'],
  ['PL-0101', 'PL-0101'],
])('writes the CSV cell of %j as %j', (value, cell) => expect(csvCell(value)).toBe(cell))
