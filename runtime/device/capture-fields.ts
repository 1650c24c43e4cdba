/**
 * Every field of a capture, once: its type and description, when it becomes known, and where it appears. The catalogue's SQL, the
 * facts of the hash chain, the XMP inside a picture, the CSV manifest, the API's models and the client's types derive from this
 * list. A field has one spelling everywhere: the one on the wire.
 *
 * To add one: an entry here, and a migration that adds its column (runtime/captures/catalogue/schema.ts), nullable and without
 * a default, because the events of older captures do not have it.
 */
import { z } from 'zod'
import { freeText, identifier } from './identifier.ts'
import { plateReport } from './plate.ts'

export const IMAGE_FORMATS = ['JPEG', 'PNG', 'TIFF', 'WEBP', 'NATIVE'] as const

interface Options {
  /**
   * `name`: given by the catalogue. `intent`: when the request arrives. `picture`: when it is encoded. `outcome`: when it is on
   * disk. `state`: changes afterwards.
   */
  known: 'name' | 'intent' | 'picture' | 'outcome' | 'state'
  /** In the answer of a capture: at the top, in `image_data` or in `freshness`. `entry`: at the top of a catalogue entry only. */
  place?: 'capture' | 'image_data' | 'freshness' | 'entry'
  /** Part of the hashed event: it never changes once the attempt has ended. */
  fact?: true
  /** Inside the picture itself. */
  xmp?: true
  /** A column of manifest.csv in an export. */
  csv?: true
  /** Its column holds 0 or 1. */
  flag?: true
  /** Its column holds JSON text. */
  json?: true
  /** What a caller may send for it, and the value where it is left out. */
  body?: { schema: z.ZodType; absent: null | '' }
}

const field = <S extends z.ZodType, const O extends Options>(schema: S, options: O) => ({
  schema,
  ...options,
})

/** Counted in code points, as a person counts an emoji or a Thai letter. */
/** Loose and without required fields: rows of earlier versions and adopted pictures have other ones. */
const cameraSettings = z
  .looseObject({
    granted: z.looseObject({ width: z.number(), height: z.number(), fps: z.number() }).nullish(),
    drift: z
      .array(z.object({ name: z.string(), wanted: z.number(), actual: z.number().nullable() }))
      .optional(),
    controls: z.record(z.string(), z.number()).nullish(),
  })
  .nullable()

const description = freeText
  .refine((text) => [...text].length <= 1024, 'must have at most 1,024 characters')
  .meta({ maxLength: 1024 })

const time = z.string().meta({ format: 'date-time', example: '2024-01-15T10:30:00.000Z' })
const pixels = z.int().min(0)

