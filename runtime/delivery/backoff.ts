/** The pause before the next try: doubled after each failure, up to five minutes, with jitter so that many hosts do not return at once. */
const FIRST_MS = 1_000
const LONGEST_MS = 300_000

/** `failures` counts from 1. Returns between half of the pause and the whole, in ms. */
export function backoffMs(failures: number, random = Math.random): number {
  const pauseMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20))
  return pauseMs * (0.5 + random() / 2)
}
