/** `npm run plate -- FILE… [--wells] [--overlay OUT.jpg]`: what is in a picture, as JSON, one line a file. No camera and no settings. */
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { decode } from '../plate/decode.ts'
import { inspect } from '../plate/inspect.ts'
import { overlay } from '../plate/overlay.ts'
import { commandLine, refuse } from './command-line.ts'

const USAGE = `Usage: npm run plate -- FILE… [--wells] [--overlay OUT.jpg]

Prints one line of JSON for each picture: whether a plate is found, its format, the place of its wells in pixels, and its barcodes.

  --wells            adds the values of every well
  --overlay OUT.jpg  draws the wells over the picture; with one FILE only
`

const { values: options, positionals: files } = commandLine(
  USAGE,
  { wells: { type: 'boolean' }, overlay: { type: 'string' } },
  { least: 1, most: Number.POSITIVE_INFINITY },
)
if (options.overlay !== undefined && files.length > 1) refuse('--overlay needs exactly one FILE.', USAGE)
for (const file of files) await print(file)

async function print(file: string): Promise<void> {
  try {
    const picture = await decode(file)
    const inspection = await inspect(picture)
    const { width, height } = picture
    const wells = options.wells ? { well_values: inspection.wells } : {}
    process.stdout.write(
      `${JSON.stringify({ file: basename(file), width, height, ...inspection.facts, ...wells })}\n`,
    )
    if (options.overlay !== undefined) await writeFile(options.overlay, await overlay(picture, inspection))
  } catch (error) {
    process.stdout.write(
      `${JSON.stringify({ file: basename(file), found: false, error: (error as Error).message })}\n`,
    )
    process.exitCode = 1
  }
}