export const CAPTURE_FIELDS = {
  filename: field(z.string().meta({ example: 'capture_TEST005_SUB001_20240115_103000.jpg' }), {
    known: 'name',
    place: 'image_data',
    fact: true,
    csv: true,
  }),
  sample_no: field(z.string().meta({ example: 'TEST005' }), {
    known: 'intent',
    place: 'capture',
    fact: true,
    xmp: true,
    csv: true,
    body: {
      schema: identifier.meta({
        description: 'The sample on the plate; any script.',
        example: 'TEST005',
      }),
      absent: '',
    },
  }),
  submission_no: field(z.string().nullable().meta({ example: 'SUB001' }), {
    known: 'intent',
    place: 'capture',
    fact: true,
    xmp: true,
    csv: true,
    body: {
      schema: identifier
        .nullish()
        .meta({ description: 'The submission that the sample belongs to.', example: 'SUB001' }),
      absent: null,
    },
  }),
  description: field(z.string().meta({ example: 'Microplate capture' }), {
    known: 'intent',
    place: 'capture',
    fact: true,
    xmp: true,
    csv: true,
    body: {
      schema: description
        .nullish()
        .meta({ description: 'Stored with the picture and inside it.', example: 'Microplate capture' }),
      absent: '',
    },
  }),
  captured_at: field(time, { known: 'picture', place: 'image_data', fact: true, csv: true }),
  requested_at: field(time, { known: 'intent', place: 'freshness', fact: true, xmp: true, csv: true }),
  exposed_at: field(time, { known: 'picture', place: 'freshness', fact: true, xmp: true }),
  frame_sequence: field(z.int().min(0).meta({ example: 4711 }), {
    known: 'picture',
    place: 'freshness',
    fact: true,
    xmp: true,
  }),
  clock: field(
    z.enum(['kernel', 'arrival']).meta({
      description:
        'kernel: the source itself timed the exposure. arrival: the arrival of the bytes, less CAMERA_LATENCY_MS.',
    }),
    { known: 'picture', place: 'freshness', fact: true, xmp: true },
  ),
  frame_age_ms: field(
    z.number().meta({
      description: 'Age of the frame at the request. Negative: the exposure began after the request.',
      example: -12.4,
    }),
    { known: 'picture', place: 'freshness', fact: true, xmp: true, csv: true },
  ),
  latency_bound_ms: field(
    z.number().nullable().meta({
      description:
        'The longest way from the exposure to the stamp of the frame that was assumed or measured. It is subtracted already.',
      example: 66.7,
    }),
    { known: 'picture', place: 'freshness', fact: true, xmp: true, csv: true },
  ),
  latency_source: field(
    z.enum(['device_clock', 'measured', 'assumed']).nullable().meta({
      description: 'Where latency_bound_ms is from. device_clock: the camera itself stamps the exposure.',
    }),
    { known: 'picture', place: 'freshness', fact: true, xmp: true, csv: true },
  ),
  clock_synchronised: field(
    z.boolean().nullable().meta({
      description:
        'Whether a time server kept the clock of the host when the picture was taken. false: times may be wrong. null: unknown.',
    }),
    { known: 'picture', place: 'freshness', fact: true, xmp: true, csv: true, flag: true },
  ),
  width: field(pixels.meta({ description: 'Pixels.', example: 1920 }), {
    known: 'picture',
    place: 'image_data',
    fact: true,
    csv: true,
  }),
  height: field(pixels.meta({ description: 'Pixels.', example: 1080 }), {
    known: 'picture',
    place: 'image_data',
    fact: true,
    csv: true,
  }),
  format: field(z.enum(IMAGE_FORMATS), { known: 'intent', place: 'image_data', fact: true, csv: true }),
  file_size: field(z.int().min(0).meta({ description: 'Bytes.', example: 254_012 }), {
    known: 'picture',
    place: 'image_data',
    fact: true,
    csv: true,
  }),
  sha256: field(
    z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }),
    { known: 'picture', place: 'image_data', fact: true, csv: true },
  ),
  request_id: field(
    z.string().meta({ description: 'As in the header X-Request-Id.', example: '5f1d0c9be2a47763-1a' }),
    { known: 'intent', place: 'capture', fact: true, xmp: true },
  ),
  requested_by: field(
    z.string().nullable().meta({ description: 'The sub of the token.', example: 'operator-7' }),
    { known: 'intent', place: 'entry', fact: true },
  ),
  idempotency_key: field(z.string().nullable(), { known: 'intent', fact: true }),
  body_sha256: field(z.string(), { known: 'intent', fact: true }),
  /** The code of a failed attempt. */
  code: field(z.string().nullable(), { known: 'state', fact: true }),
  total_ms: field(z.number().nullable(), { known: 'outcome', fact: true }),
  durations: field(
    z.record(z.string(), z.number()).meta({
      description: 'Milliseconds per stage.',
      example: { waiting_for_frame: 31.2, encoding: 18.4, saving: 6.1 },
    }),
    { known: 'outcome', place: 'entry', fact: true, json: true },
  ),
  camera: field(
    cameraSettings.meta({
      description: 'The granted format, the controls, and the controls that had drifted.',
      example: {
        granted: { width: 1920, height: 1080, fps: 30 },
        drift: [],
        controls: { exposure_us: 20_000 },
      },
    }),
    { known: 'outcome', place: 'entry', fact: true, json: true },
  ),
  plate: field(
    plateReport.nullable().meta({
      description: 'What was found of the plate; null while nothing has looked at the picture (PLATE_GATE).',
    }),
    { known: 'state', place: 'capture', json: true },
  ),
  pinned: field(z.boolean().meta({ description: 'Never removed by retention.' }), {
    known: 'state',
    place: 'entry',
    flag: true,
  }),
  rejected: field(
    z.boolean().meta({
      description: 'The plate gate rejected it (PLATE_GATE=reject): it is listed only with state=rejected.',
    }),
    { known: 'state', place: 'entry', flag: true },
  ),
  adopted: field(
    z.boolean().meta({
      description:
        'The file was found in the folder, and its facts were read from inside it or from its name.',
    }),
    { known: 'state', place: 'entry', flag: true },
  ),
  corrected: field(
    z
      .array(
        z.object({
          at: time,
          by: z.string().nullable(),
          reason: z.string(),
          from: z.record(z.string(), z.string().nullable()),
          to: z.record(z.string(), z.string().nullable()),
        }),
      )
      .nullable()
      .meta({
        description:
          'Each correction, oldest first, with the values before and after. null: never corrected.',
        example: null,
      }),
    { known: 'state', place: 'entry', json: true },
  ),
  state: field(
    z.enum(['stored', 'lost', 'deleted', 'expired']).meta({
      description: 'lost: the file is gone. deleted: by request. expired: by retention.',
    }),
    { known: 'state', place: 'entry' },
  ),
} satisfies Record<string, Options & { schema: z.ZodType }>

