/** The client against the real service: what it asks, what it gives back, and how it fails. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CaptureProgress, CaptureServiceError, createClient } from '../../client/src/index.ts'
import { startHere, token } from '../support/service.ts'

const STAGES = ['starting', 'waiting_for_frame', 'encoding', 'saving', 'completed']

let service: Awaited<ReturnType<typeof startHere>>
let client: ReturnType<typeof createClient>
beforeAll(async () => {
  service = await startHere({ CAPTURE_QUEUE: '4' })
  client = createClient({ baseUrl: service.address, token: () => token() })
})
afterAll(() => service?.stop())

const failure = (promise: PromiseLike<unknown>) =>
  Promise.resolve(promise).then(
    () => undefined,
    (error) => error as CaptureServiceError,
  )

const allOf = async (stages: AsyncIterable<unknown>) => {
  for await (const _ of stages);
}

describe('capture', () => {
  it('resolves with the result', async () => {
    const taken = await client.capture({ sample_no: 'AWAITED', submission_no: 'SUB1', format: 'PNG' })
    expect(taken).toMatchObject({
      sample_no: 'AWAITED',
      submission_no: 'SUB1',
      image_data: { format: 'PNG', width: 640, height: 480 },
    })
    expect(taken.freshness.frame_age_ms).toBeLessThanOrEqual(0)
  })

  it('yields its own stages, and takes one picture for both uses', async () => {
    const other = client.capture({ sample_no: 'OTHER' })
    const capture = client.capture({ sample_no: 'ITERATED' })
    const stages: CaptureProgress[] = []
    const [, taken] = await Promise.all([
      other,
      (async () => {
        for await (const progress of capture) stages.push(progress)
        return capture
      })(),
    ])
    expect(stages.map(({ stage }) => stage)).toEqual(['queued', ...STAGES])
    expect(new Set(stages.map(({ request_id }) => request_id))).toEqual(new Set([capture.requestId]))
    expect(taken.request_id).toBe(capture.requestId)
    expect((await client.images({ sample_no: 'ITERATED' })).images).toHaveLength(1)
  })

  it('answers an idempotency key with the first result', async () => {
    const options = { idempotencyKey: 'plate-42' }
    const first = await client.capture({ sample_no: 'ONCE' }, options)
    const again = client.capture({ sample_no: 'ONCE' }, options)
    for await (const _ of again) expect.unreachable('its messages were long ago')
    expect(await again).toEqual(first)
  })

  it.each([
    ['awaited', (capture: PromiseLike<unknown>) => failure(capture)],
    ['iterated', (capture: AsyncIterable<unknown>) => failure(allOf(capture))],
  ] as const)('rejects with the code and the fields when it is %s', async (_, run) => {
    const error = await run(client.capture({ sample_no: '', quality: 101 }))
    expect(error).toBeInstanceOf(CaptureServiceError)
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', status: 422, requestId: expect.any(String) })
    expect(new Set(error?.details.map(({ path }) => path))).toEqual(
      new Set(['body.sample_no', 'body.quality']),
    )
  })

  it("rejects with the signal's reason", async () => {
    const reason = new Error('the operator changed her mind')
    const capture = client.capture({ sample_no: 'ABORTED' }, { signal: AbortSignal.abort(reason) })
    expect(await failure(capture)).toBe(reason)
  })
})

describe('stored pictures', () => {
  it('are listed page by page, fetched, pinned and removed', async () => {
    for (const description of ['first', 'second', 'third'])
      await client.capture({ sample_no: 'SHELF', description })
    const page = await client.images({ sample_no: 'SHELF', limit: 2, order: 'oldest' })
    expect(page.images.map(({ description }) => description)).toEqual(['first', 'second'])
    const next = await client.images({
      sample_no: 'SHELF',
      limit: 2,
      order: 'oldest',
      ...(page.next_cursor ? { cursor: page.next_cursor } : {}),
    })
    expect(next.images.map(({ description }) => description)).toEqual(['third'])

    const { filename, file_size } = (page.images[0] as (typeof page.images)[0]).image_data
    expect((await client.image(filename)).size).toBe(file_size)
    const address = await client.imageUrl(filename, { widthPx: 64 })
    expect(address).toContain('ticket=')
    expect(address).not.toContain('token=')
    const thumbnail = await fetch(address)
    expect([thumbnail.status, thumbnail.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    const download = await fetch(await client.imageUrl(filename, { download: true }))
    expect(download.headers.get('content-disposition')).toBe(`attachment; filename="${filename}"`)
    const archive = await fetch(await client.exportUrl({ sample_no: 'SHELF' }))
    expect(archive.headers.get('content-type')).toBe('application/zip')
    await archive.arrayBuffer()

    expect((await client.pin(filename, true)).pinned).toBe(true)
    expect((await client.metadata(filename)).pinned).toBe(true)
    await client.remove(filename)
    expect(await failure(client.image(filename))).toMatchObject({ code: 'NOT_FOUND', status: 404 })
  })
})

describe('the camera', () => {
  it('returns a snapshot and the live view, and frees the viewer at the end', async () => {
    const snapshot = await client.snapshot({ w: 160 })
    expect(snapshot.type).toBe('image/jpeg')
    const frames: { size: number; start: number[]; sentAt: string | null }[] = []
    for await (const { jpeg, sentAt } of client.view({ w: 160, fps: 30 })) {
      frames.push({ size: jpeg.length, start: [...jpeg.subarray(0, 2)], sentAt })
      if (frames.length === 5) break
    }
    for (const { start, size, sentAt } of frames) {
      expect(start).toEqual([0xff, 0xd8])
      expect(size).toBeGreaterThan(1_000)
      expect(Date.parse(sentAt ?? '')).toBeGreaterThan(0)
    }
    const viewers = async () =>
      Number(/_viewers\S* (\d+)/.exec(await (await fetch(`${service.address}/metrics`)).text())?.[1])
    await expect.poll(viewers, { timeout: 10_000 }).toBe(0)
  })

  it('returns its state, its statistics and its controls, and sets a control', async () => {
    expect(await client.status()).toMatchObject({ state: 'streaming', is_connected: true })
    expect(await client.serviceStatus()).toMatchObject({ status: 'healthy' })
    expect(await client.health()).toMatchObject({ success: true })
    expect(await client.ready()).toEqual({
      ready: true,
      reasons: [],
      problems: [],
      storage_filled_percent: expect.any(Number),
    })
    expect((await client.stats()).successful_captures).toBeGreaterThan(0)
    expect((await client.controls()).controls.map(({ name }) => name)).toContain('exposure_us')
    expect(await client.setControls({ gain: 7 })).toMatchObject([{ name: 'gain', value: 7 }])
    expect(await failure(client.setControls({ gain: 1_000 }))).toMatchObject({ code: 'VALIDATION_ERROR' })
  })
})

describe('without the service, or without a token', () => {
  it('says which', async () => {
    const refused = createClient({ baseUrl: service.address, token: 'no token at all' })
    expect(await failure(refused.status())).toMatchObject({ code: 'INVALID_TOKEN', status: 401 })
    expect(await failure(refused.view().next())).toMatchObject({ code: 'INVALID_TOKEN' })
    expect(await failure(refused.events().next())).toMatchObject({ code: 'INVALID_TOKEN' })
    const nobody = createClient({ baseUrl: 'http://127.0.0.1:9' })
    expect(await failure(nobody.status())).toMatchObject({ code: 'NETWORK_ERROR' })
    expect(await failure(nobody.ready())).toMatchObject({ code: 'NETWORK_ERROR' })
  })

  it('distinguishes an expired token from an invalid one', async () => {
    const expired = createClient({ baseUrl: service.address, token: await token({}, '-1m') })
    expect(await failure(expired.events().next())).toMatchObject({ code: 'TOKEN_EXPIRED' })
  })
})
