import { pipeline } from 'node:stream/promises'
import { captureOperations } from './lib/api/capture-operations.ts'
import { toSelection } from './lib/selection.ts'
import { stream } from './lib/stream.ts'

/** A selection as a ZIP with a CSV manifest and checksums, streamed. */
export const handler = stream(captureOperations.exportImages, async ({ query }, { captures }, begin) => {
  const archive = await captures.export(toSelection(query))
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  const headers = {
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="captures-${stamp}.zip"`,
  }
  await pipeline(archive, begin(headers))
})
