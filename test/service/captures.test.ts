/** Captures as a client makes them: names, formats, repetition, conditional and range requests, deletion. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPicture } from '../../runtime/captures/metadata.ts'
import { bearer, startHere } from '../support/service.ts'

interface Body {
  success: boolean
  data: {
    image_data: {
      filename: string
      file_size: number
      width: number
      height: number
      format: string
      sha256: string
      file_path: string
    }
    sample_no: string
    submission_no: string | null
    request_id: string
  }
  error: { code: string; message: string; details?: { path: string; message: string }[] }
}

let service: Awaited<ReturnType<typeof startHere>>
let headers: Record<string, string>
beforeAll(async () => {
  service = await startHere({ CAPTURE_QUEUE: '20' })
  headers = { ...(await bearer()), 'content-type': 'application/json' }
})
afterAll(() => service.stop())

const capture = async (body: object | string, more: Record<string, string> = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(`${service.address}/api/v1/capture/image`, {
    method: 'POST',
    headers: { ...headers, ...more },
    body: text,
  })
  return {
    status: response.status,
    requestId: response.headers.get('x-request-id'),
    body: (await response.json()) as Body,
  }
}
const get = (path: string, more: Record<string, string> = {}, method = 'GET') =>
  fetch(`${service.address}${path}`, {
    method,
    headers: { authorization: headers.authorization as string, ...more },
  })

describe('names', () => {
  const inFolder = (filename: string) => readdirSync(service.folder).includes(filename)

  it('gives two captures in the same second two files', async () => {
    const [one, two] = await Promise.all([capture({ sample_no: 'TWIN' }), capture({ sample_no: 'TWIN' })])
    expect([one.status, two.status]).toEqual([200, 200])
    expect(one.body.data.image_data.filename).not.toBe(two.body.data.image_data.filename)
    expect(inFolder(one.body.data.image_data.filename) && inFolder(two.body.data.image_data.filename)).toBe(
      true,
    )
  })

  it.each([
    '../../x',
    'A/B',
    'ทดสอบ',
    'x'.repeat(128),
    '🧪 plate',
    '..',
    '.hidden',
    'a b',
    "'; DROP TABLE captures; --",
    'ก'.repeat(128),
  ])('stores sample %j safely inside the folder, and answers with its true value', async (sample) => {
    const { status, body } = await capture({ sample_no: sample })
    expect(status).toBe(200)
    expect(body.data.sample_no).toBe(sample)
    expect(body.data.image_data.filename).toMatch(/^capture_[A-Za-z0-9._-]+\.jpg$/)
    expect(body.data.image_data.file_path).toBe(join(service.folder, body.data.image_data.filename))
    expect(inFolder(body.data.image_data.filename)).toBe(true)
  })

  it.each([
    ['', 'must not be blank'],
    ['   ', 'must not be blank'],
    ['a\nb', 'U+000A'],
    ['a\0b', 'U+0000'],
    ['x'.repeat(129), 'at most 128'],
    [17, 'must be text'],
  ])('refuses sample %j with 422 and says why', async (sample, why) => {
    const { status, body } = await capture({ sample_no: sample })
    expect(status).toBe(422)
    expect(body.error.code).toBe('VALIDATION_ERROR')
    expect(body.error.details?.[0]).toMatchObject({
      path: 'body.sample_no',
      message: expect.stringContaining(why),
    })
  })

  it('lists every problem of a request at once', async () => {
    const { status, body } = await capture({ quality: 101, format: 'GIF', description: 'x'.repeat(1025) })
    expect(status).toBe(422)
    expect(body.error.details?.map(({ path }) => path).sort()).toEqual([
      'body.description',
      'body.format',
      'body.quality',
      'body.sample_no',
    ])
  })

  it('refuses a body that is not JSON, and a content type that is not JSON', async () => {
    expect(await capture('{"sample_no":')).toMatchObject({
      status: 422,
      body: { error: { code: 'VALIDATION_ERROR' } },
    })
    expect(
      await capture('sample_no=1', { 'content-type': 'application/x-www-form-urlencoded' }),
    ).toMatchObject({ status: 415, body: { error: { code: 'UNSUPPORTED_MEDIA_TYPE' } } })
    expect(await capture(JSON.stringify({ sample_no: 'x'.repeat(1_100_000) }))).toMatchObject({
      status: 413,
      body: { error: { code: 'PAYLOAD_TOO_LARGE' } },
    })
  })
})

describe('formats', () => {
  it.each(['JPEG', 'PNG', 'TIFF', 'WEBP'] as const)('%s carries its facts, in any script', async (format) => {
    const { body } = await capture({
      sample_no: 'ตัวอย่าง <1>',
      submission_no: 'S&"1"',
      description: 'ไมโครเพลต "96"',
      format,
    })
    const file = join(service.folder, body.data.image_data.filename)
    const { facts, width, height } = await readPicture(readFileSync(file))
    expect(facts).toMatchObject({
      sample_no: 'ตัวอย่าง <1>',
      submission_no: 'S&"1"',
      description: 'ไมโครเพลต "96"',
      request_id: body.data.request_id,
      software: expect.stringMatching(/^Vision Capture Service \d/),
    })
    expect([width, height]).toEqual([640, 480])
    const { exif, format: actual } = await sharp(file).metadata()
    expect(actual).toBe(format.toLowerCase())
    // libvips writes no EXIF into TIFF; XMP is there all the same.
    if (format !== 'TIFF') expect(exif?.includes('Vision Capture Service')).toBe(true)
    expect(readFileSync(file).length).toBe(body.data.image_data.file_size)
  })

  it("NATIVE is the camera's own bytes", async () => {
    const { body } = await capture({ sample_no: 'NATIVE', format: 'NATIVE' })
    expect(body.data.image_data.format).toBe('NATIVE')
    const { exif, xmp } = await sharp(join(service.folder, body.data.image_data.filename)).metadata()
    expect([exif, xmp]).toEqual([undefined, undefined])
  })

  it('uses the requested quality', async () => {
    const sizes = []
    for (const quality of [1, 50, 100])
      sizes.push((await capture({ sample_no: 'Q', quality })).body.data.image_data.file_size)
    expect(sizes[0]).toBeLessThan(sizes[1] as number)
    expect(sizes[1]).toBeLessThan(sizes[2] as number)
  })
})

describe('Idempotency-Key', () => {
  it('answers again with the first result, and takes no second picture', async () => {
    const key = { 'idempotency-key': 'robot-1-step-7' }
    const [first, twin] = await Promise.all([
      capture({ sample_no: 'ONCE' }, key),
      capture({ sample_no: 'ONCE' }, key),
    ])
    const again = await capture({ sample_no: 'ONCE' }, key)
    expect(twin.body.data).toEqual(first.body.data)
    expect(again.body.data).toEqual(first.body.data)
    expect(await capture({ sample_no: 'OTHER' }, key)).toMatchObject({
      status: 422,
      body: { error: { code: 'VALIDATION_ERROR' } },
    })
    expect(await capture({ sample_no: 'X' }, { 'idempotency-key': 'a b' })).toMatchObject({ status: 422 })
  })
})

describe('stored pictures', () => {
  let filename: string
  let bytes: Buffer
  beforeAll(async () => {
    const { body } = await capture({ sample_no: 'STORED', submission_no: 'SUB9', description: 'first light' })
    filename = body.data.image_data.filename
    bytes = readFileSync(join(service.folder, filename))
  })
  const path = () => `/api/v1/capture/image/${filename}`

  it('are served whole, by range, and conditionally', async () => {
    const whole = await get(`${path()}?t=12345`, { 'cache-control': 'no-cache', pragma: 'no-cache' })
    expect(whole.status).toBe(200)
    expect(whole.headers.get('content-type')).toBe('image/jpeg')
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true)
    const etag = whole.headers.get('etag') as string
    expect((await get(path(), { 'if-none-match': etag })).status).toBe(304)
    const part = await get(path(), { range: 'bytes=10-19' })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${bytes.length}`)
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true)
    expect(
      Buffer.from(await (await get(path(), { range: 'bytes=-5' })).arrayBuffer()).equals(bytes.subarray(-5)),
    ).toBe(true)
    expect((await get(path(), { range: `bytes=${bytes.length}-` })).status).toBe(416)
    expect((await get(path(), { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200)
  })

  it('come as thumbnails, with their metadata, and in the list', async () => {
    const small = await get(`${path()}?w=64`)
    expect((await sharp(Buffer.from(await small.arrayBuffer())).metadata()).width).toBe(64)
    const metadata = (await (await get(`${path()}/metadata`)).json()) as {
      data: { sample_no: string; requested_by: string }
    }
    expect(metadata.data).toMatchObject({ sample_no: 'STORED', requested_by: 'tester', state: 'stored' })
    const list = (await (await get('/api/v1/capture/images?sample_no=STORED&text=LIGHT')).json()) as {
      data: { images: object[] }
    }
    expect(list.data.images).toHaveLength(1)
    expect((await get('/api/v1/capture/images?limit=0')).status).toBe(422)
  })

  it('are paged without gaps or repetitions', async () => {
    const seen: string[] = []
    for (let cursor = ''; ; ) {
      const response = await get(`/api/v1/capture/images?limit=4${cursor}`)
      const { data } = (await response.json()) as {
        data: { images: { image_data: { filename: string } }[]; next_cursor: string | null }
      }
      seen.push(...data.images.map(({ image_data }) => image_data.filename))
      if (data.next_cursor === null) break
      cursor = `&cursor=${data.next_cursor}`
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.sort()).toEqual(
      readdirSync(service.folder)
        .filter((name) => name.startsWith('capture_'))
        .sort(),
    )
  })

  it('are not listed from the start again for a cursor that no page gave', async () => {
    const response = await get('/api/v1/capture/images?cursor=bm90LW91cnM')
    expect(response.status).toBe(422)
    expect(((await response.json()) as { error: object }).error).toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('next_cursor'),
    })
  })

  it('are exported with a manifest', async () => {
    const response = await get('/api/v1/capture/export?sample_no=STORED')
    expect(response.headers.get('content-type')).toBe('application/zip')
    const zip = Buffer.from(await response.arrayBuffer())
    for (const name of [filename, 'manifest.csv', 'SHA256SUMS', 'first light'])
      expect(zip.includes(name)).toBe(true)
    expect(zip.includes(bytes)).toBe(true)
  })

  it('are deleted on request only, once', async () => {
    expect((await get(path(), {}, 'DELETE')).status).toBe(200)
    expect(readdirSync(service.folder)).not.toContain(filename)
    const gone = await get(path())
    expect(gone.status).toBe(404)
    expect(((await gone.json()) as Body).error.message).toContain('it was deleted')
    expect((await get(path(), {}, 'DELETE')).status).toBe(404)
    expect((await get('/api/v1/capture/image/..%2F..%2Fetc%2Fpasswd')).status).toBe(422)
  })
})

describe('live view', () => {
  it('returns a fresh snapshot of the requested size', async () => {
    const response = await get('/api/v1/stream/snapshot?w=320&q=50')
    expect((await sharp(Buffer.from(await response.arrayBuffer())).metadata()).width).toBe(320)
  })

  it('streams until the viewer leaves or it is stopped', async () => {
    const response = await get('/api/v1/stream/mjpeg?w=160&fps=30')
    expect(response.headers.get('content-type')).toBe('multipart/x-mixed-replace; boundary=frame')
    let text = ''
    let stopped = false
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString('latin1')
      if (!stopped && text.split('--frame\r\n').length > 4) {
        stopped = true
        const stop = await get('/api/v1/stream/stop', {}, 'POST')
        expect(await stop.json()).toMatchObject({ success: true, data: { stopped: 1 } })
      }
    }
    expect(text.endsWith('--frame--\r\n')).toBe(true)
    expect(text).toMatch(/Content-Type: image\/jpeg\r\nContent-Length: \d+\r\nX-Timestamp: /)
  })
})
