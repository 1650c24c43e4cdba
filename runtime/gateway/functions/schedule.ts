/** Runs scheduled functions at an interval, with the event that EventBridge sends. Two runs of one function never overlap. */
import type { ScheduledEvent } from 'aws-lambda'
import type { LoadedFunction } from '../../routes/load.ts'
import { newRequestId } from '../http/request-id.ts'
import type { GatewayLogger } from '../logger.ts'
import { InvocationContext } from './context.ts'
import { invoke } from './handlers.ts'

export interface RunningSchedule {
  /** Runs it now; while it runs already, once more right after. Resolves when that is done; a failure is logged only. */
  run(): Promise<void>
  /** No further runs; resolves when the one that goes on has ended. */
  stop(): Promise<void>
}

export function startSchedule(
  name: string,
  intervalMs: number,
  fn: LoadedFunction,
  logger: GatewayLogger,
): RunningSchedule {
  let current: Promise<void> | undefined
  let again = false
  let stopped = false

  const once = async () => {
    const requestId = newRequestId()
    try {
      await invoke(fn, scheduledEvent(name, requestId, new Date()), new InvocationContext(fn, requestId))
    } catch (error) {
      logger.error('A scheduled run failed; the next one comes as planned', {
        schedule: name,
        request_id: requestId,
        error: error as Error,
      })
    }
  }
  const runAll = async () => {
    do {
      again = false
      await once()
    } while (again && !stopped)
    current = undefined
  }
  const start = () => {
    current ??= runAll()
    return current
  }
  const timer = setInterval(() => void start(), intervalMs)

  return {
    run() {
      if (stopped) return Promise.resolve()
      if (current !== undefined) again = true
      return start()
    },
    async stop() {
      stopped = true
      clearInterval(timer)
      await current
    },
  }
}

/** EventBridge's scheduled event ("Schedule expressions", event of a rule). */
export function scheduledEvent(name: string, id: string, time: Date): ScheduledEvent {
  return {
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: `${time.toISOString().slice(0, 19)}Z`,
    region: 'local',
    resources: [`arn:aws:events:local:000000000000:rule/${name}`],
    detail: {},
  }
}
