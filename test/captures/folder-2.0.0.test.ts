/** A capture folder that version 2.0.0 wrote: four stored pictures, one deleted, one failed attempt, one pinned. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, it } from 'vitest'
import { catalogueFile } from '../../runtime/captures/catalogue/database.ts'
import { MIGRATIONS } from '../../runtime/captures/catalogue/schema.ts'
import type { Problem } from '../../runtime/captures/verify/problem.ts'
import { verify } from '../../runtime/captures/verify/verify.ts'
import { ROOT } from '../support/root.ts'
import { bearer, startHere } from '../support/service.ts'
import { openCatalogue } from './open-catalogue.ts'
import { request } from './request.ts'
import { temporaryFolder } from './rig.ts'

/** The head of the chain, as `verify` of version 2.0.0 printed it. */
const HEAD = '8f5b1ae517b6476005bb351d0c4decb8b971f7ac1cc339006ddc907c3e2ec3ea'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
  cpSync(join(ROOT, 'test/captures/fixtures/folder-2.0.0'), folder, { recursive: true })
})

async function check() {
  const problems: Problem[] = []
  const verified = await verify(folder, HEAD, (problem) => problems.push(problem))
  return { ...verified, problems }
}

/** Changes the catalogue behind the service's back. */
function edit(sql: string) {
  const database = new DatabaseSync(catalogueFile(folder))
  database.exec(sql)
  database.close()
}

it('verifies before it was ever opened', async () => {
  expect(await check()).toEqual({ pictures: 4, events: 8, head: HEAD, problems: [] })
})

it('opens, lists, takes captures and verifies, with its old events as they were', async () => {
  const service = await startHere({ CAPTURE_DIR: folder, MAX_CAPTURE_AGE_HOURS: '0' })
  const headers = { ...(await bearer()), 'content-type': 'application/json' }
  const list = await (await fetch(`${service.address}/api/v1/capture/images`, { headers })).json()
  expect(list.data.images.map((image: { sample_no: string }) => image.sample_no)).toEqual([
    'PL-0106',
    'PL-0104',
    'ตัวอย่าง 7',
    'PL-0101',
  ])
  expect(list.data.images.at(-1)).toMatchObject({
    pinned: true,
    submission_no: 'SUB001',
    description: 'first',
  })
  const body = JSON.stringify({ sample_no: 'PL-0107' })
  const url = `${service.address}/api/v1/capture/image`
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200)
  await service.stop()
  expect(await check()).toMatchObject({ pictures: 5, events: 9, problems: [] })
})

it('answers an Idempotency-Key of 2.0.0 with its picture', async () => {
  const service = await startHere({ CAPTURE_DIR: folder, MAX_CAPTURE_AGE_HOURS: '0' })
  const again = await fetch(`${service.address}/api/v1/capture/image`, {
    method: 'POST',
    headers: { ...(await bearer()), 'content-type': 'application/json', 'idempotency-key': 'plate-7' },
    body: JSON.stringify({ sample_no: 'ตัวอย่าง 7', description: 'จานที่ 7', quality: 40 }),
  })
  expect((await again.json()).data.image_data.filename).toBe('capture__________7_20261126_201834.jpg')
  await service.stop()
})

describe('after a migration that adds a column', () => {
  beforeEach(() => {
    openCatalogue(folder).close()
    edit(`ALTER TABLE captures ADD COLUMN station TEXT; PRAGMA user_version = ${MIGRATIONS.length}`)
  })

  it('verifies, with captures from before and after it', async () => {
    const catalogue = openCatalogue(folder)
    const { quality: _, requestedAtMs: __, ...fields } = request({ sample_no: 'PL-0108' })
    const intent = { ...fields, requested_at: '2026-11-26T20:30:00.000Z', body_sha256: '' }
    catalogue.fail(catalogue.begin(intent, 0), 'CAPTURE_FAILED', {})
    catalogue.close()
    expect(await check()).toMatchObject({ pictures: 4, events: 9, problems: [] })
  })

  it.each([
    [
      'of an old picture',
      "UPDATE captures SET sample_no = 'PL-9999' WHERE sample_no = 'PL-0101'",
      'sample_no',
    ],
    ['of an old failure', "UPDATE captures SET code = 'NONE' WHERE state = 'failed'", 'code'],
    ['of an old pin', 'UPDATE captures SET pinned = 0', 'pinned'],
  ])('names an edit %s', async (_, sql, field) => {
    edit(sql)
    expect((await check()).problems).toEqual([
      { what: 'row', name: expect.any(String), problem: expect.stringContaining(field) },
    ])
  })
})
