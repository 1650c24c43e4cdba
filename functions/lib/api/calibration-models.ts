/** The calibration of the camera's latency. */
import { z } from 'zod'
import type { CalibrationResult } from '../../../runtime/device/calibration.ts'
import { model, time } from './model.ts'

export const timeCodes = z.object({
  codes: z.array(z.string()).meta({
    description: 'Each a QR code: its lines from the top, separated by `/`, `1` for a dark module.',
    example: ['1110111/1010101'],
  }),
  slot_ms: z.number().meta({
    description: 'How long each code is shown; code n from the clock time n × slot_ms on, in a cycle.',
    example: 50,
  }),
  camera: z.string().nullable().meta({ description: 'The camera that is open.', example: 'simulated' }),
})

export const calibrationClock = z.object({
  now_ms: z.number().meta({ description: 'Milliseconds since an arbitrary moment.', example: 73_144.2 }),
})

export const calibrationRequest = z.object({
  uncertainty_ms: z
    .number({ error: 'must be a number' })
    .min(0, 'must be at least 0')
    .max(10_000, 'must be at most 10,000')
    .meta({
      description:
        "How far the page's idea of the service's clock may be wrong: half of the shortest round trip.",
      example: 1.4,
    }),
})

const milliseconds = z.number().meta({ example: 187 })
export const calibrationResult = model<CalibrationResult>()(
  'CalibrationResult',
  z.object({
    camera: z.string().meta({ example: 'http://10.0.0.7/stream' }),
    bound_ms: milliseconds.meta({ description: 'The latency bound: max_ms and margin_ms.', example: 248 }),
    margin_ms: milliseconds.meta({
      description: 'A tenth of max_ms, one frame interval, and the uncertainty.',
      example: 61,
    }),
    frames: z.int().meta({ description: 'Frames that were looked at.', example: 74 }),
    samples_ms: z
      .array(z.number())
      .meta({ description: 'From each code to the frame that shows it, rising.', example: [142, 187] }),
    min_ms: milliseconds,
    median_ms: milliseconds,
    p95_ms: milliseconds,
    max_ms: milliseconds,
    measured_at: time,
  }),
)
