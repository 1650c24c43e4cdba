import { z } from 'zod'
import { controlsBody, snapshotQuery, streamQuery } from '../schemas.ts'
import { controls, discovery } from './camera-models.ts'
import { answer, answerWithMessage } from './model.ts'
import { FRAME_ERRORS, type Operation } from './operation.ts'

const CONTROL_ERRORS: Operation['errors'] = [
  'NOT_SUPPORTED_HERE',
  'CAMERA_NOT_INITIALIZED',
  'CAMERA_NOT_AVAILABLE',
  'CAPTURE_FAILED',
]

export const cameraOperations = {
  listCameras: {
    route: 'GET /api/v1/cameras',
    access: 'read',
    tag: 'Camera',
    summary: 'Every camera that the machine can reach',
    description: 'With what to put into CAMERA_SOURCE, formats, and who holds it. Takes a second or two.',
    responses: { 200: { description: 'What was found.', body: answer(discovery) } },
  },
  cameraControls: {
    route: 'GET /api/v1/camera/controls',
    access: 'read',
    tag: 'Camera',
    summary: "The camera's controls",
    responses: {
      200: {
        description: 'Each with its range, its value, and whether an automatic mode rules it.',
        body: answer(controls),
      },
    },
    errors: CONTROL_ERRORS,
  },
  changeCameraControls: {
    route: 'PATCH /api/v1/camera/controls',
    access: 'capture',
    tag: 'Camera',
    summary: 'Set controls by name',
    description: 'An automatic mode that rules a control is switched off.',
    body: controlsBody,
    responses: {
      200: { description: 'Those that were set, with the values read back.', body: answer(controls) },
    },
    errors: CONTROL_ERRORS,
  },
} satisfies Record<string, Operation>

export const viewOperations = {
  snapshot: {
    route: 'GET /api/v1/stream/snapshot',
    access: 'read',
    tag: 'Live view',
    summary: 'One fresh JPEG, not stored',
    query: snapshotQuery,
    responses: {
      200: { description: 'The picture.', body: { mediaTypes: ['image/jpeg'] }, headers: ['Cache-Control'] },
    },
    errors: [...FRAME_ERRORS],
  },
  streamMjpeg: {
    route: 'GET /api/v1/stream/mjpeg',
    access: 'read',
    tag: 'Live view',
    summary: 'JPEGs as they come',
    description:
      'multipart/x-mixed-replace, for an <img>; each part has the header X-Timestamp. It has no end: not to be tried here.',
    query: streamQuery,
    responses: {
      200: {
        description: 'The live view; a slow viewer misses frames.',
        body: { mediaTypes: ['multipart/x-mixed-replace'] },
        headers: ['Cache-Control'],
      },
    },
    errors: ['TOO_MANY_CONNECTIONS', ...FRAME_ERRORS, 'NOT_SUPPORTED_HERE'],
  },
  streamStop: {
    route: 'POST /api/v1/stream/stop',
    access: 'capture',
    tag: 'Live view',
    summary: 'End every live view',
    responses: {
      200: {
        description: 'They have ended.',
        body: answerWithMessage(
          z.object({ stopped: z.int().min(0).meta({ description: 'How many there were.', example: 2 }) }),
          'Ended 2 live views',
        ),
      },
    },
  },
} satisfies Record<string, Operation>
