/** Each system call of a capture fails in turn, in the real service: a clear code, nothing lost, and it recovers by itself. */
import { execFileSync } from 'node:child_process'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Problem } from '../../../runtime/captures/verify/problem.ts'
import { verify } from '../../../runtime/captures/verify/verify.ts'
import type { CaptureData } from '../../../runtime/device/captures.ts'
import { bearer, startProcess, testSettings } from '../../support/service.ts'

const { EIO, ENOSPC } = constants.errno
const tools = testSettings()
const library = join(tools.folder, 'faults.so')
const faults = join(tools.folder, 'faults')
const source = fileURLToPath(new URL('./faults.c', import.meta.url))

let service: Awaited<ReturnType<typeof startProcess>>
beforeAll(async () => {
  execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'])
  service = await startProcess({ LD_PRELOAD: library, FAULTS: faults, CAMERA_WARMUP_FRAMES: '0' })
})
afterAll(async () => {
  await service.stop()
  service.remove()
  tools.remove()
})

const capture = async (key: string) => {
  const response = await fetch(`${service.address}/api/v1/capture/image`, {
    method: 'POST',
    headers: { ...(await bearer()), 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ sample_no: 'FAULT', format: 'NATIVE' }),
  })
  const body = (await response.json()) as { data: CaptureData; error?: { code: string; message: string } }
  return { status: response.status, ...body }
}
const pictures = () => readdirSync(service.folder).filter((name) => name !== '.catalogue')
const acknowledged: string[] = []

it.each([
  ['the intent cannot be written', 'write', '.sqlite-wal', ENOSPC, 0, 1, 507, 'STORAGE_FULL'],
  ['the intent cannot be written', 'write', '.sqlite-wal', EIO, 0, 1, 500, 'CAPTURE_FAILED'],
  ['the intent cannot be synced', 'sync', '.sqlite-wal', EIO, 0, 1, 500, 'CAPTURE_FAILED'],
  ['the description cannot be synced', 'sync', '.sqlite-wal', EIO, 1, 1, 500, 'CAPTURE_FAILED'],
  ['the final row cannot be synced', 'sync', '.sqlite-wal', EIO, 2, 1, 500, 'CAPTURE_FAILED'],
  ['the final row finds no room', 'sync', '.sqlite-wal', ENOSPC, 2, 1, 500, 'CAPTURE_FAILED'],
  [
    'the catalogue stays broken from the final row on',
    'sync',
    '.sqlite-wal',
    EIO,
    2,
    99,
    500,
    'CAPTURE_FAILED',
  ],
  ['the catalogue stays full', 'write', '.sqlite-wal', ENOSPC, 0, 99, 507, 'STORAGE_FULL'],
  ['the bytes find no room', 'write', '.jpg.tmp', ENOSPC, 0, 1, 507, 'STORAGE_FULL'],
  ['the bytes cannot be written', 'write', '.jpg.tmp', EIO, 0, 1, 500, 'CAPTURE_FAILED'],
  ['the bytes cannot be synced', 'sync', '.jpg.tmp', EIO, 0, 1, 500, 'CAPTURE_FAILED'],
  ['the file cannot get its name', 'link', 'capture_FAULT', EIO, 0, 1, 500, 'CAPTURE_FAILED'],
  ['the temporary name cannot go', 'unlink', '.jpg.tmp', EIO, 0, 1, 500, 'CAPTURE_FAILED'],
  ['the folder cannot be synced', 'sync', '/captures$', EIO, 0, 1, 500, 'CAPTURE_FAILED'],
] as const)('%s (%s of %s, errno %i, after %i, %i times): %i %s', async (...fault) => {
  const [title, call, text, number, skip, count, status, code] = fault
  const key = fault
    .slice(1, 6)
    .join('-')
    .replace(/[^\w-]/g, '')
  acknowledged.push((await capture(`before-${key}`)).data.image_data.filename)
  const before = pictures().sort()

  writeFileSync(faults, `${call} ${text} ${number} ${skip} ${count}\n`)
  const failed = await capture(key)
  expect([failed.status, failed.error?.code], title).toEqual([status, code])
  expect(failed.error?.message).toContain(service.folder)
  rmSync(faults)

  // The retry with the same key is the capture that counts: nothing of the failed one stays beside it.
  const retried = await capture(key)
  expect(retried.status).toBe(200)
  acknowledged.push(retried.data.image_data.filename)
  expect(pictures().sort()).toEqual([...before, retried.data.image_data.filename].sort())
  const problems: Problem[] = []
  await verify(service.folder, undefined, (problem) => problems.push(problem))
  expect(problems).toEqual([])
  expect(pictures()).toEqual(expect.arrayContaining(acknowledged))
})
