import { z } from 'zod'
import type { Device } from '../runtime/device/device.ts'
import { type WellValueRow, wellValue } from '../runtime/device/plate.ts'
import { answer } from './lib/api/model.ts'
import { http } from './lib/http.ts'
import type { Input } from './lib/http-input.ts'
import { Reply } from './lib/http-reply.ts'
import { imagePath } from './lib/schemas.ts'

const wellsQuery = z.object({
  format: z
    .enum(['json', 'csv'], { error: 'must be json or csv' })
    .optional()
    .meta({ description: 'Default: csv where Accept asks for text/csv, and json otherwise.' }),
})
const wellsHeaders = z.object({ accept: z.string().optional().meta({ description: 'text/csv for CSV.' }) })

type WellsInput = Input<undefined, z.output<typeof imagePath>, z.output<typeof wellsQuery>>

/** The values of every well of a stored picture. */
export async function imageWells({ path, query, headers }: WellsInput, { plates }: Device) {
  const { report, wells } = await plates.wells(path.filename)
  const csv =
    query.format === 'csv' || (query.format === undefined && /\btext\/csv\b/.test(headers.accept ?? ''))
  if (csv) return new Reply(200, toCsv(wells), { 'content-type': 'text/csv; charset=utf-8' })
  return {
    success: true,
    data: { filename: path.filename, format: report.format, orientation: report.orientation, wells },
    timestamp: new Date().toISOString(),
  }
}

const COLUMNS = ['name', 'row', 'column', 'x_px', 'y_px', 'radius_px'] as const

/** One row a well, by RFC 4180. */
function toCsv(wells: readonly WellValueRow[]): string {
  const lists = ['mean_r,mean_g,mean_b', 'sd_r,sd_g,sd_b', 'lab_l,lab_a,lab_b']
  const heading = [...COLUMNS, ...lists, 'clipped_share', 'dark_share', 'glare'].join(',')
  const rows = wells.map((well) =>
    [
      ...COLUMNS.map((name) => well[name]),
      ...well.mean_rgb,
      ...well.sd_rgb,
      ...well.lab,
      well.clipped_share,
      well.dark_share,
      well.glare,
    ].join(','),
  )
  return `${[heading, ...rows].join('\r\n')}\r\n`
}

const wellsAnswer = z
  .object({
    filename: z.string(),
    format: z.int().nullable(),
    orientation: z.string(),
    wells: z.array(wellValue),
  })
  .meta({ id: 'ImageWells' })

export const handler = http(
  {
    access: 'read',
    tag: 'Pictures',
    summary: 'The place and the colour of every well in a picture',
    description:
      'Means are over a disc of 0.6 of the fitted radius. CIE L*a*b* is for D65, from sRGB. Answers NOT_FOUND where the picture shows no whole plate.',
    path: imagePath,
    query: wellsQuery,
    headers: wellsHeaders,
    responses: {
      200: { description: 'One entry a well, row by row; JSON or CSV.', body: answer(wellsAnswer) },
    },
    errors: ['NOT_FOUND'],
  },
  imageWells,
)
