/** PLATE_GATE=reject: a picture without the expected plate is no success, and stays for whoever wants to see why. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bearer, startHere } from '../support/service.ts'

let service: Awaited<ReturnType<typeof startHere>>
let headers: Record<string, string>
beforeAll(async () => {
  service = await startHere({
    PLATE_GATE: 'reject',
    PLATE_FORMAT: '96',
    PLATE_CHECKS: 'presence,format',
    PLATE_TIME_LIMIT_MS: '120000',
    CAPTURE_QUEUE: '20',
    CAMERA_SOURCE: 'simulated:plate_wells=0',
  })
  headers = { ...(await bearer()), 'content-type': 'application/json' }
})
afterAll(() => service.stop())

const api = (path: string, init: RequestInit = {}) =>
  fetch(`${service.address}/api/v1/${path}`, { ...init, headers: { ...headers, ...init.headers } })
const capture = (key: string) =>
  api('capture/image', {
    method: 'POST',
    headers: { 'idempotency-key': key },
    body: JSON.stringify({ sample_no: 'PL-0101' }),
  })
const names = async (query: string) => {
  const { data } = (await (await api(`capture/images${query}`)).json()) as {
    data: { images: { image_data: { filename: string }; rejected: boolean }[] }
  }
  return data.images.map(({ image_data, rejected }) => [image_data.filename, rejected])
}

it('rejects an empty nest with its reason, keeps the picture apart, and the same key takes a new picture', async () => {
  const first = await capture('nest-1')
  expect(first.status).toBe(409)
  const { error } = (await first.json()) as {
    error: { code: string; message: string; details: { path: string }[] }
  }
  expect(error).toMatchObject({ code: 'PLATE_REJECTED', details: [{ path: 'plate.NO_PLATE' }] })
  expect(error.message).toContain('No plate was found')
  expect(await names('')).toEqual([])
  const [kept] = await names('?state=rejected')
  expect(kept?.[1]).toBe(true)
  expect(error.message).toContain(String(kept?.[0]))
  expect((await api(`capture/image/${kept?.[0]}`)).status).toBe(200)

  // The operator puts a plate into the nest and sends the same request again.
  const controls = await api('camera/controls', {
    method: 'PATCH',
    body: JSON.stringify({ plate_wells: 96 }),
  })
  expect(controls.status).toBe(200)
  const second = await capture('nest-1')
  expect(second.status).toBe(200)
  const { data } = (await second.json()) as { data: { image_data: { filename: string }; plate: object } }
  expect(data.plate).toMatchObject({ verdict: 'accepted', found: true, format: 96 })
  expect(await names('')).toEqual([[data.image_data.filename, false]])
  const again = (await (await capture('nest-1')).json()) as { data: { image_data: { filename: string } } }
  expect(again.data.image_data.filename).toBe(data.image_data.filename)

  const stats = (await (await api('capture/stats')).json()) as {
    data: { successful_captures: number; failures_by_code: object }
  }
  expect(stats.data).toMatchObject({ successful_captures: 1, failures_by_code: { PLATE_REJECTED: 1 } })
}, 240_000)
