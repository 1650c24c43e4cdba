/** Request fields that several handlers share: the schema validates, gives the type, and appears in the documents. */
import { z } from 'zod'

/** Numbers in paths and queries arrive as text. */
export const count = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
    // Documents show the number, not its text.
    .meta({
      override: ({ jsonSchema }) => {
        delete jsonSchema.pattern
        Object.assign(jsonSchema, { type: 'integer', minimum: min, maximum: max })
      },
    })

export const time = z
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
    .regex(/^[A-Za-z0-9._-]{1,255}$/, 'is not a valid name of a picture')
    .meta({ example: 'capture_TEST005_SUB001_20240115_103000.jpg' }),
})

/** Size and quality of a live picture. */
export const viewSize = {
  w: count(16, 8192).optional().meta({ description: "Width in pixels. Default: the camera's own." }),
  h: count(16, 8192).optional().meta({ description: "Height in pixels. Default: the camera's own." }),
  q: count(1, 100).optional().meta({ description: 'JPEG quality.' }),
}
