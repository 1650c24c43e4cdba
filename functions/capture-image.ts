import { z } from 'zod'
import { monotonicMs } from '../runtime/clock.ts'
import { bodySchemas, fromBody, IMAGE_FORMATS } from '../runtime/device/capture-fields.ts'
import type { CaptureData, CaptureRequest } from '../runtime/device/captures.ts'
import type { Device } from '../runtime/device/device.ts'
import { type PlateReport, plateReport } from '../runtime/device/plate.ts'
import { ServiceError, toServiceError } from '../runtime/errors.ts'
import { logger } from '../runtime/logger.ts'
import { captureData, captureFailure, captureProgress } from './lib/api/capture-models.ts'
import { answerWithMessage } from './lib/api/model.ts'
import { FRAME_ERRORS } from './lib/api/operation.ts'
import { http } from './lib/http.ts'
import type { Input } from './lib/http-input.ts'
import { checkSampleNo } from './lib/sample-pattern.ts'
import { cameraStatus } from './lib/status.ts'

const captureBody = z
  .object({
    ...bodySchemas(),
    quality: z
      .int({ error: 'must be a whole number' })
      .min(1, 'must be at least 1')
      .max(100, 'must be at most 100')
      .nullish()
      .meta({ description: 'JPEG and WEBP quality. Default: IMAGE_QUALITY.', example: 95 }),
    format: z
      .enum(IMAGE_FORMATS, { error: `must be one of ${IMAGE_FORMATS.join(', ')}` })
      .nullish()
      .meta({
        description: "NATIVE: the camera's own JPEG bytes, untouched. Default: IMAGE_FORMAT.",
        example: 'JPEG',
      }),
    wait_for_plate: z.boolean({ error: 'must be true or false' }).nullish().meta({
      description: 'Answer after the check of the plate, with its result in plate (PLATE_GATE).',
      example: false,
    }),
  })
  .meta({ id: 'CaptureRequest' })

/** With it, a repeated request is the same capture (draft-ietf-httpapi-idempotency-key-header). */
const captureHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters')
    .optional()
    .meta({ description: 'The same key gives the same picture, taken once.', example: 'plate-42' }),
})

const captureResult = captureData.extend({ success: z.literal(true) }).meta({ id: 'CaptureResult' })

const plateResult = z
  .object({
    filename: captureData.shape.image_data.shape.filename,
    sample_no: captureData.shape.sample_no,
    request_id: captureData.shape.request_id,
    plate: plateReport,
  })
  .meta({ id: 'PlateResult' })

/** Takes a fresh picture, stores it, and sends every step to the watchers. */
export async function captureImage(input: Input<z.output<typeof captureBody>>, device: Device) {
  checkSampleNo(input.body.sample_no, device.config)
  const request = toRequest(input, device)
  const { connections, captures } = device
  const failure = { success: false, sample_no: request.sample_no, request_id: request.request_id }
  try {
    const taken = await captures.take(request, (progress) => {
      connections.broadcast({ type: 'capture_progress', data: progress }, ['capture'])
      if (progress.stage === 'starting')
        connections.broadcast({ type: 'status_update', data: cameraStatus(device) })
    })
    const looked = lookAtPlate(taken, device)
    looked.catch((error) => logger.warn('The result of a plate check could not be sent', error))
    const waits = input.body.wait_for_plate === true || device.plates.gate === 'reject'
    const data = waits ? { ...taken, plate: await looked } : taken
    if (data.plate?.verdict === 'rejected') throw rejected(data.image_data.filename, data.plate)
    connections.broadcast({ type: 'capture_result', data: { success: true, ...data } }, ['capture'])
    logger.info('Captured', {
      request_id: data.request_id,
      function_name: 'capture-image',
      filename: data.image_data.filename,
      file_size: data.image_data.file_size,
      frame_age_ms: data.freshness.frame_age_ms,
      total_ms: Math.round(monotonicMs() - request.requestedAtMs),
    })
    return {
      success: true,
      message: 'Image captured successfully',
      data,
      timestamp: new Date().toISOString(),
    }
  } catch (thrown) {
    const { code, message } = toServiceError(thrown)
    connections.broadcast({ type: 'capture_result', data: { ...failure, error: { code, message } } }, [
      'capture',
    ])
    throw thrown
  } finally {
    connections.broadcast({ type: 'status_update', data: cameraStatus(device) })
  }
}

/** Looks at the picture beside the answer, and sends the result to the watchers. Null where PLATE_GATE is off. */
async function lookAtPlate(data: CaptureData, { plates, connections }: Device): Promise<PlateReport | null> {
  const known = data.plate !== null && data.plate.verdict !== 'not_checked'
  if (plates.gate === 'off' || known) return data.plate
  const { image_data, sample_no, request_id } = data
  const plate = await plates.check(image_data.filename)
  const result = { filename: image_data.filename, sample_no, request_id, plate }
  connections.broadcast({ type: 'plate_result', data: result }, ['capture'])
  return plate
}

/** The picture stays for whoever wants to see why; the request did not succeed. */
function rejected(filename: string, { reasons }: PlateReport): ServiceError {
  const why = reasons.map(({ message }) => message).join(' ')
  return new ServiceError('PLATE_REJECTED', `The picture ${filename} was rejected. ${why}`, {
    details: reasons.map(({ code, message }) => ({ path: `plate.${code}`, message })),
  })
}

function toRequest(
  { body, headers, claims, requestId, requestedAtMs }: Input<z.output<typeof captureBody>>,
  { config }: Device,
): CaptureRequest {
  return {
    ...fromBody(body),
    quality: body.quality ?? config.capture.quality,
    format: body.format ?? config.capture.format,
    requestedAtMs,
    request_id: requestId,
    idempotency_key: headers['idempotency-key'] ?? null,
    requested_by: claims?.sub ?? null,
  }
}

export const handler = http(
  {
    access: 'capture',
    tag: 'Captures',
    summary: 'Take and store a picture',
    description:
      'Waits for a frame whose exposure began after the request arrived. Answers when picture and catalogue are on disk. ' +
      'Clients of /ws/capture see its progress. While another capture runs, it waits (CAPTURE_QUEUE), and its frame is exposed after ' +
      'its own turn began. With an Idempotency-Key the request can be repeated after a lost answer.',
    headers: captureHeaders,
    body: captureBody,
    responses: {
      200: {
        description: 'The picture is stored.',
        body: answerWithMessage(captureData, 'Image captured successfully'),
      },
    },
    errors: [
      'NOT_FOUND',
      'CAPTURE_IN_PROGRESS',
      'PLATE_REJECTED',
      ...FRAME_ERRORS,
      'STORAGE_FULL',
      'NOT_SUPPORTED_HERE',
    ],
    audit: ({ data }: Awaited<ReturnType<typeof captureImage>>) => ({
      sample_no: data.sample_no,
      filename: data.image_data.filename,
    }),
    sends: {
      capture_progress: {
        summary: 'A step of a running capture, whichever client requested it.',
        data: captureProgress,
        channels: ['capture'],
      },
      capture_result: {
        summary: 'A capture ended: the picture, or `"success": false` and the error.',
        data: z.union([captureResult, captureFailure]),
        channels: ['capture'],
      },
      plate_result: {
        summary: 'The plate in a stored picture was looked at (PLATE_GATE).',
        data: plateResult,
        channels: ['capture'],
      },
    },
  },
  captureImage,
)
