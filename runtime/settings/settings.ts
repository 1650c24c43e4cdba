/** Every setting, in the order of env.example: its name in the environment, how it is read, and its default. */
import { isIP } from 'node:net'
import { z } from 'zod'
import { PLATE_CHECKS } from '../device/plate.ts'

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^[+-]?\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))

const decimal = (min: number, max: number) =>
  z
    .string()
    .regex(/^[+-]?\d+(\.\d+)?$/, 'must be a number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` })

const flag = z.stringbool({
  truthy: ['true', '1', 'yes', 'on'],
  falsy: ['false', '0', 'no', 'off'],
  error: 'must be true or false',
})

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)

/** A name, `*.lab.example`, or `*` for every name. A port is allowed. */
const HOST_NAME = /^(\*|(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?)(:\d+)?$/i

/** An address, or a network in CIDR notation (RFC 4632, RFC 4291 section 2.3). */
function isNetwork(text: string): boolean {
  const [address = '', prefix = '0', ...more] = text.split('/')
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return more.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits
}

/** By the rules of JavaScript with the flag u. */
function isRegularExpression(text: string): boolean {
  try {
    new RegExp(`^(?:${text})$`, 'u')
    return true
  } catch {
    return false
  }
}

const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const
export const JWT_ALGORITHMS = ['HS256', 'HS384', 'HS512', ...ASYMMETRIC] as const

/** The example secret of the specification's settings, which would let anybody sign tokens. */
export const PLACEHOLDER_SECRETS = ['your-jwt-secret-key', 'change-me', 'changeme', 'secret']

export const LOCALHOST_ANY_PORT =
  'http://localhost:*,https://localhost:*,http://127.0.0.1:*,https://127.0.0.1:*'

/** Names, units and defaults are the specification's ("Environment Configuration"), with design section 4's beside them. */
export const SETTINGS = {
  HOST: z.string().min(1).default('0.0.0.0'),
  PORT: integer(0, 65535).default(6407),
  DEBUG: flag.default(false),
  CORS_ORIGINS: list.default(LOCALHOST_ANY_PORT.split(',')),
  RATE_LIMIT_PER_MINUTE: integer(0, 1_000_000).default(0),
  MAX_CONNECTIONS_PER_ADDRESS: integer(0, 100_000).default(256),
  PUBLIC_HOSTS: list
    .refine((hosts) => hosts.every((host) => HOST_NAME.test(host)), 'must be names, as in vision.lab.example')
    .default([]),
  TRUSTED_PROXIES: list
    .refine(
      (entries) => entries.every(isNetwork),
      'must be IP addresses or networks, as in 10.0.0.5,172.18.0.0/16',
    )
    .default([]),
  PATH_PREFIX: z
    .string()
    .regex(/^(\/[\w.~-]+)*\/?$/, 'must be a path, as in /vision')
    .transform((path) => path.replace(/\/$/, ''))
    .default(''),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address, as in https://vision.lab.example/vision' })
    .refine(
      (url) => URL.canParse(url) && /^(\/[\w.~-]+)*\/?$/.test(new URL(url).pathname) && !/[?#@]/.test(url),
      'must end with its path, as in https://vision.lab.example/vision, without a user, a query and "#"',
    )
    .optional(),
  TLS_CERT_FILE: z.string().min(1).optional(),
  TLS_KEY_FILE: z.string().min(1).optional(),
  TLS_HSTS_MAX_AGE_S: integer(0, 63_072_000).default(0),

  JWT_SECRET: z.string().optional(),
  JWT_ALGORITHM: oneOf(JWT_ALGORITHMS).default('HS256'),
  JWT_ISSUER: z.string().min(1).default('microplate-auth'),
  JWT_AUDIENCE: z.string().min(1).default('microplate-services'),
  JWT_JWKS_URL: z.url('must be an address, as in https://auth.example/jwks.json').optional(),
  JWT_JWKS_FILE: z.string().min(1).optional(),
  JWT_JWKS_MAX_AGE_HOURS: decimal(0.1, 10_000).default(72),
  JWT_CLOCK_TOLERANCE_S: decimal(0, 600).default(5),
  COGNITO_USER_POOL_ID: z
    .string()
    .regex(/^[\w-]+_\w+$/, 'must look like eu-central-1_AbCdEf123')
    .optional(),
  COGNITO_CLIENT_ID: z.string().min(1).optional(),
  JWT_READ_SCOPE: z.string().min(1).optional(),
  JWT_CAPTURE_SCOPE: z.string().min(1).optional(),
  ANONYMOUS_READ: flag.default(false),

  CAMERA_SOURCE: z.string().min(1).optional(),
  CAMERA_DEVICE_ID: z
    .string()
    .regex(/^(\d{1,3}|\/.+)$/, 'must be a number, as in 0, or a device path')
    .default('0'),
  CAMERA_WIDTH: integer(16, 16384).default(1920),
  CAMERA_HEIGHT: integer(16, 16384).default(1080),
  CAMERA_FPS: decimal(0.1, 1000).default(30),
  CAMERA_PIXEL_FORMAT: oneOf(['MJPEG', 'YUYV', 'UYVY', 'NV12', 'RGB24', 'BGR24', 'GREY']).optional(),
  CAMERA_WARMUP_FRAMES: integer(0, 1000).default(5),
  CAMERA_LATENCY_MS: integer(0, 60_000).optional(),
  CAMERA_LATENCY_MEASURE: flag.default(true),
  CAMERA_CONTROLS: z.string().optional(),
  CAMERA_TLS_CA_FILE: z.string().min(1).optional(),
  CAMERA_TLS_FINGERPRINT: z
    .string()
    .regex(
      /^([0-9a-f]{2}:?){31}[0-9a-f]{2}$/i,
      'must be a SHA-256 fingerprint: 32 pairs of hexadecimal digits, as openssl x509 -noout -fingerprint -sha256 prints it',
    )
    .optional(),
  CAMERA_TLS_INSECURE: flag.default(false),
  CAMERA_BACKEND: oneOf(['auto', 'pylon', 'opencv']).default('auto'),
  BASLER_SERIAL: z.string().min(1).optional(),
  BASLER_IP: z.ipv4('must be an IPv4 address').optional(),
  BASLER_PACKET_SIZE: integer(220, 16_384).optional(),
  BASLER_EXPOSURE_US: decimal(1, 60_000_000).optional(),
  BASLER_GAIN: decimal(0, 100_000).optional(),

  CAPTURE_TIMEOUT: decimal(0.1, 600).default(30),
  CAPTURE_QUEUE: integer(0, 100).default(8),
  IMAGE_QUALITY: integer(1, 100).default(95),
  IMAGE_FORMAT: oneOf(['JPEG', 'PNG', 'TIFF', 'WEBP', 'NATIVE']).default('JPEG'),
  SAMPLE_NO_PATTERN: z
    .string()
    .max(500, 'must have at most 500 characters')
    .refine(isRegularExpression, 'must be a regular expression, as in PL-\\d{4}')
    .optional(),
  CAPTURE_RESIZE_WIDTH: integer(1, 16384).optional(),
  CAPTURE_RESIZE_HEIGHT: integer(1, 16384).optional(),
  STREAM_MAX_VIEWERS: integer(0, 10_000).default(20),

  PLATE_GATE: oneOf(['off', 'report', 'reject']).default('off'),
  PLATE_CHECKS: list
    .pipe(z.array(oneOf(PLATE_CHECKS)))
    .default(['presence', 'format', 'orientation', 'clipping', 'glare', 'barcode']),
  PLATE_FORMAT: oneOf(['6', '12', '24', '48', '96', '384', '1536']).transform(Number).optional(),
  PLATE_ORIENTATION: oneOf(['a1_top_left', 'a1_top_right', 'a1_bottom_left', 'a1_bottom_right']).default(
    'a1_top_left',
  ),
  PLATE_MAX_CLIPPED_SHARE: decimal(0, 1).default(0.02),
  PLATE_MAX_DARK_SHARE: decimal(0, 1).default(0.5),
  PLATE_MAX_GLARE_WELLS: integer(0, 1536).default(0),
  PLATE_TIME_LIMIT_MS: integer(100, 600_000).default(30_000),
  BARCODE_PATTERN: z
    .string()
    .max(500, 'must have at most 500 characters')
    .refine(isRegularExpression, 'must be a regular expression, as in ^PL-(\\d{4})')
    .optional(),

  CAPTURE_DIR: z.string().min(1).default('captures'),
  MAX_CAPTURE_AGE_HOURS: decimal(0, 1_000_000).default(24),
  MAX_STORAGE_MB: integer(0, 1_000_000_000).default(0),
  STORAGE_RESERVE_MB: integer(0, 1_000_000_000).default(256),

  DELIVER_TO: z
    .string()
    .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w!.*'()/-]*)?$/, 'must look like s3://bucket/prefix')
    .optional(),
  DELIVER_ENDPOINT: z.url('must be an address, as in https://minio.lab.example:9000').optional(),
  DELIVER_REGION: z.string().min(1).default('us-east-1'),
  DELIVER_MAX_KBPS: integer(0, 100_000_000).default(0),
  DEVICE_NAME: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must have 1 to 64 letters, digits, dots, dashes or underscores')
    .optional(),

  STATUS_CHECK_INTERVAL: decimal(0.1, 3600).default(5),
  CONNECTION_TIMEOUT: decimal(0.1, 3600).default(10),

  LOG_LEVEL: z
    .string()
    .transform((level) => level.toUpperCase())
    .pipe(oneOf(['DEBUG', 'INFO', 'WARNING', 'WARN', 'ERROR', 'CRITICAL']))
    .default('INFO'),
  LOG_FORMAT: oneOf(['pretty', 'json']).optional(),
  LOG_FILE: z.string().default('logs/vision-capture.log'),
  LOG_MAX_SIZE_MB: integer(1, 10_000).default(10),
  LOG_MAX_FILES: integer(1, 1000).default(5),

  WS_HEARTBEAT_INTERVAL: decimal(0.1, 3600).default(30),
  CONNECTIONS_ENDPOINT: z
    .url('must be an address, as in http://127.0.0.1:6408')
    .default('http://127.0.0.1:6408'),
  WS_MAX_CONNECTIONS: integer(1, 100_000).default(10),
} as const

/** The parsed values, by the name of the setting. */
export type Settings = { [Name in keyof typeof SETTINGS]: z.infer<(typeof SETTINGS)[Name]> }

/** Settings whose value may come from a file named by the setting with _FILE behind it (Docker and systemd secrets). */
export const SECRET_SETTINGS = ['JWT_SECRET'] as const
