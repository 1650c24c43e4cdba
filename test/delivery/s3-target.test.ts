/** Delivery to a real S3-compatible store, with the faults of real networks in between. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { objectKey } from '../../runtime/delivery/object-key.ts'
import type { Item } from '../../runtime/delivery/port.ts'
import { s3Target } from '../../runtime/delivery/s3/target.ts'
import { type CephStore, SECRET_KEY } from './ceph-store.ts'
import type { Fault, FaultProxy } from './fault-proxy.ts'
import { openStoreBehindProxy, type StoreBehindProxy } from './store-behind-proxy.ts'

const BUCKET = 'plates'
let behind: StoreBehindProxy
let store: CephStore
let proxy: FaultProxy
let admin: S3Client
const folder = mkdtempSync(join(tmpdir(), 'delivery-'))
const signal = AbortSignal.timeout(600_000)

beforeAll(async () => {
  behind = await openStoreBehindProxy(BUCKET)
  ;({ proxy, admin, store } = behind)
})
afterAll(async () => {
  await behind?.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  proxy.fault = () => undefined
  proxy.requests = {}
})

const open = () =>
  s3Target({ bucket: BUCKET, prefix: 'lab 1', endpoint: proxy.endpoint, region: 'us-east-1' })

let count = 0
function picture(bytes = randomBytes(5_000)): Item {
  const filename = `capture_${++count}.jpg`
  const path = join(folder, filename)
  writeFileSync(path, bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const key = objectKey('nest-1', { captured_at: '2026-11-26T10:00:00.000Z', sha256, filename })
  const facts = { sample_no: `S${count}`, submission_no: null, description: '' }
  const record = JSON.stringify({ filename, sha256, ...facts })
  return {
    capture_id: count,
    filename,
    path,
    file_size_bytes: bytes.length,
    sha256,
    content_type: 'image/jpeg',
    key,
    record,
    ...facts,
  }
}

/** The fault hits the first PUT of a picture's bytes only. */
function once(fault: Fault) {
  let pending = true
  proxy.fault = ({ method }) => {
    if (method !== 'PUT' || !pending) return undefined
    pending = false
    return fault
  }
}

const keysOf = async (item: Item) => {
  const { Contents = [] } = await admin.send(
    new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `lab 1/${item.key}` }),
  )
  return Contents.map(({ Key }) => Key)
}

describe('a picture', () => {
  it('is delivered with its record, confirmed, and can be fetched', async () => {
    const item = picture()
    const { key, proof } = await open().deliver(item, signal)
    expect(key).toBe(`lab 1/nest-1/2026/11/26/${item.sha256.slice(0, 16)}-${item.filename}`)
    expect(['checksum', 'etag']).toContain(proof)
    expect(await keysOf(item)).toEqual([key, `${key}.json`])
    const fetched = await open().fetch(key, signal)
    expect(
      createHash('sha256')
        .update(fetched as Buffer)
        .digest('hex'),
    ).toBe(item.sha256)
    expect((await open().fetch(`${key}.json`, signal))?.toString()).toBe(item.record)
    expect(await open().fetch(`${key}.none`, signal)).toBeNull()
  })

  it('that is delivered again is confirmed and not written again', async () => {
    const item = picture()
    await open().deliver(item, signal)
    expect((await open().deliver(item, signal)).key).toContain(item.key)
    expect(await keysOf(item)).toHaveLength(2)
  })

  it('is written once by twenty senders at once', async () => {
    const item = picture()
    const delivered = await Promise.all(Array.from({ length: 20 }, () => open().deliver(item, signal)))
    expect(new Set(delivered.map(({ key }) => key)).size).toBe(1)
  })

  it('never replaces other bytes under its key', async () => {
    const item = picture()
    const other = Buffer.alloc(item.file_size_bytes, 1)
    await admin.send(new PutObjectCommand({ Bucket: BUCKET, Key: `lab 1/${item.key}`, Body: other }))
    await expect(open().deliver(item, signal)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await open().fetch(`lab 1/${item.key}`, signal))?.equals(other)).toBe(true)
  })

  it('is not delivered when its file was changed or removed', async () => {
    const changed = picture()
    writeFileSync(changed.path, 'other bytes')
    await expect(open().deliver(changed, signal)).rejects.toMatchObject({ code: 'UNREADABLE' })
    rmSync(changed.path)
    await expect(open().deliver(changed, signal)).rejects.toMatchObject({ code: 'UNREADABLE' })
    expect(await keysOf(changed)).toEqual([])
  })
})

describe('a fault', () => {
  it.each([
    ['down', 'STORE_UNREACHABLE'],
    ['reset_in_body', 'STORE_UNREACHABLE'],
    ['error_after_storing', 'STORE_ERROR'],
    ['lies', 'NOT_CONFIRMED'],
    ['slow_down', 'STORE_BUSY'],
    ['full', 'STORE_FULL'],
    ['clock_skew', 'STORE_CLOCK_SKEW'],
    ['expired_token', 'STORE_CREDENTIALS'],
  ] as const)('%s is %s, and the next try delivers', async (fault, code) => {
    const item = picture()
    once(fault)
    await expect(open().deliver(item, signal)).rejects.toMatchObject({ code })
    await open().deliver(item, signal)
    expect(await keysOf(item)).toHaveLength(2)
  })

  it('of wrong credentials, a missing bucket and a full quota is named', async () => {
    const missing = s3Target({ bucket: 'none', prefix: '', endpoint: store.endpoint, region: 'us-east-1' })
    await expect(missing.deliver(picture(), signal)).rejects.toMatchObject({ code: 'STORE_MISSING' })
    process.env.AWS_SECRET_ACCESS_KEY = 'wrong'
    await expect(open().deliver(picture(), signal)).rejects.toMatchObject({ code: 'STORE_CREDENTIALS' })
    process.env.AWS_SECRET_ACCESS_KEY = SECRET_KEY
    store.setQuota(1)
    await expect
      .poll(
        () =>
          open()
            .deliver(picture(), signal)
            .catch(({ code }) => code),
        { timeout: 20_000 },
      )
      .toBe('STORE_FULL')
    store.setQuota(null)
  })
})

describe('a store without conditional writes', () => {
  beforeEach(() => {
    proxy.fault = () => 'no_conditions'
  })

  it('is detected by the check, and is then read before each write', async () => {
    expect(await open().check(signal)).toMatchObject({ conditional_writes: false })
    const item = picture()
    const target = open()
    await target.deliver(item, signal)
    const written = proxy.requests.PUT
    await target.deliver(item, signal)
    expect(proxy.requests.PUT).toBe(written)
  })

  it('keeps other bytes under the key', async () => {
    const item = picture()
    await admin.send(new PutObjectCommand({ Bucket: BUCKET, Key: `lab 1/${item.key}`, Body: 'other' }))
    await expect(open().deliver(item, signal)).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

it('the check writes, reads, and reports the abilities of the store', async () => {
  expect(await open().check(signal)).toEqual({ conditional_writes: true, proof: expect.any(String) })
})
