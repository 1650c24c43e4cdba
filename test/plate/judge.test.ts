import { expect, test } from 'vitest'
import type { PlateFacts } from '../../runtime/plate/facts.ts'
import { NOT_FOUND } from '../../runtime/plate/inspect.ts'
import { type Expectations, judge } from '../../runtime/plate/judge.ts'

const expected: Expectations = {
  gate: 'report',
  checks: ['presence', 'format', 'orientation', 'clipping', 'glare', 'barcode'],
  format: 96,
  orientation: 'a1_top_left',
  mostClippedShare: 0.02,
  mostDarkShare: 0.5,
  mostGlareWells: 0,
  barcodePattern: undefined,
}
const good: PlateFacts = {
  ...NOT_FOUND,
  found: true,
  format: 96,
  orientation: 'a1_top_left',
  clipped_share: 0,
  dark_share: 0,
}
const code = (text: string) => ({ format: 'Code128', text, corners_px: [] as [number, number][] })
const codes = (facts: PlateFacts, changes: Partial<Expectations> = {}) =>
  judge(facts, 'PL-1', { ...expected, ...changes }).reasons.map((reason) => reason.code)

test('a plate as expected is accepted', () => {
  expect(judge(good, 'PL-1', expected)).toMatchObject({
    verdict: 'accepted',
    reasons: [],
    barcode_matches: null,
  })
})

test.each<[string, Partial<PlateFacts>, string]>([
  ['no plate', { found: false }, 'NO_PLATE'],
  ['another format', { format: 384 }, 'WRONG_FORMAT'],
  ['a turned plate', { orientation: 'a1_bottom_right' }, 'WRONG_ORIENTATION'],
  ['clipped wells', { clipped_share: 0.1 }, 'CLIPPED'],
  ['black wells', { dark_share: 0.9 }, 'DARK'],
  ['a reflection', { glare_wells: ['C7'] }, 'GLARE'],
  ['the barcode of another sample', { barcodes: [code('PL-2')] }, 'BARCODE_MISMATCH'],
])('%s is flagged', (_, changes, reason) => {
  expect(codes({ ...good, ...changes })).toEqual([reason])
})

test('only the checks that PLATE_CHECKS names are reasons, and a wrong barcode is always one', () => {
  expect(codes({ ...good, format: 384, barcodes: [code('PL-2')] }, { checks: [] })).toEqual([
    'BARCODE_MISMATCH',
  ])
})

test('BARCODE_PATTERN says which part of a code is the sample, and other codes say nothing', () => {
  const barcodePattern = '^PLATE:(.+)$'
  expect(
    judge({ ...good, barcodes: [code('PLATE:PL-1')] }, 'PL-1', { ...expected, barcodePattern })
      .barcode_matches,
  ).toBe(true)
  expect(
    judge({ ...good, barcodes: [code('4006381333931')] }, 'PL-1', { ...expected, barcodePattern })
      .barcode_matches,
  ).toBeNull()
})

test('where the gate rejects, a reason rejects; an unknown orientation only flags', () => {
  const reject = { ...expected, gate: 'reject' } as const
  expect(judge(good, 'PL-1', reject).verdict).toBe('accepted')
  expect(judge({ ...good, format: 384 }, 'PL-1', reject).verdict).toBe('rejected')
  expect(judge({ ...good, orientation: 'unknown' }, 'PL-1', reject)).toMatchObject({
    verdict: 'flagged',
    reasons: [{ code: 'ORIENTATION_UNKNOWN' }],
  })
  const noBarcode = { ...reject, checks: ['presence'] } as const
  expect(judge({ ...good, barcodes: [code('PL-2')] }, 'PL-1', noBarcode).verdict).toBe('flagged')
})
