/** The look at the plate as a client sees it: in the answer, in the metadata, as a message, and the values of every well. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { bearer, startHere } from '../support/service.ts'

let service: Awaited<ReturnType<typeof startHere>>
let headers: Record<string, string>
beforeAll(async () => {
  service = await startHere({
    PLATE_GATE: 'report',
    CAPTURE_QUEUE: '20',
    PLATE_FORMAT: '96',
    PLATE_TIME_LIMIT_MS: '120000',
  })
  headers = { ...(await bearer()), 'content-type': 'application/json' }
})
afterAll(() => service.stop())

const capture = async (body: object) => {
  const url = `${service.address}/api/v1/capture/image`
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return ((await response.json()) as { data: { image_data: { filename: string }; plate: unknown } }).data
}
const get = (filename: string, rest: string, more: Record<string, string> = {}) =>
  fetch(`${service.address}/api/v1/capture/image/${filename}/${rest}`, { headers: { ...headers, ...more } })

describe('PLATE_GATE=report', { timeout: 120_000 }, () => {
  it('answers without the check, and sends and stores its result afterwards', async () => {
    const socket = new WebSocket(`${service.address.replace('http', 'ws')}/ws/capture`, { headers })
    const result = new Promise<Record<string, unknown>>((resolve) =>
      socket.on('message', (text) => {
        const message = JSON.parse(String(text))
        if (message.type === 'plate_result') resolve(message.data)
      }),
    )
    await new Promise((resolve) => socket.on('open', resolve))
    const { image_data, plate } = await capture({ sample_no: 'PLATE1' })
    expect(plate).toBeNull()
    expect(await result).toMatchObject({
      filename: image_data.filename,
      sample_no: 'PLATE1',
      plate: { found: true, format: 96 },
    })
    socket.close()
    const metadata = (await (await get(image_data.filename, 'metadata')).json()) as {
      data: { plate: object }
    }
    expect(metadata.data.plate).toMatchObject({ found: true, format: 96, wells: { plane: 'rim' } })
  })

  it('includes the check in the answer when the request waits for it, and returns the values of every well', async () => {
    const { image_data, plate } = await capture({ sample_no: 'PLATE2', wait_for_plate: true })
    expect(plate).toMatchObject({ found: true, format: 96 })
    const json = (await (await get(image_data.filename, 'wells')).json()) as {
      data: { wells: { name: string }[] }
    }
    expect(json.data.wells.map(({ name }) => name)).toHaveLength(96)
    expect([json.data.wells[0]?.name, json.data.wells[95]?.name]).toEqual(['A1', 'H12'])
    const csv = await get(image_data.filename, 'wells', { accept: 'text/csv' })
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect((await csv.text()).trimEnd().split('\r\n')).toHaveLength(97)
  })

  it('answers NOT_FOUND for the wells of a picture that is not there', async () => {
    expect((await get('capture_none_20240101_000000.jpg', 'wells')).status).toBe(404)
  })
})
