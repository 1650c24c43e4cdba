/**
 * In a copy: the two changes of CONTRIBUTING.md ("A field of a capture") bring an optional field of the body into the catalogue, the
 * picture, the export, the answers and the API's document.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { catalogueFile } from '../../runtime/captures/catalogue/database.ts'
import { ROOT } from '../support/root.ts'
import { bearer, startProcess } from '../support/service.ts'

const FIELD = `  station: field(z.string().nullable().meta({ example: 'nest 2' }), {
    known: 'intent',
    place: 'capture',
    fact: true,
    xmp: true,
    csv: true,
    body: { schema: identifier.nullish().meta({ description: 'The plate nest.' }), absent: null },
  }),
`
const MIGRATION = `  'ALTER TABLE captures ADD COLUMN station TEXT',\n`

let copy: string
let service: Awaited<ReturnType<typeof startProcess>>

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), 'new-field-'))
  for (const name of ['functions', 'runtime', 'serverless.yml', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true })
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  insertBefore('runtime/device/capture-fields.ts', '\n} satisfies Record<string, Options', FIELD)
  insertBefore('runtime/captures/catalogue/schema.ts', '\n]\n\n/** The `code` of the error', MIGRATION)
  service = await startProcess({ MAX_CAPTURE_AGE_HOURS: '0' }, { root: copy })
}, 60_000)
afterAll(async () => {
  await service?.stop()
  service?.remove()
  rmSync(copy, { recursive: true, force: true })
})

function insertBefore(path: string, anchor: string, text: string) {
  const file = join(copy, path)
  const source = readFileSync(file, 'utf8')
  expect(source.split(anchor)).toHaveLength(2)
  writeFileSync(file, source.replace(anchor, `\n${text.trimEnd()}${anchor}`))
}

it('goes from the body to the catalogue, the picture, the export, the answers and the document', async () => {
  const headers = { ...(await bearer()), 'content-type': 'application/json' }
  const get = (path: string) => fetch(`${service.address}${path}`, { headers })
  const body = JSON.stringify({ sample_no: 'PL-1', station: 'nest 2' })
  const answer = await fetch(`${service.address}/api/v1/capture/image`, { method: 'POST', headers, body })
  const { data } = await answer.json()
  expect(data).toMatchObject({ sample_no: 'PL-1', station: 'nest 2' })
  const { filename } = data.image_data

  const list = await (await get('/api/v1/capture/images')).json()
  expect(list.data.images[0].station).toBe('nest 2')
  const { xmp } = await sharp(join(service.folder, filename)).metadata()
  expect(xmp?.toString()).toContain('&quot;station&quot;:&quot;nest 2&quot;')
  const archive = Buffer.from(await (await get('/api/v1/capture/export')).arrayBuffer()).toString('latin1')
  expect(archive).toMatch(/filename,sample_no,[^\r]*station[^\r]*\r\n[^\r]*nest 2/)
  const document = await (await get('/openapi.json')).json()
  expect(document.components.schemas.CaptureRequest.properties.station.description).toBe('The plate nest.')
  expect(document.components.schemas.CaptureData.properties.station.type).toEqual(['string', 'null'])
  const refused = JSON.stringify({ sample_no: 'PL-1', station: 7 })
  const { status } = await fetch(`${service.address}/api/v1/capture/image`, {
    method: 'POST',
    headers,
    body: refused,
  })
  expect(status).toBe(422)

  await service.stop()
  const database = new DatabaseSync(catalogueFile(service.folder), { readOnly: true })
  expect(database.prepare('SELECT station FROM captures').get()).toEqual({ station: 'nest 2' })
  database.close()
  const verify = join(copy, 'runtime/commands/verify.ts')
  const report = execFileSync(process.execPath, [verify, service.folder], { cwd: copy, encoding: 'utf8' })
  expect(report).toContain('0 problems')
}, 60_000)