type Fields = typeof CAPTURE_FIELDS
export type FieldName = keyof Fields
export type FieldValue<N extends FieldName> = z.infer<Fields[N]['schema']>

/** The fields that become known at one step. */
export type KnownFields<S extends Options['known']> = {
  [N in FieldName as Fields[N]['known'] extends S ? N : never]: FieldValue<N>
}
/** The fields at one place of the answer. */
export type PlacedFields<P extends Options['place']> = {
  [N in FieldName as Fields[N] extends { place: P } ? N : never]: FieldValue<N>
}

/** The names of the fields that `wanted` accepts, in the order of the list. */
export function fieldNames(wanted: (options: Options) => boolean): FieldName[] {
  return (Object.keys(CAPTURE_FIELDS) as FieldName[]).filter((name) => wanted(CAPTURE_FIELDS[name]))
}

export const fieldOptions = (name: FieldName): Options & { schema: z.ZodType } => CAPTURE_FIELDS[name]

/** The schemas of the fields at one place, for a model of the API. */
export function placedSchemas<P extends NonNullable<Options['place']>>(place: P) {
  const names = fieldNames((options) => options.place === place)
  return Object.fromEntries(names.map((name) => [name, CAPTURE_FIELDS[name].schema])) as {
    [N in FieldName as Fields[N] extends { place: P } ? N : never]: Fields[N]['schema']
  }
}

type BodyFields = {
  [N in FieldName as Fields[N] extends { body: object } ? N : never]: Fields[N] extends {
    body: { schema: infer S }
  }
    ? S
    : never
}

/** The schemas of what a caller may send, for the body of a capture's request. */
export function bodySchemas(): BodyFields {
  const names = fieldNames(({ body }) => body !== undefined)
  return Object.fromEntries(names.map((name) => [name, fieldOptions(name).body?.schema])) as BodyFields
}

/** The fields of a request's body, each with its value where the caller left it out. */
export function fromBody(
  body: Partial<Record<FieldName, unknown>>,
): Pick<KnownFields<'intent'>, keyof BodyFields & keyof KnownFields<'intent'>> {
  const names = fieldNames(({ body: sent }) => sent !== undefined)
  return Object.fromEntries(
    names.map((name) => [name, body[name] ?? fieldOptions(name).body?.absent]),
  ) as ReturnType<typeof fromBody>
}
