import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { selectionQuery, toSelection } from './lib/selection.ts'
import { stream } from './lib/stream.ts'

/** The selected pictures as a streamed ZIP. */
export const handler = stream(
  {
    access: 'read',
    ticket: 'export',
    tag: 'Pictures',
    summary: 'Download a selection as a ZIP',
    description: 'The pictures, a CSV manifest and SHA-256 checksums, streamed.',
    query: z.object(selectionQuery),
    responses: {
      200: { description: 'The archive.', body: ['application/zip'], headers: ['Content-Disposition'] },
    },
    errors: ['NOT_SUPPORTED_HERE'],
  },
  async ({ query, client }, { captures }, begin) => {
    const archive = await captures.export(toSelection(query), client)
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
    const headers = {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="captures-${stamp}.zip"`,
    }
    await pipeline(archive, begin(headers))
  },
)
