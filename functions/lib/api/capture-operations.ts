import { z } from 'zod'
import {
  captureBody,
  captureHeaders,
  exportQuery,
  imageHeaders,
  imagePath,
  imageQuery,
  listQuery,
  pinBody,
} from '../schemas.ts'
import { cameraTest } from './camera-models.ts'
import { captureData, catalogueEntry, filename, imagePage } from './capture-models.ts'
import { answer, answerWithMessage } from './model.ts'
import { FRAME_ERRORS, type Operation } from './operation.ts'

const PICTURES = ['image/jpeg', 'image/png', 'image/tiff', 'image/webp']
const PICTURE_HEADERS: NonNullable<Operation['responses'][number]['headers']> = [
  'ETag',
  'Accept-Ranges',
  'Last-Modified',
  'Cache-Control',
  'Content-Disposition',
]

export const captureOperations = {
  captureImage: {
    route: 'POST /api/v1/capture/image',
    access: 'capture',
    tag: 'Captures',
    summary: 'Take and store a picture',
    description:
      'Waits for a frame whose exposure began after the request arrived. Answers when picture and catalogue are on disk. ' +
      'Watchers of /ws/capture see its progress. With an Idempotency-Key it can be sent again after a lost answer.',
    headers: captureHeaders,
    body: captureBody,
    responses: {
      200: {
        description: 'The picture is stored.',
        body: answerWithMessage(captureData, 'Image captured successfully'),
      },
    },
    errors: ['CAPTURE_IN_PROGRESS', ...FRAME_ERRORS, 'STORAGE_FULL', 'NOT_SUPPORTED_HERE'],
  },
  testCamera: {
    route: 'POST /api/v1/capture/test',
    access: 'capture',
    tag: 'Captures',
    summary: 'Take one fresh frame and throw it away',
    responses: {
      200: {
        description: 'The camera works.',
        body: answerWithMessage(cameraTest, 'Camera test successful'),
      },
    },
    errors: [...FRAME_ERRORS],
  },
  listImages: {
    route: 'GET /api/v1/capture/images',
    access: 'read',
    tag: 'Pictures',
    summary: 'Find stored pictures',
    query: listQuery,
    responses: { 200: { description: 'One page.', body: answer(imagePage) } },
  },
  exportImages: {
    route: 'GET /api/v1/capture/export',
    access: 'read',
    tag: 'Pictures',
    summary: 'Download a selection as a ZIP',
    description: 'The pictures, a CSV manifest and SHA-256 checksums, streamed.',
    query: exportQuery,
    responses: {
      200: {
        description: 'The archive.',
        body: { mediaTypes: ['application/zip'] },
        headers: ['Content-Disposition'],
      },
    },
    errors: ['NOT_SUPPORTED_HERE'],
  },
  storedImage: {
    route: 'GET /api/v1/capture/image/{filename}',
    access: 'read',
    tag: 'Pictures',
    summary: 'Fetch a picture or a thumbnail of it',
    headers: imageHeaders,
    path: imagePath,
    query: imageQuery,
    responses: {
      200: { description: 'The whole picture.', body: { mediaTypes: PICTURES }, headers: PICTURE_HEADERS },
      206: {
        description: 'The range that was asked for.',
        body: { mediaTypes: PICTURES },
        headers: [...PICTURE_HEADERS, 'Content-Range'],
      },
      304: {
        description: 'The copy that If-None-Match names is the picture.',
        headers: ['ETag', 'Cache-Control'],
      },
      416: { description: 'The picture has no such range.', headers: ['Content-Range'] },
    },
    errors: ['NOT_FOUND'],
  },
  imageMetadata: {
    route: 'GET /api/v1/capture/image/{filename}/metadata',
    access: 'read',
    tag: 'Pictures',
    summary: 'Everything the catalogue knows of a picture',
    path: imagePath,
    responses: { 200: { description: "The picture's row.", body: answer(catalogueEntry) } },
    errors: ['NOT_FOUND'],
  },
  pinImage: {
    route: 'PATCH /api/v1/capture/image/{filename}',
    access: 'capture',
    tag: 'Pictures',
    summary: 'Pin a picture, or unpin it',
    description: 'A pinned picture is never taken by retention.',
    path: imagePath,
    body: pinBody,
    responses: { 200: { description: 'The row as it is now.', body: answer(catalogueEntry) } },
    errors: ['NOT_FOUND'],
  },
  deleteImage: {
    route: 'DELETE /api/v1/capture/image/{filename}',
    access: 'capture',
    tag: 'Pictures',
    summary: 'Delete a picture',
    description: 'Its row stays in the catalogue and says who deleted it.',
    path: imagePath,
    responses: {
      200: { description: 'It is gone.', body: answerWithMessage(z.object({ filename }), 'Image deleted') },
    },
    errors: ['NOT_FOUND'],
  },
} satisfies Record<string, Operation>
