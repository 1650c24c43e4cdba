/** What a shared cache or a page could do with an answer. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bearer, startHere, token } from '../support/service.ts'

let service: Awaited<ReturnType<typeof startHere>>
let picture: string
beforeAll(async () => {
  service = await startHere()
  const taken = await fetch(`${service.address}/api/v1/capture/image`, {
    method: 'POST',
    headers: { ...(await bearer()), 'content-type': 'application/json' },
    body: '{"sample_no":"CACHED"}',
  })
  const { data } = (await taken.json()) as { data: { image_data: { filename: string } } }
  picture = `${service.address}/api/v1/capture/image/${data.image_data.filename}`
})
afterAll(() => service.stop())

test.each(['', 'w=100&'])(
  'a picture (?%s) that was fetched with a token in its address is never kept',
  async (query) => {
    const inAddress = await fetch(`${picture}?${query}token=${await token()}`)
    expect([inAddress.status, inAddress.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const inHeader = await fetch(`${picture}?${query}`, { headers: await bearer() })
    expect(inHeader.headers.get('cache-control')).toBe('private, no-cache')
    await Promise.all([inAddress.arrayBuffer(), inHeader.arrayBuffer()])
  },
)

test('a picture, its ranges and its thumbnail say how long they are', async () => {
  const headers = await bearer()
  for (const [query, range] of [
    ['', undefined],
    ['', 'bytes=10-99'],
    ['?w=64', undefined],
  ] as const) {
    const answer = await fetch(picture + query, { headers: { ...headers, ...(range && { range }) } })
    const bytes = await answer.arrayBuffer()
    expect(answer.headers.get('content-length')).toBe(String(bytes.byteLength))
    expect(answer.status).toBe(range === undefined ? 200 : 206)
  }
})

test('the API page may load and connect to this service alone, and sends no form', async () => {
  const page = await fetch(`${service.address}/docs`)
  const policy = page.headers.get('content-security-policy')
  expect(policy).toContain("connect-src 'self';")
  expect(policy).toContain("form-action 'none'")
  await page.arrayBuffer()
})
