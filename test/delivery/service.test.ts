/** The whole service delivers to a real store, through random faults and SIGKILLs: nothing is lost, doubled, or removed too early. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkDelivery } from '../../runtime/commands/doctor/delivery.ts'
import { problemsOf } from '../captures/problems-of.ts'
import { bearer, startProcess } from '../support/service.ts'
import { ACCESS_KEY, SECRET_KEY } from './ceph-store.ts'
import { type FaultProxy, randomFault } from './fault-proxy.ts'
import { openStoreBehindProxy, type StoreBehindProxy } from './store-behind-proxy.ts'

const BUCKET = 'plates'
const PICTURES_A_LIFE = 15
const LIVES = 4
/** Of the requests to the store. */
const FAULTY = 0.1

let behind: StoreBehindProxy
let proxy: FaultProxy
let admin: S3Client
const folder = mkdtempSync(join(tmpdir(), 'delivery-service-'))

beforeAll(async () => {
  behind = await openStoreBehindProxy(BUCKET)
  ;({ proxy, admin } = behind)
})
afterAll(async () => {
  await behind?.close()
  rmSync(folder, { recursive: true, force: true })
})

const start = () =>
  startProcess({
    CAMERA_WIDTH: '336',
    CAMERA_HEIGHT: '240',
    CAPTURE_DIR: join(folder, 'captures'),
    STORAGE_RESERVE_MB: '0',
    // Retention would remove everything that it may at once.
    MAX_CAPTURE_AGE_HOURS: '0.0001',
    DELIVER_TO: `s3://${BUCKET}/lab`,
    DELIVER_ENDPOINT: proxy.endpoint,
    DEVICE_NAME: 'nest-1',
    AWS_ACCESS_KEY_ID: ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
  })
type Service = Awaited<ReturnType<typeof start>>

async function deliveries(service: Service) {
  const response = await fetch(`${service.address}/api/v1/deliveries`, { headers: await bearer() })
  return ((await response.json()) as { data: Record<string, unknown> }).data
}

async function objects(): Promise<string[]> {
  const { Contents = [] } = await admin.send(new ListObjectsV2Command({ Bucket: BUCKET }))
  return Contents.map(({ Key }) => String(Key))
}

it(`delivers every acknowledged picture once, over ${LIVES - 1} SIGKILLs and random faults of the store`, async () => {
  proxy.fault = () => (Math.random() < FAULTY ? randomFault() : undefined)
  const acknowledged = new Map<string, string>()
  let service = await start()
  const headers = { ...(await bearer()), 'content-type': 'application/json' }
  for (let life = 1; life <= LIVES; life++) {
    for (let count = 0; count < PICTURES_A_LIFE; count++) {
      const response = await fetch(`${service.address}/api/v1/capture/image`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ sample_no: `L${life}-${count}` }),
      })
      const { data } = (await response.json()) as { data: { image_data: Record<string, string> } }
      acknowledged.set(String(data.image_data.filename), String(data.image_data.sha256))
    }
    if (life === LIVES) break
    await delay(Math.random() * 1_500)
    await service.stop('SIGKILL')
    service.remove()
    service = await start()
  }
  proxy.fault = () => undefined
  await expect
    .poll(async () => (await deliveries(service)).waiting, { timeout: 120_000, interval: 500 })
    .toBe(0)
  expect(await deliveries(service)).toMatchObject({
    target: `s3://${BUCKET}/lab`,
    device: 'nest-1',
    delivered_total: acknowledged.size,
    set_aside: [],
    problem: null,
  })
  await service.stop()
  const keys = await objects()
  expect(keys).toHaveLength(2 * acknowledged.size)
  for (const [filename, sha256] of acknowledged) {
    const key = keys.find((each) => each.endsWith(`${sha256.slice(0, 16)}-${filename}`)) as string
    const { Body } = await admin.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }))
    const bytes = (await Body?.transformToByteArray()) as Uint8Array
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
    expect(keys).toContain(`${key}.json`)
  }
  expect(await problemsOf(join(folder, 'captures'))).toEqual([])
  service.remove()
}, 300_000)

it('names the fault of a store that is away, loses nothing, and goes on by itself', async () => {
  proxy.fault = () => 'down'
  const service = await start()
  const headers = { ...(await bearer()), 'content-type': 'application/json' }
  const response = await fetch(`${service.address}/api/v1/capture/image`, {
    method: 'POST',
    headers,
    body: '{"sample_no":"AWAY"}',
  })
  const { data } = (await response.json()) as { data: { image_data: Record<string, string> } }
  await expect
    .poll(async () => (await deliveries(service)).problem, { timeout: 30_000 })
    .toMatchObject({ code: 'STORE_UNREACHABLE', message: expect.stringContaining('DELIVER_ENDPOINT') })
  expect(await deliveries(service)).toMatchObject({
    waiting: 1,
    oldest_waiting_at: data.image_data.captured_at,
  })
  expect(readFileSync(join(folder, 'captures', String(data.image_data.filename))).length).toBeGreaterThan(0)
  proxy.fault = () => undefined
  await expect
    .poll(async () => (await deliveries(service)).waiting, { timeout: 60_000, interval: 500 })
    .toBe(0)
  const metrics = await (await fetch(`${service.address}/metrics`)).text()
  expect(metrics).toMatch(/vision_deliveries_total\{result="delivered"\} 1/)
  await service.stop()
  service.remove()
}, 120_000)

it('is checked by the doctor as the sender uses it', async () => {
  const target = { bucket: BUCKET, prefix: 'lab', endpoint: proxy.endpoint, region: 'us-east-1' }
  const check = () => checkDelivery({ target, device: 'nest-1', maxKbps: 0 })
  proxy.fault = () => undefined
  expect(await check()).toMatchObject([{ level: 'ok', what: expect.stringContaining('confirms it') }])
  proxy.fault = ({ headers }) => (headers['if-none-match'] ? 'no_conditions' : undefined)
  expect(await check()).toMatchObject([{ level: 'ok', why: expect.stringContaining('conditional') }])
  proxy.fault = () => 'clock_skew'
  expect(await check()).toMatchObject([
    { level: 'warning', what: expect.stringContaining('STORE_CLOCK_SKEW') },
  ])
})
