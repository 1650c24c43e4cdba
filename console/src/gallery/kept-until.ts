/** Until when a picture is kept, as the service's retention has it: nobody should count on a picture that is removed tomorrow. */
import type { CaptureData, CatalogueEntry } from '../../../client/src/index.ts'
import { retention } from '../state/service.ts'
import { dayTime, number, text } from '../text/text.ts'

const HOUR_MS = 3_600_000

/** For one picture; null before the service has told its rules. The service counts only the time that it runs: it may be later. */
export function keptUntil(picture: CaptureData & Partial<Pick<CatalogueEntry, 'pinned'>>): string | null {
  const { kept } = text.value
  const rules = retention.value
  if (rules === null) return null
  if (picture.pinned) return kept.pinned
  const { max_age_hours: hours, max_storage_bytes: limit } = rules
  if (hours === 0) return limit === 0 ? kept.always : kept.untilSpace
  const end = dayTime(Date.parse(picture.image_data.captured_at) + hours * HOUR_MS)
  return limit === 0 ? kept.until(end) : kept.untilOrSpace(end)
}

/** The rule in a sentence; null where pictures are never removed. */
export function retentionRule(): string | null {
  const { kept } = text.value
  const rules = retention.value
  if (rules === null || (rules.max_age_hours === 0 && rules.max_storage_bytes === 0)) return null
  return rules.max_age_hours === 0 ? kept.spaceRule : kept.rule(number(rules.max_age_hours))
}
