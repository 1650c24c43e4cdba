/** The look at stored pictures: reads the file, has it checked, judges, and notes the result in the catalogue. */
import { ownEnvironment } from '../child-environment.ts'
import type { Captures } from '../device/captures.ts'
import type { PlateReport, Plates } from '../device/plate.ts'
import { ServiceError } from '../errors.ts'
import { logger } from '../logger.ts'
import { plateCheckSeconds, plateVerdictsTotal } from '../metrics.ts'
import { openChecker } from '../plate/checker.ts'
import type { Inspection } from '../plate/facts.ts'
import { NOT_FOUND } from '../plate/inspect.ts'
import { type Expectations, judge } from '../plate/judge.ts'

export interface PlatesOptions extends Expectations {
  gate: 'off' | 'report' | 'reject'
  timeLimitMs: number
}

/** A look holds some copies of a picture's pixels outside of this limit, which is for the thread's objects. */
const MEMORY_LIMIT_MB = 128
const QUEUE_PLACES = 8

type Store = Pick<Captures, 'open' | 'notePlate'>

export function openPlates(captures: Store, options: PlatesOptions): Plates & { close(): Promise<void> } {
  const checker = openChecker({
    timeLimitMs: options.timeLimitMs,
    memoryLimitMb: MEMORY_LIMIT_MB,
    queuePlaces: QUEUE_PLACES,
    env: ownEnvironment(),
  })
  const inspectStored = async (filename: string): Promise<Inspection & { report: PlateReport }> => {
    const image = await captures.open(filename)
    const inspection = await checker.inspect(await image.read())
    return { ...inspection, report: judge(inspection.facts, image.entry.sample_no, options) as PlateReport }
  }
  return {
    gate: options.gate,
    async check(filename) {
      const report = await inspectStored(filename).then(
        (looked) => looked.report,
        (error) => notChecked((error as Error).message),
      )
      plateCheckSeconds.observe(report.took_ms / 1000)
      plateVerdictsTotal.inc({ verdict: report.verdict, reason: '' })
      for (const { code } of report.reasons) plateVerdictsTotal.inc({ verdict: report.verdict, reason: code })
      await captures
        .notePlate(filename, report)
        .catch((error) => logger.warn('The result of a plate check could not be stored', error as Error))
      return report
    },
    async wells(filename) {
      const { facts, wells, report } = await inspectStored(filename)
      if (!facts.found)
        throw new ServiceError('NOT_FOUND', `No plate was found in ${filename}, so that it has no wells.`)
      return { report, wells }
    },
    close: () => checker.close(),
  }
}

function notChecked(message: string): PlateReport {
  return {
    ...(NOT_FOUND as Omit<PlateReport, 'verdict' | 'reasons' | 'barcode_matches'>),
    verdict: 'not_checked',
    reasons: [{ code: 'NOT_CHECKED', message }],
    barcode_matches: null,
  }
}
