/** The only reader of the environment: parsed once, checked whole, frozen. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import type { z } from 'zod'
import { PLACEHOLDER_SECRETS, SECRET_SETTINGS, SETTINGS } from './settings.ts'

type Settings = { [Name in keyof typeof SETTINGS]: z.infer<(typeof SETTINGS)[Name]> }
export type Environment = Record<string, string | undefined>

/** What the service is set to; the specification's names in camel case, grouped, units in the names. */
export type Config = ReturnType<typeof toConfig>

/** sysexits.h EX_CONFIG: the exit status of a start that bad settings stopped. */
export const EXIT_BAD_CONFIG = 78

/** Every problem of the settings, each with its remedy; shown as one message. */
export class ConfigError extends Error {
  readonly problems: string[]
  constructor(problems: string[]) {
    super(
      `The settings have ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n` +
        problems.map((problem) => `  - ${problem}`).join('\n') +
        '\nEvery setting is explained in env.example; correct .env or the environment and start again.',
    )
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/**
 * Reads the settings from `environment`, over those of the `.env` file in `folder`. An empty value counts as unset.
 * Throws ConfigError that lists every problem.
 */
export function loadConfig(environment: Environment = process.env, folder = process.cwd()): Config {
  const dotEnv = readDotEnv(resolve(folder, '.env'))
  const raw = { ...dotEnv, ...withoutEmpty(environment) }
  const problems = misspelled(dotEnv)
  for (const name of SECRET_SETTINGS) raw[name] ??= readSecretFile(name, raw, problems)
  const settings = parseEach(raw, problems)
  problems.push(...contradictions(settings, raw))
  if (problems.length > 0) throw new ConfigError(problems)
  return deepFreeze(toConfig(settings))
}

/** Each setting by itself, so that one bad value does not hide the others; a bad one takes its default meanwhile. */
function parseEach(raw: Environment, problems: string[]): Settings {
  const settings: Record<string, unknown> = {}
  for (const [name, reader] of Object.entries(SETTINGS)) {
    const parsed = reader.safeParse(raw[name])
    settings[name] = parsed.success ? parsed.data : reader.safeParse(undefined).data
    const shown = (SECRET_SETTINGS as readonly string[]).includes(name) ? '' : ` is "${raw[name]}":`
    for (const issue of parsed.error?.issues ?? []) problems.push(`${name}${shown} ${issue.message}`)
  }
  return settings as Settings
}

/** Names in .env that look like a setting of ours and are none. */
function misspelled(dotEnv: Environment): string[] {
  const known = [...Object.keys(SETTINGS), ...SECRET_SETTINGS.map((name) => `${name}_FILE`)]
  const prefixes = new Set(
    known.map((name) => name.slice(0, name.indexOf('_') + 1)).filter((prefix) => prefix !== ''),
  )
  return Object.keys(dotEnv)
    .filter((name) => !known.includes(name) && prefixes.has(name.slice(0, name.indexOf('_') + 1)))
    .map((name) => `${name} is in .env and is no setting: correct its spelling or remove the line`)
}

function contradictions(settings: Settings, raw: Environment): string[] {
  const problems: string[] = []
  const { JWT_ALGORITHM: algorithm, JWT_SECRET: secret } = settings
  const keySets = [settings.JWT_JWKS_URL, settings.JWT_JWKS_FILE, settings.COGNITO_USER_POOL_ID].filter(
    Boolean,
  )
  if (algorithm.startsWith('HS')) {
    if (secret === undefined && raw.JWT_SECRET_FILE === undefined) {
      problems.push(
        `JWT_SECRET is missing: ${algorithm} checks tokens with the auth service's secret; set JWT_SECRET or JWT_SECRET_FILE`,
      )
    } else if (PLACEHOLDER_SECRETS.includes((secret ?? '').trim().toLowerCase())) {
      problems.push(
        "JWT_SECRET is the example's placeholder, which anybody could sign tokens with: set the auth service's own secret",
      )
    }
    if (keySets.length > 0)
      problems.push(
        `JWT_ALGORITHM is ${algorithm}, which uses no key set: set it to RS256, say, or remove the JWKS and Cognito settings`,
      )
  } else if (keySets.length === 0) {
    problems.push(
      `JWT_ALGORITHM is ${algorithm}, which needs a key set: set JWT_JWKS_URL, JWT_JWKS_FILE or COGNITO_USER_POOL_ID`,
    )
  }
  if (settings.COGNITO_USER_POOL_ID !== undefined && settings.COGNITO_CLIENT_ID === undefined) {
    problems.push('COGNITO_CLIENT_ID is missing: COGNITO_USER_POOL_ID needs it')
  }
  if (settings.CAMERA_CONTROLS !== undefined && parseControls(settings.CAMERA_CONTROLS) === null) {
    problems.push(
      `CAMERA_CONTROLS is "${settings.CAMERA_CONTROLS}": must be name=number pairs, as in exposure_us=20000,gain=0`,
    )
  }
  const source = settings.CAMERA_SOURCE
  if (
    source !== undefined &&
    !/^(v4l2|genicam|command):.+|^https?:\/\/.+|^genicam$|^webcam(:.+)?$|^simulated(:.*)?$/.test(source)
  ) {
    problems.push(
      `CAMERA_SOURCE is "${source}": must be v4l2:PATH, genicam:NAME, http://ADDRESS, command:PROGRAM, webcam or simulated`,
    )
  }
  return problems
}

function parseControls(text: string): Record<string, number> | null {
  const controls: Record<string, number> = {}
  for (const pair of text.split(',')) {
    const match = /^\s*([a-z][a-z0-9_]*)\s*=\s*(-?\d+(?:\.\d+)?)\s*$/.exec(pair)
    if (match?.[1] === undefined) return null
    controls[match[1]] = Number(match[2])
  }
  return controls
}

function cameraSource(settings: Settings): string {
  if (settings.CAMERA_SOURCE !== undefined) return settings.CAMERA_SOURCE
  if (settings.CAMERA_BACKEND === 'pylon')
    return `genicam:${settings.BASLER_SERIAL ?? settings.BASLER_IP ?? ''}`
  const id = settings.CAMERA_DEVICE_ID
  return id.startsWith('/') ? `v4l2:${id}` : `v4l2:/dev/video${id}`
}

function toConfig(settings: Settings) {
  const basler = { exposure_us: settings.BASLER_EXPOSURE_US, gain: settings.BASLER_GAIN }
  const controls = {
    ...Object.fromEntries(
      Object.entries(basler).filter((pair): pair is [string, number] => pair[1] !== undefined),
    ),
    ...(settings.CAMERA_CONTROLS === undefined ? {} : parseControls(settings.CAMERA_CONTROLS)),
  }
  return {
    server: {
      host: settings.HOST,
      port: settings.PORT,
      corsOrigins: settings.CORS_ORIGINS,
      rateLimitPerMinute: settings.RATE_LIMIT_PER_MINUTE,
    },
    auth: {
      secret: settings.JWT_SECRET,
      algorithm: settings.JWT_ALGORITHM,
      issuer: settings.JWT_ISSUER,
      audience: settings.JWT_AUDIENCE,
      jwksUrl: settings.JWT_JWKS_URL,
      jwksFile: settings.JWT_JWKS_FILE,
      cognitoUserPoolId: settings.COGNITO_USER_POOL_ID,
      cognitoClientId: settings.COGNITO_CLIENT_ID,
      readScope: settings.JWT_READ_SCOPE,
      captureScope: settings.JWT_CAPTURE_SCOPE,
      anonymousRead: settings.ANONYMOUS_READ,
    },
    camera: {
      source: cameraSource(settings),
      /** As the specification shows it: a number where it is one. */
      deviceId: /^\d+$/.test(settings.CAMERA_DEVICE_ID)
        ? Number(settings.CAMERA_DEVICE_ID)
        : settings.CAMERA_DEVICE_ID,
      width: settings.CAMERA_WIDTH,
      height: settings.CAMERA_HEIGHT,
      fps: settings.CAMERA_FPS,
      pixelFormat: settings.CAMERA_PIXEL_FORMAT,
      warmupFrames: settings.CAMERA_WARMUP_FRAMES,
      latencyMs: settings.CAMERA_LATENCY_MS,
      controls,
      packetSizeBytes: settings.BASLER_PACKET_SIZE,
    },
    capture: {
      timeoutMs: settings.CAPTURE_TIMEOUT * 1000,
      queuePlaces: settings.CAPTURE_QUEUE,
      quality: settings.IMAGE_QUALITY,
      format: settings.IMAGE_FORMAT,
      resizeWidthPx: settings.CAPTURE_RESIZE_WIDTH,
      resizeHeightPx: settings.CAPTURE_RESIZE_HEIGHT,
      streamMaxViewers: settings.STREAM_MAX_VIEWERS,
    },
    storage: {
      folder: resolve(settings.CAPTURE_DIR),
      maxAgeHours: settings.MAX_CAPTURE_AGE_HOURS,
      maxBytes: settings.MAX_STORAGE_MB * 1024 * 1024,
      reserveBytes: settings.STORAGE_RESERVE_MB * 1024 * 1024,
    },
    status: { checkIntervalMs: settings.STATUS_CHECK_INTERVAL * 1000 },
    websocket: {
      heartbeatIntervalMs: settings.WS_HEARTBEAT_INTERVAL * 1000,
      /** Where the host that holds the sockets serves @connections; of no effect on the device, which holds them itself. */
      connectionsEndpoint: settings.CONNECTIONS_ENDPOINT,
      maxConnections: settings.WS_MAX_CONNECTIONS,
      connectionTimeoutMs: settings.CONNECTION_TIMEOUT * 1000,
    },
    log: {
      level: settings.DEBUG
        ? ('DEBUG' as const)
        : settings.LOG_LEVEL === 'WARNING'
          ? ('WARN' as const)
          : settings.LOG_LEVEL,
      /** Empty: no file. */
      file: settings.LOG_FILE,
      maxSizeMb: settings.LOG_MAX_SIZE_MB,
      maxFiles: settings.LOG_MAX_FILES,
    },
  }
}

function readDotEnv(file: string): Environment {
  return existsSync(file) ? withoutEmpty(parseEnv(readFileSync(file, 'utf8'))) : {}
}

function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
}

function readSecretFile(name: string, raw: Environment, problems: string[]): string | undefined {
  const file = raw[`${name}_FILE`]
  if (file === undefined) return undefined
  try {
    const secret = readFileSync(file, 'utf8').trim()
    if (secret === '')
      problems.push(`${name}_FILE is "${file}", which is empty: put the auth service's secret into it`)
    return secret || undefined
  } catch (error) {
    problems.push(
      `${name}_FILE is "${file}", which cannot be read (${(error as NodeJS.ErrnoException).code})`,
    )
    return undefined
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner)
  return Object.freeze(value)
}
