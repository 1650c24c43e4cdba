/** Text that somebody chose to harm whoever opens the manifest or the picture. */

import sharp from 'sharp'
import { expect, test } from 'vitest'
import { csvCell } from '../../runtime/captures/csv.ts'
import { readPicture, xmpOf } from '../../runtime/captures/metadata.ts'

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\n=1',
  '\r=1',
  '\t=1',
  ' =1',
  '＝1+1',
  '＋1',
  '－1',
  '＠A1',
  '\u00a0=1',
])('a cell that a spreadsheet would run is text: %j', (text) => {
  expect(csvCell(text)).toMatch(/^"?'/)
})

test('numbers and ordinary text stay as they are, and quotes are doubled', () => {
  expect([-1.5, 'PL-0101', 'a,b', 'say "yes"', null, undefined].map(csvCell)).toEqual([
    '-1.5',
    'PL-0101',
    '"a,b"',
    '"say ""yes"""',
    '',
    '',
  ])
})

test('control characters and markup in a fact leave the XMP well formed, and the facts can be read back', async () => {
  const facts = {
    sample_no: 'A<1>&"\'',
    description: 'bell\u0007 null\u0000 escape\u001b \ufffe \ud800 </rdf:li> end',
    camera: 'Cam\u0001era',
    software: 'x',
  } as unknown as Parameters<typeof xmpOf>[0]
  const xmp = xmpOf(facts)
  // XML 1.0 section 2.2: no character outside Char.
  expect(xmp).not.toMatch(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u)
  expect(xmp.match(/<\/rdf:li>/g)).toHaveLength(1)
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .withXmp(xmp)
    .jpeg()
    .toBuffer()
  expect((await readPicture(picture)).facts).toMatchObject({ sample_no: 'A<1>&"\'', software: 'x' })
})
