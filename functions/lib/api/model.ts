/** Named schemas of what the service answers. Each must match the type that the service's code has for it. */
import { z } from 'zod'

/**
 * Names a schema of T; the name is the one under `components/schemas`. A schema with fewer or more fields than T does not
 * compile, so that neither can change alone: `model<CaptureData>()('CaptureData', z.object({ … }))`.
 */
export function model<T>() {
  return <S extends z.ZodType<T>>(
    id: string,
    schema: S & ([T] extends [z.output<S>] ? unknown : { says: 'more than the type' }),
  ): S => schema.meta({ id })
}

export const time = z.iso.datetime().meta({ example: '2024-01-15T10:30:00.000Z' })

/** The answer of most routes: the data is under `data`. */
export const answer = <D extends z.ZodType>(data: D) =>
  z.object({ success: z.literal(true), data, timestamp: time })

/** As answer(), with a sentence for people. */
export const answerWithMessage = <D extends z.ZodType>(data: D, example: string) =>
  z.object({ success: z.literal(true), message: z.string().meta({ example }), data, timestamp: time })
