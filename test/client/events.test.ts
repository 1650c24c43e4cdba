/** The client's events over restarts of the service. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClient, type ServiceEvent } from '../../client/src/index.ts'
import { startProcess, token } from '../support/service.ts'

let service: Awaited<ReturnType<typeof startProcess>>
beforeAll(async () => {
  service = await startProcess()
})
afterAll(async () => {
  await service?.stop()
  service?.remove()
})

it('connects again, with growing delays, when the service was away', async () => {
  const client = createClient({ baseUrl: service.address, token: () => token() })
  const enough = new AbortController()
  const seen: ServiceEvent[] = []
  const ofType = <T extends ServiceEvent['type']>(type: T) =>
    seen.filter((event): event is Extract<ServiceEvent, { type: T }> => event.type === type)
  const reading = (async () => {
    for await (const event of client.events({ signal: enough.signal })) seen.push(event)
  })()
  await expect.poll(() => ofType('initial_status').length, { timeout: 10_000 }).toBe(1)

  const { port } = new URL(service.address)
  await service.stop()
  await expect.poll(() => ofType('disconnected').length, { timeout: 20_000 }).toBeGreaterThanOrEqual(3)
  service = await startProcess({ PORT: port })
  await expect.poll(() => ofType('initial_status').length, { timeout: 40_000 }).toBe(2)
  await client.capture({ sample_no: 'AFTER' })
  await expect.poll(() => ofType('capture_result').length, { timeout: 10_000 }).toBe(1)
  enough.abort()
  await reading

  expect(ofType('connected')[0]?.data.attempt).toBe(0)
  const delays = ofType('disconnected').map(({ data }) => data)
  expect(delays.slice(0, 3).map(({ attempt }) => attempt)).toEqual([1, 2, 3])
  // 500 ms doubled each time, the half of it by chance: no third delay is as short as a first.
  expect(delays[0]?.retry_in_ms).toBeLessThanOrEqual(500)
  expect(delays[2]?.retry_in_ms).toBeGreaterThanOrEqual(1_000)
}, 90_000)

it('renews its token over the open connection', async () => {
  const client = createClient({ baseUrl: service.address, token: () => token({}, '3s') })
  const enough = new AbortController()
  const seen: string[] = []
  const reading = (async () => {
    for await (const { type } of client.events({ signal: enough.signal })) seen.push(type)
  })()
  // Each token is good for 3 s and 5 s of tolerance: two renewals outlive the first one.
  await expect.poll(() => seen.filter((type) => type === 'authenticated').length, { timeout: 30_000 }).toBe(3)
  enough.abort()
  await reading
  expect(seen.filter((type) => type === 'connected' || type === 'disconnected')).toEqual(['connected'])
}, 60_000)
