/** The configuration: the only reader of the environment. It is parsed once, checked as a whole, and frozen. */
import { resolve } from 'node:path'
import { keepSecret, redact, secretsIn } from './redaction.ts'
import { cameraControls, cameraProblems, cameraSource } from './settings/camera.ts'
import { deliveryProblems, deliveryTarget, deviceName } from './settings/delivery.ts'
import { type Environment, readEnvironment } from './settings/environment.ts'
import { publicAddress } from './settings/public-address.ts'
import { SECRET_SETTINGS, SETTINGS, type Settings } from './settings/settings.ts'
import { tlsFiles, tlsProblems } from './settings/tls.ts'
import { tokenProblems } from './settings/tokens.ts'

/** The configuration of the service: the settings in camel case, grouped, with units in the names. */
export type Config = ReturnType<typeof toConfig> & {
  /** Settings that can be read in two ways; the start logs them. */
  notices: string[]
}

/** sysexits.h EX_CONFIG: the exit status of a start that bad settings stopped. */
export const EXIT_BAD_CONFIG = 78

/** All problems of the settings, each with its remedy, as one message. */
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
  const { written, problems, notices } = readEnvironment(environment, folder)
  keepSecret(...secretsIn(written.CAMERA_SOURCE ?? ''), written.JWT_SECRET ?? '')
  const settings = parseEach(written, problems)
  problems.push(
    ...tokenProblems(settings, written),
    ...cameraProblems(settings),
    ...tlsProblems(settings),
    ...deliveryProblems(settings),
  )
  if (problems.length > 0) throw new ConfigError(problems.map(redact))
  return deepFreeze({ ...toConfig(settings), notices })
}

/** Each setting by itself, so that one bad value does not hide the others; a bad one takes its default meanwhile. */
function parseEach(written: Environment, problems: string[]): Settings {
  const settings: Record<string, unknown> = {}
  for (const [name, reader] of Object.entries(SETTINGS)) {
    const parsed = reader.safeParse(written[name])
    settings[name] = parsed.success ? parsed.data : reader.safeParse(undefined).data
    const shown = (SECRET_SETTINGS as readonly string[]).includes(name) ? '' : ` is "${written[name]}":`
    for (const issue of parsed.error?.issues ?? []) problems.push(`${name}${shown} ${issue.message}`)
  }
  return settings as Settings
}

const LATENCY_FILE = '.camera-latency.json'

function toConfig(settings: Settings) {
  return {
    server: {
      host: settings.HOST,
      port: settings.PORT,
      corsOrigins: settings.CORS_ORIGINS,
      rateLimitPerMinute: settings.RATE_LIMIT_PER_MINUTE,
      maxConnectionsPerAddress: settings.MAX_CONNECTIONS_PER_ADDRESS,
      trustedProxies: settings.TRUSTED_PROXIES,
      ...publicAddress(settings),
      /** null: plain HTTP. */
      tls: tlsFiles(settings),
      /** 0: no Strict-Transport-Security header. */
      hstsMaxAgeS: settings.TLS_HSTS_MAX_AGE_S,
    },
    auth: {
      secret: settings.JWT_SECRET,
      algorithm: settings.JWT_ALGORITHM,
      issuer: settings.JWT_ISSUER,
      audience: settings.JWT_AUDIENCE,
      jwksUrl: settings.JWT_JWKS_URL,
      jwksFile: settings.JWT_JWKS_FILE,
      jwksMaxAgeMs: settings.JWT_JWKS_MAX_AGE_HOURS * 3_600_000,
      /** For exp and nbf: how far the clocks of this machine and of the sign-in server may differ. */
      clockToleranceS: settings.JWT_CLOCK_TOLERANCE_S,
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
      /** Where measured latencies are kept. */
      latencyStore: resolve(settings.CAPTURE_DIR, LATENCY_FILE),
      /** The same, where the service measures by itself. */
      latencyFile: settings.CAMERA_LATENCY_MEASURE ? resolve(settings.CAPTURE_DIR, LATENCY_FILE) : undefined,
      controls: cameraControls(settings),
      packetSizeBytes: settings.BASLER_PACKET_SIZE,
      tls: {
        caFile: settings.CAMERA_TLS_CA_FILE,
        fingerprint: settings.CAMERA_TLS_FINGERPRINT,
        insecure: settings.CAMERA_TLS_INSECURE,
      },
    },
    capture: {
      timeoutMs: settings.CAPTURE_TIMEOUT * 1000,
      queuePlaces: settings.CAPTURE_QUEUE,
      quality: settings.IMAGE_QUALITY,
      format: settings.IMAGE_FORMAT,
      /** Without the anchors: the whole number must match. */
      sampleNoPattern: settings.SAMPLE_NO_PATTERN,
      resizeWidthPx: settings.CAPTURE_RESIZE_WIDTH,
      resizeHeightPx: settings.CAPTURE_RESIZE_HEIGHT,
      streamMaxViewers: settings.STREAM_MAX_VIEWERS,
    },
    plate: {
      gate: settings.PLATE_GATE,
      checks: settings.PLATE_CHECKS,
      format: settings.PLATE_FORMAT,
      orientation: settings.PLATE_ORIENTATION,
      mostClippedShare: settings.PLATE_MAX_CLIPPED_SHARE,
      mostDarkShare: settings.PLATE_MAX_DARK_SHARE,
      mostGlareWells: settings.PLATE_MAX_GLARE_WELLS,
      timeLimitMs: settings.PLATE_TIME_LIMIT_MS,
      barcodePattern: settings.BARCODE_PATTERN,
    },
    storage: {
      folder: resolve(settings.CAPTURE_DIR),
      maxAgeHours: settings.MAX_CAPTURE_AGE_HOURS,
      maxBytes: settings.MAX_STORAGE_MB * 1024 * 1024,
      reserveBytes: settings.STORAGE_RESERVE_MB * 1024 * 1024,
    },
    delivery: {
      /** null: pictures stay on this host only. */
      target: deliveryTarget(settings),
      maxKbps: settings.DELIVER_MAX_KBPS,
      device: deviceName(settings),
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
      /** null: pretty on a terminal, else JSON. */
      format: settings.LOG_FORMAT ?? null,
      /** null: standard output only. */
      file: settings.LOG_FILE === 'none' ? null : settings.LOG_FILE,
      maxSizeMb: settings.LOG_MAX_SIZE_MB,
      maxFiles: settings.LOG_MAX_FILES,
    },
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner)
  return Object.freeze(value)
}
