/** npm run invoke, as a process of its own on the simulated camera. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { programEnvironment, ROOT } from '../../support/root.ts'
import { startHere, testSettings, token } from '../../support/service.ts'

/** A slow machine starts Node, camera and catalogue in a few seconds. */
const TIMEOUT_MS = 60_000

describe('npm run invoke', { timeout: TIMEOUT_MS }, () => {
  let test: ReturnType<typeof testSettings>
  beforeAll(() => {
    test = testSettings()
  })
  afterAll(() => test.remove())

  const invoke = async (args: string[], settings: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [join(ROOT, 'runtime/commands/invoke/main.ts'), ...args], {
      cwd: test.folder,
      env: programEnvironment({ ...test.settings, ...settings }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [output, errors, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ])
    return { status, errors, answer: output === '' ? undefined : JSON.parse(output) }
  }
  const event = (name: string) => join(ROOT, `test/events/${name}.json`)
  const pictures = () =>
    readdirSync(test.settings.CAPTURE_DIR as string).filter((name) => !name.startsWith('.'))

  it('takes a picture for an event, and signs for it', async () => {
    const { status, answer } = await invoke(['capture-image', '--event', event('capture-image')])
    expect(answer).toMatchObject({
      statusCode: 200,
      body: { success: true, data: { sample_no: 'TEST005', submission_no: 'SUB001' } },
    })
    expect(status).toBe(0)
    expect(pictures()).toContain(answer.body.data.image_data.filename)
  })

  it('takes a picture for the fields of a request, and returns it', async () => {
    const { status, answer } = await invoke(['capture-image', '--data', '{"sample_no":"T1"}'])
    expect([status, answer.body.data.sample_no]).toEqual([0, 'T1'])
    const { filename, file_size } = answer.body.data.image_data
    const file = join(test.folder, 'picture.jpg')
    const fields = JSON.stringify({ filename })
    const picture = await invoke(['stored-image', '--data', fields, '--output', file])
    expect(picture).toMatchObject({
      status: 0,
      answer: { statusCode: 200, body: `image/jpeg, ${file_size} bytes in ${file}` },
    })
    expect(readFileSync(file)).toEqual(readFileSync(join(test.settings.CAPTURE_DIR as string, filename)))
    const listed = await invoke(['list-images', '--data', '{"sample_no":"T1","limit":5}'])
    expect(listed.answer.body.data.images).toMatchObject([{ image_data: { filename } }])
  })

  it('writes a streamed body to a file', async () => {
    const file = join(test.folder, 'captures.zip')
    const { status, answer } = await invoke(['export-images', '--output', file])
    const bytes = readFileSync(file)
    expect([status, answer.body]).toEqual([0, `application/zip, ${bytes.length} bytes in ${file}`])
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04')
  })

  it('exits 1 on an error response, and prints it', async () => {
    const before = pictures()
    expect(await invoke(['capture-image', '--data', '{"quality":0}'])).toMatchObject({
      status: 1,
      answer: { statusCode: 422, body: { success: false, error: { code: 'VALIDATION_ERROR' } } },
    })
    expect(await invoke(['capture-image', '--event', event('capture-image'), '--anonymous'])).toMatchObject({
      status: 1,
      answer: { statusCode: 401, body: { error: { code: 'INVALID_TOKEN' } } },
    })
    const expired = await token({}, '-1m')
    expect(await invoke(['status', '--token', expired])).toMatchObject({
      status: 1,
      answer: { statusCode: 401, body: { error: { code: 'TOKEN_EXPIRED' } } },
    })
    expect(pictures()).toEqual(before)
  })

  it('answers with the code of a camera that cannot be opened', async () => {
    const camera = { CAMERA_SOURCE: 'v4l2:/dev/no-such-camera' }
    expect(await invoke(['capture-image', '--data', '{"sample_no":"T1"}'], camera)).toMatchObject({
      status: 1,
      answer: { statusCode: 503, body: { error: { code: 'CAMERA_NOT_AVAILABLE' } } },
    })
  })

  it('prints the messages that a WebSocket route sends to its client', async () => {
    expect(await invoke(['connect', '--event', event('connect')])).toMatchObject({
      status: 0,
      answer: { statusCode: 200, messages: [{ type: 'initial_status' }] },
    })
    expect(await invoke(['ping', '--event', event('ping')])).toMatchObject({
      status: 0,
      answer: { statusCode: 200, messages: [{ type: 'pong', data: { timestamp: 1584039838390 } }] },
    })
    expect(await invoke(['default', '--data', '{"type":"unknown"}'])).toMatchObject({
      status: 1,
      answer: { messages: [{ type: 'error' }] },
    })
  })

  it('runs a schedule once', async () => {
    expect(await invoke(['retention-sweep'])).toMatchObject({ status: 0, answer: { statusCode: 200 } })
  })

  it('leaves the folder of a running service alone, and says so', async () => {
    const service = await startHere()
    try {
      const { status, answer, errors } = await invoke(['capture-image', '--data', '{"sample_no":"T1"}'], {
        CAPTURE_DIR: service.folder,
      })
      expect([status, answer]).toEqual([1, undefined])
      expect(errors).toContain(`${service.folder} is in use by a running service: stop it`)
    } finally {
      await service.stop()
    }
  })

  it('goes without a token where only the auth service can sign one', async () => {
    const keySet = { JWT_ALGORITHM: 'RS256', JWT_JWKS_FILE: join(test.folder, 'keys.json') }
    const health = await invoke(['health'], keySet)
    expect([health.status, health.answer.statusCode]).toEqual([0, 200])
    expect(health.errors).toContain('--token')
    const guarded = await invoke(['status'], keySet)
    expect([guarded.status, guarded.answer.body.error.code]).toEqual([1, 'INVALID_TOKEN'])
  })

  it('refuses bad settings as npm start does', async () => {
    const { status, errors } = await invoke(['health'], { CAMERA_FPS: 'many' })
    expect(status).toBe(78)
    expect(errors).toContain('CAMERA_FPS')
  })

  it.each([
    [['capture-imag'], /no function capture-imag[\s\S]*\n {2}capture-image\n/],
    [[], /^Name a function/],
    [['capture-image', '--event', 'none.json'], /ENOENT.*none\.json/],
    [['capture-image', '--event', 'broken.json'], /^broken\.json is not valid JSON: .*\(line 2 column 19\)/],
    [['ping', '--event', event('capture-image')], /is not an event of a WebSocket API, which ping expects/],
    [['capture-image', '--event', event('ping')], /is not an event of an HTTP API/],
    [['capture-image', '--data', '[]'], /must be a JSON object/],
    [['stored-image', '--data', '{}'], /lacks "filename".*GET \/api\/v1\/capture\/image\/\{filename\}/],
    [['health', '--data', '{}', '--event', 'a.json'], /not both/],
    [['health', '--evnt', 'a.json'], /Unknown option '--evnt'/],
    [['snapshot', '--output', 'no/such/folder.jpg'], /--output cannot be written: ENOENT/],
  ])('exits 2 on %j', async (args, sentence) => {
    writeFileSync(join(test.folder, 'broken.json'), '{\n  "sample_no": "T1\n}')
    const { status, errors, answer } = await invoke(args)
    expect(errors).toMatch(sentence)
    expect([status, answer]).toEqual([2, undefined])
  })
})
