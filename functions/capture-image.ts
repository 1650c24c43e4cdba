import type { z } from 'zod'
import { monotonicMs } from '../runtime/clock.ts'
import type { CaptureRequest } from '../runtime/device/captures.ts'
import type { Device } from '../runtime/device/device.ts'
import { toServiceError } from '../runtime/errors.ts'
import { logger } from '../runtime/logger.ts'
import { captureOperations } from './lib/api/capture-operations.ts'
import { http } from './lib/http.ts'
import type { Input } from './lib/http-input.ts'
import type { captureBody } from './lib/schemas.ts'
import { cameraStatus } from './lib/status.ts'

/** Takes a fresh picture, stores it, and tells the watchers of every step. */
export async function captureImage(input: Input<z.output<typeof captureBody>>, device: Device) {
  const request = toRequest(input, device)
  const { connections, captures } = device
  const failure = { success: false, sample_no: request.sampleNo, request_id: request.requestId }
  try {
    const data = await captures.take(request, (progress) => {
      connections.broadcast({ type: 'capture_progress', data: progress }, ['capture'])
      if (progress.stage === 'starting')
        connections.broadcast({ type: 'status_update', data: cameraStatus(device) })
    })
    connections.broadcast({ type: 'capture_result', data }, ['capture'])
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

function toRequest(
  { body, headers, claims, requestId, requestedAtMs }: Input<z.output<typeof captureBody>>,
  { config }: Device,
): CaptureRequest {
  return {
    sampleNo: body.sample_no,
    submissionNo: body.submission_no ?? null,
    description: body.description ?? '',
    quality: body.quality ?? config.capture.quality,
    format: body.format ?? config.capture.format,
    requestedAtMs,
    requestId,
    idempotencyKey: headers['idempotency-key'] ?? null,
    requestedBy: claims?.sub ?? null,
  }
}

export const handler = http(captureOperations.captureImage, captureImage)
