import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newSecret } from '../runtime/commands/token.ts'
import { ConfigError, loadConfig } from '../runtime/config.ts'
import { SETTINGS } from '../runtime/settings/settings.ts'
import { ROOT } from './support/root.ts'

const secret = { JWT_SECRET: 'a secret of its own for these tests' }
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const problems = (environment: Record<string, string>): string[] => {
  try {
    loadConfig(environment, folder)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('the settings', () => {
  it("have the specification's defaults, and are frozen", () => {
    const config = loadConfig(secret, folder)
    expect(config).toMatchObject({
      server: { host: '0.0.0.0', port: 6407 },
      auth: {
        algorithm: 'HS256',
        issuer: 'microplate-auth',
        audience: 'microplate-services',
        anonymousRead: false,
      },
      camera: { source: 'v4l2:/dev/video0', deviceId: 0, width: 1920, height: 1080, fps: 30 },
      capture: { timeoutMs: 30_000, quality: 95, format: 'JPEG', queuePlaces: 8 },
      storage: { maxAgeHours: 24 },
      status: { checkIntervalMs: 5_000 },
      websocket: { connectionTimeoutMs: 10_000, heartbeatIntervalMs: 30_000, maxConnections: 10 },
      log: { level: 'INFO', file: 'logs/vision-capture.log' },
    })
    expect(() => Object.assign(config.server, { port: 1 })).toThrow(TypeError)
  })

  it('list every problem at once, each with its remedy', () => {
    expect(
      problems({
        PORT: 'x',
        IMAGE_QUALITY: '101',
        LOG_LEVEL: 'LOUD',
        DEBUG: 'maybe',
        JWT_SECRET: 'your-jwt-secret-key',
        CAMERA_CONTROLS: 'gain',
        CAMERA_SOURCE: 'usb',
      }),
    ).toEqual([
      'PORT is "x": must be a whole number',
      'DEBUG is "maybe": must be true or false',
      'IMAGE_QUALITY is "101": must be at most 100',
      'LOG_LEVEL is "LOUD": must be one of DEBUG, INFO, WARNING, WARN, ERROR, CRITICAL',
      expect.stringMatching(/^JWT_SECRET is the placeholder of the example.*npm run token -- --secret/),
      expect.stringMatching(/^CAMERA_CONTROLS is "gain": must be name=number pairs/),
      expect.stringMatching(/^CAMERA_SOURCE is not valid\. Expected v4l2:PATH/),
    ])
  })

  it('need a secret, or a key set for the asymmetric algorithms', () => {
    expect(problems({})[0]).toMatch(/^JWT_SECRET is missing/)
    expect(problems({ JWT_ALGORITHM: 'RS256' })[0]).toMatch(/needs a key set/)
    expect(problems({ JWT_ALGORITHM: 'ES256', JWT_JWKS_URL: 'https://auth.example/jwks.json' })).toEqual([])
    expect(problems({ ...secret, JWT_JWKS_FILE: 'x' })[0]).toMatch(/uses no key set/)
    expect(problems({ JWT_ALGORITHM: 'none' })[0]).toMatch(/^JWT_ALGORITHM is "none": must be one of HS256/)
  })

  it('never show a secret', () => {
    expect(problems({ JWT_SECRET: 'changeme', PORT: '-1' }).join()).not.toContain('changeme')
  })

  it('are read from .env without inline comments; the environment has precedence', () => {
    writeFileSync(
      join(folder, '.env'),
      'PORT=7000 # the port\nCAMERA_WIDTH=640   # pixels\nIMAGE_FORMAT=\nJWT_SECRET="with # inside, and of 32 bytes or more"\n',
    )
    const config = loadConfig({ CAMERA_WIDTH: '800' }, folder)
    expect([config.server.port, config.camera.width, config.capture.format, config.auth.secret]).toEqual([
      7000,
      800,
      'JPEG',
      'with # inside, and of 32 bytes or more',
    ])
  })

  it('name a setting in .env that is misspelled', () => {
    writeFileSync(join(folder, '.env'), 'CAMERA_WIDHT=640\nCOMPOSE_PROJECT_NAME=lab\n')
    expect(problems(secret)).toEqual([
      'CAMERA_WIDHT in .env is not a setting. Correct the spelling or remove the line.',
    ])
  })

  it('take a secret from a file', () => {
    const file = join(folder, 'secret')
    writeFileSync(file, 'from the file, and long enough for HS256\n')
    expect(loadConfig({ JWT_SECRET_FILE: file }, folder).auth.secret).toBe(
      'from the file, and long enough for HS256',
    )
    expect(problems({ JWT_SECRET_FILE: join(folder, 'none') })).toEqual([
      expect.stringMatching(/^JWT_SECRET_FILE is ".*none", which cannot be read \(ENOENT\)/),
    ])
    writeFileSync(file, '\n')
    expect(problems({ JWT_SECRET_FILE: file })[0]).toMatch(/is empty/)
  })

  it.each([
    ['HS256', 31, 32],
    ['HS384', 47, 48],
    ['HS512', 63, 64],
  ])('refuse a secret that is shorter than the hash of %s', (JWT_ALGORITHM, short, enough) => {
    expect(problems({ JWT_ALGORITHM, JWT_SECRET: 'x'.repeat(short) })).toEqual([
      expect.stringMatching(
        `^JWT_SECRET has ${short} bytes, too short for ${JWT_ALGORITHM}.*npm run token -- --secret`,
      ),
    ])
    expect(
      loadConfig({ JWT_ALGORITHM, JWT_SECRET: 'é'.repeat(enough / 2) }, folder).auth.secret,
    ).toBeDefined()
    expect(newSecret().length).toBeGreaterThanOrEqual(64)
  })

  it('take a key set over plain http from this machine only', () => {
    const address = (JWT_JWKS_URL: string) => ({ JWT_ALGORITHM: 'RS256', JWT_JWKS_URL })
    for (const url of [
      'http://127.0.0.1:1/x',
      'http://localhost/x',
      'http://[::1]:8/x',
      'https://auth.example/x',
    ])
      expect(loadConfig(address(url), folder).auth.jwksUrl).toBe(url)
    for (const url of ['http://auth.example/x', 'http://127.0.0.1.evil.example/x', 'ftp://localhost/x'])
      expect(problems(address(url))).toEqual([expect.stringContaining('use https, or http on this machine')])
  })

  it('accept the settings of the replaced service', () => {
    const config = loadConfig(
      {
        ...secret,
        CAMERA_BACKEND: 'pylon',
        BASLER_SERIAL: '23456',
        BASLER_EXPOSURE_US: '8000',
        BASLER_GAIN: '2',
        BASLER_PACKET_SIZE: '1500',
        CAPTURE_RESIZE_WIDTH: '1700',
        CAPTURE_RESIZE_HEIGHT: '1200',
      },
      folder,
    )
    expect(config.camera).toMatchObject({
      source: 'genicam:23456',
      packetSizeBytes: 1500,
      controls: { exposure_us: 8000, gain: 2 },
    })
    expect(config.capture).toMatchObject({ resizeWidthPx: 1700, resizeHeightPx: 1200 })
  })
})

describe('env.example', () => {
  const text = readFileSync(join(ROOT, 'env.example'), 'utf8')

  it('explains every setting, and only existing ones', () => {
    const explained = [...text.matchAll(/^([A-Z_]+)=\S*\s+# \S+/gm)].map(([, name]) => name)
    expect(explained.sort()).toEqual([...Object.keys(SETTINGS), 'JWT_SECRET_FILE'].sort())
  })

  it('is valid except for its placeholder secret, and gives the defaults', () => {
    writeFileSync(join(folder, '.env'), text)
    expect(problems({})).toEqual([expect.stringContaining('placeholder')])
    expect(loadConfig(secret, folder)).toEqual(loadConfig(secret, mkdtempSync(join(folder, 'empty-'))))
  })
})

it('npm start refuses bad settings with one message and exit status 78', () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(ROOT, 'runtime/main.ts')], {
    cwd: folder,
    env: { PORT: '99999', CAMERA_FPS: 'fast' },
    encoding: 'utf8',
  })
  expect(status).toBe(78)
  expect(stdout).toBe('')
  expect(stderr).toMatch(
    /^The settings have 3 problems:\n {2}- PORT is "99999".*\n {2}- CAMERA_FPS is "fast".*\n {2}- JWT_SECRET is missing/,
  )
})
