/** What requests may hold, as schemas: they validate, give the types, and describe themselves in the API's documentation. */
import { z } from 'zod'

/** Control characters (Unicode category Cc) print nothing, and a NUL ends a name in C. */
const printable = (text: z.ZodString) => text.regex(/^\P{Cc}*$/u, 'must not hold control characters')
/** Counted in code points, as a person counts an emoji or a Thai letter. */
const atMost = (characters: number) => (text: string) => [...text].length <= characters

const identifier = printable(z.string({ error: 'must be text' }))
  .min(1, 'must not be empty')
  .refine(atMost(128), 'must have at most 128 characters')
  .refine((text) => text.trim() !== '', 'must not be blank')
  // JSON Schema counts code points too (2020-12, validation, section 6.3.1).
  .meta({ maxLength: 128 })

export const IMAGE_FORMATS = ['JPEG', 'PNG', 'TIFF', 'WEBP', 'NATIVE'] as const

export const captureBody = z.object({
  sample_no: identifier.meta({ description: 'The sample on the plate; any script.', example: 'TEST005' }),
  submission_no: identifier
    .nullish()
    .meta({ description: 'The submission it belongs to.', example: 'SUB001' }),
  description: z
    .string({ error: 'must be text' })
    .refine((text) => !text.includes('\0'), 'must not hold NUL')
    .refine(atMost(1024), 'must have at most 1,024 characters')
    .meta({ maxLength: 1024 })
    .nullish()
    .meta({ description: 'Stored with the picture and inside it.', example: 'Microplate capture' }),
  quality: z
    .int({ error: 'must be a whole number' })
    .min(1, 'must be at least 1')
    .max(100, 'must be at most 100')
    .nullish()
    .meta({ description: 'JPEG and WEBP quality; IMAGE_QUALITY where left out.', example: 95 }),
  format: z
    .enum(IMAGE_FORMATS, { error: `must be one of ${IMAGE_FORMATS.join(', ')}` })
    .nullish()
    .meta({
      description: "NATIVE: the camera's own JPEG bytes, untouched. IMAGE_FORMAT where left out.",
      example: 'JPEG',
    }),
})

/** Makes a capture that is sent again the same one (draft-ietf-httpapi-idempotency-key-header). */
export const captureHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters')
    .optional()
    .meta({ description: 'The same key gives the same picture: it is taken once.', example: 'plate-42' }),
})

/** Numbers in paths and queries arrive as text. */
const count = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))

const time = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), {
    error: 'must be a time as in 2024-01-15T10:30:00Z',
    abort: true,
  })
  .overwrite((text) => new Date(text).toISOString())
  .meta({ format: 'date-time' })

export const imagePath = z.object({
  filename: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,255}$/, 'is no name of a picture')
    .meta({ example: 'capture_TEST005_SUB001_20240115_103000.jpg' }),
})

export const imageQuery = z.object({
  w: count(16, 4096).optional().meta({ description: 'A thumbnail this wide, as JPEG.' }),
  download: z.string().optional().meta({ description: '1: as a file to save.' }),
})

/** Conditional and range requests (RFC 9110 sections 13 and 14); one that cannot be read is passed over. */
export const imageHeaders = z.object({
  range: z.string().optional().meta({ description: 'One range of bytes.', example: 'bytes=0-1023' }),
  'if-none-match': z.string().optional().meta({ description: 'ETag of the copy that the caller has.' }),
  'if-range': z.string().optional().meta({ description: 'ETag that the range is of.' }),
})

const selection = {
  sample_no: z.string().optional().meta({ description: 'Exactly this sample.' }),
  submission_no: z.string().optional().meta({ description: 'Exactly this submission.' }),
  text: z.string().optional().meta({ description: 'Part of the description.' }),
  from: time.optional().meta({ description: 'Taken at or after.' }),
  to: time.optional().meta({ description: 'Taken before.' }),
  order: z.enum(['newest', 'oldest'], { error: 'must be newest or oldest' }).default('newest'),
}
export const exportQuery = z.object(selection)
export const listQuery = z.object({
  ...selection,
  limit: count(1, 500).default(50),
  cursor: z.string().max(200).optional().meta({ description: 'next_cursor of the page before.' }),
})

const viewSize = {
  w: count(16, 8192).optional().meta({ description: "Width in pixels; the camera's own where left out." }),
  h: count(16, 8192).optional().meta({ description: "Height in pixels; the camera's own where left out." }),
  q: count(1, 100).optional().meta({ description: 'JPEG quality.' }),
}
export const snapshotQuery = z.object(viewSize)
export const streamQuery = z.object({
  ...viewSize,
  fps: count(1, 120).default(10).meta({ description: 'At most so many a second.' }),
})

export const pinBody = z.object({ pinned: z.boolean({ error: 'must be true or false' }) })
export const controlsBody = z
  .record(
    z.string().regex(/^[a-z][a-z0-9_]*$/, 'is no name of a control'),
    z.number({ error: 'must be a number' }),
  )
  .refine((controls) => Object.keys(controls).length > 0, 'must name a control, as in {"exposure_us": 20000}')
  .meta({ minProperties: 1, example: { exposure_us: 20_000 } })

export const docsPath = z.object({ file: z.string().meta({ example: 'swagger-ui.css' }) })

export const channelQuery = z.object({
  channel: z.enum(['capture', 'status'], { error: 'must be capture or status' }).default('capture'),
})

/** What a WebSocket client sends; the type is the route. */
export const clientMessage = z.object({ type: z.string(), timestamp: z.unknown().optional() })
