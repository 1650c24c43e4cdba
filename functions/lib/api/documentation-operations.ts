import { z } from 'zod'
import { docsPath } from '../schemas.ts'
import type { Operation } from './operation.ts'
import { serviceLinks } from './status-models.ts'

/** The addresses that describe the others. */
export const documentationOperations = {
  root: {
    route: 'GET /',
    access: 'public',
    tag: 'Documentation',
    summary: 'The service, by name',
    responses: {
      200: { description: 'For programs.', body: serviceLinks },
      302: { description: 'For browsers (Accept: text/html): to the console.', headers: ['Location'] },
    },
  },
  openapi: {
    route: 'GET /openapi.json',
    access: 'public',
    tag: 'Documentation',
    summary: 'The routes, as OpenAPI 3.1',
    responses: {
      200: { description: 'The document.', body: z.looseObject({ openapi: z.literal('3.1.1') }) },
    },
  },
  asyncapi: {
    route: 'GET /asyncapi.json',
    access: 'public',
    tag: 'Documentation',
    summary: 'The WebSocket messages, as AsyncAPI 3',
    responses: {
      200: { description: 'The document.', body: z.looseObject({ asyncapi: z.literal('3.0.0') }) },
    },
  },
  docs: {
    route: 'GET /docs',
    access: 'public',
    tag: 'Documentation',
    summary: 'The routes as a page to try them on',
    responses: { 200: { description: 'The page.', body: { mediaTypes: ['text/html'] } } },
  },
  docsFile: {
    route: 'GET /docs/{file}',
    access: 'public',
    tag: 'Documentation',
    summary: "The page's own files",
    path: docsPath,
    responses: {
      200: {
        description: 'The file.',
        body: { mediaTypes: ['text/css', 'text/javascript', 'image/png'] },
        headers: ['ETag', 'Cache-Control'],
      },
      304: {
        description: 'The copy that If-None-Match names is the file.',
        headers: ['ETag', 'Cache-Control'],
      },
    },
    errors: ['NOT_FOUND'],
  },
} satisfies Record<string, Operation>
