/** Prints how many cases a host passed, with any reporter. */
import { writeSync } from 'node:fs'
import type { RunnerTestCase } from 'vitest'

export function printCaseCount(host: string, cases: RunnerTestCase[]): void {
  const passed = cases.filter(({ result }) => result?.state === 'pass').length
  writeSync(1, `host contract: ${host}: ${passed} of ${cases.length} cases passed\n`)
}
