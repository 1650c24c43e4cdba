/** Reads the facts inside a file as strictly as a request: anybody who can write a file can write its facts. */
import { z } from 'zod'
import { fieldNames, fieldOptions, placedSchemas } from '../device/capture-fields.ts'
import type { FreshnessReceipt } from '../device/captures.ts'
import { freeText } from '../device/identifier.ts'
import type { PictureFacts } from './metadata.ts'

/** A file is written right after its exposure, but FAT keeps its time in the zone of the host, which is up to 14 h from UTC. */
const TOLERANCE_MS = 24 * 3_600_000

const time = z.iso.datetime().refine((text) => !Number.isNaN(Date.parse(text)))
const shortText = freeText.min(1).max(200)

const CAPTURE_NAMES = fieldNames(({ xmp, place }) => xmp === true && place === 'capture')
/** What callers send is checked as a request is; the rest is short text. */
const captureSchema = z.object(
  Object.fromEntries(CAPTURE_NAMES.map((name) => [name, fieldOptions(name).body?.schema ?? shortText])),
)
const freshnessSchema = z.object({ ...placedSchemas('freshness'), requested_at: time, exposed_at: time })
/** Pictures of earlier versions do not have every field. */
const ABSENT = Object.fromEntries(
  fieldNames(({ place }) => place === 'freshness').map((name) => [name, null]),
)

/** The facts that can be believed; `freshness` is null where only its times or numbers cannot. */
export type AdoptedFacts = Omit<PictureFacts, 'freshness' | 'camera' | 'software'> & {
  freshness: FreshnessReceipt | null
}

/**
 * Returns what can be believed of the facts in a file that was last written at `writtenAtMs` (its mtime); null where they are not
 * valid as the body of a request. A time after the file was written is not the time of its picture.
 */
export function adoptedFacts(facts: unknown, writtenAtMs: number): AdoptedFacts | null {
  const capture = captureSchema.safeParse(facts)
  if (!capture.success) return null
  const found = (facts as { freshness?: unknown }).freshness
  const given = typeof found === 'object' ? found : {}
  const { success, data } = freshnessSchema.safeParse({ ...ABSENT, ...given })
  const inTime = (text: string) => Date.parse(text) <= writtenAtMs + TOLERANCE_MS
  const believed = success && inTime(data.requested_at) && inTime(data.exposed_at)
  const fields = Object.fromEntries(
    CAPTURE_NAMES.map((name) => [name, capture.data[name] ?? fieldOptions(name).body?.absent]),
  )
  return { ...(fields as unknown as AdoptedFacts), freshness: believed ? (data as FreshnessReceipt) : null }
}
