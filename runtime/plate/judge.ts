/** Whether the facts of a picture are what the lab expects; each reason says what is wrong and what to do. */
import type { Barcode } from './barcodes.ts'
import type { Orientation, PlateFacts } from './facts.ts'

export interface Expectations {
  /** `reject`: a reason rejects the picture; otherwise it is flagged. */
  gate: 'off' | 'report' | 'reject'
  checks: readonly PlateCheck[]
  /** Number of wells; undefined accepts every format. */
  format: number | undefined
  orientation: Exclude<Orientation, 'unknown'>
  mostClippedShare: number
  mostDarkShare: number
  mostGlareWells: number
  /** Which part of a barcode is the sample: its first group, or the whole match. */
  barcodePattern: string | undefined
}

export type PlateCheck = 'presence' | 'format' | 'orientation' | 'clipping' | 'glare' | 'barcode'

export interface Reason {
  code:
    | 'NO_PLATE'
    | 'WRONG_FORMAT'
    | 'WRONG_ORIENTATION'
    | 'ORIENTATION_UNKNOWN'
    | 'CLIPPED'
    | 'DARK'
    | 'GLARE'
    | 'BARCODE_MISMATCH'
  message: string
}

export interface Judgement extends PlateFacts {
  verdict: 'accepted' | 'flagged' | 'rejected'
  reasons: Reason[]
  /** Null where no barcode says which sample it is. */
  barcode_matches: boolean | null
}

/**
 * The facts with the verdict. A barcode that names another sample is always at least flagged. Where the gate rejects, a plate without
 * a mark of A1 is flagged: it may be turned, so it is not accepted as checked.
 */
export function judge(facts: PlateFacts, sampleNo: string, expected: Expectations): Judgement {
  const matches = barcodeMatches(facts.barcodes, sampleNo, expected.barcodePattern)
  const reasons: Reason[] = []
  const add = (check: PlateCheck, wrong: boolean, code: Reason['code'], message: () => string) => {
    if (wrong && (expected.checks.includes(check) || code === 'BARCODE_MISMATCH'))
      reasons.push({ code, message: message() })
  }
  add(
    'presence',
    !facts.found,
    'NO_PLATE',
    () => 'No plate was found in the picture. Check that a whole plate is in the nest.',
  )
  add(
    'format',
    facts.found && expected.format !== undefined && facts.format !== expected.format,
    'WRONG_FORMAT',
    () => `The plate has ${facts.format} wells. Expected ${expected.format}.`,
  )
  add(
    'orientation',
    facts.found && facts.orientation !== 'unknown' && facts.orientation !== expected.orientation,
    'WRONG_ORIENTATION',
    () =>
      `A1 is at the ${inWords(facts.orientation)}. Expected ${inWords(expected.orientation)}. Turn the plate.`,
  )
  add(
    'orientation',
    expected.gate === 'reject' && facts.found && facts.orientation === 'unknown',
    'ORIENTATION_UNKNOWN',
    () => 'The picture shows no mark that tells where A1 is. Check the orientation of the plate yourself.',
  )
  add(
    'clipping',
    (facts.clipped_share ?? 0) > expected.mostClippedShare,
    'CLIPPED',
    () =>
      `${percent(facts.clipped_share)} of the pixels in wells are clipped. Reduce the exposure or the light.`,
  )
  add(
    'clipping',
    (facts.dark_share ?? 0) > expected.mostDarkShare,
    'DARK',
    () =>
      `${percent(facts.dark_share)} of the pixels in wells are black. Increase the exposure or the light.`,
  )
  add(
    'glare',
    facts.glare_wells.length > expected.mostGlareWells,
    'GLARE',
    () =>
      `A lamp is reflected in ${facts.glare_wells.length} wells: ${facts.glare_wells.slice(0, 12).join(', ')}. Move the lamp.`,
  )
  add(
    'barcode',
    matches === false,
    'BARCODE_MISMATCH',
    () =>
      `The barcode reads ${facts.barcodes.map(({ text }) => text).join(', ')}. The sample is ${sampleNo}.`,
  )
  return {
    ...facts,
    verdict: verdictOf(reasons, expected),
    reasons,
    barcode_matches: matches,
  }
}

function verdictOf(reasons: readonly Reason[], { gate, checks }: Expectations): Judgement['verdict'] {
  if (reasons.length === 0) return 'accepted'
  const rejects = ({ code }: Reason) =>
    code !== 'ORIENTATION_UNKNOWN' && (code !== 'BARCODE_MISMATCH' || checks.includes('barcode'))
  return gate === 'reject' && reasons.some(rejects) ? 'rejected' : 'flagged'
}

function barcodeMatches(
  barcodes: readonly Barcode[],
  sampleNo: string,
  pattern: string | undefined,
): boolean | null {
  if (pattern === undefined) {
    if (barcodes.length === 0) return null
    return barcodes.some(({ text }) => text.trim() === sampleNo)
  }
  const samples = barcodes.flatMap(({ text }) => {
    const match = new RegExp(pattern, 'u').exec(text)
    return match === null ? [] : [match[1] ?? match[0]]
  })
  return samples.length === 0 ? null : samples.includes(sampleNo)
}

const inWords = (orientation: string) => orientation.replace('a1_', '').replace('_', ' ')
const percent = (share: number | null) => `${((share ?? 0) * 100).toFixed(1)} %`
