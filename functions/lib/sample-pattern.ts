/** SAMPLE_NO_PATTERN: the form that a laboratory's own sample numbers have. */
import { Script } from 'node:vm'
import type { Config } from '../../runtime/config.ts'
import { unfitRequest } from '../../runtime/errors.ts'

/** A pattern that needs longer for 128 characters backtracks without end; an ordinary one needs microseconds. */
const TIME_LIMIT_MS = 100
const TEST = new Script('pattern.test(text)')

/**
 * Checks a number against the pattern; without a pattern every number passes. Throws VALIDATION_ERROR. For every handler
 * that takes a sample number, with its field as in `body.sample_no`.
 */
export function checkSampleNo(sampleNo: string, { capture }: Config, path = 'body.sample_no'): void {
  const { sampleNoPattern } = capture
  if (sampleNoPattern === undefined) return
  const pattern = new RegExp(`^(?:${sampleNoPattern})$`, 'u')
  try {
    // Only the script's own watchdog can stop a regular expression.
    if (TEST.runInNewContext({ pattern, text: sampleNo }, { timeout: TIME_LIMIT_MS }) === true) return
  } catch {
    throw unfitRequest([{ path, message: 'could not be checked: SAMPLE_NO_PATTERN needs too long for it' }])
  }
  throw unfitRequest([{ path, message: `does not match SAMPLE_NO_PATTERN, ${sampleNoPattern}` }])
}
