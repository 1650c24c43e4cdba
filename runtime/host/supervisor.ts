/** Reports to whatever started this process (systemd or Greengrass): ready, alive, and when it cannot go on. */
import { logger } from '../logger.ts'
import { openGreengrass } from './greengrass.ts'
import { openSystemd } from './systemd.ts'

/** How often the service's own health is checked where systemd does not ask for another interval. */
const HEALTH_INTERVAL_MS = 15_000

/**
 * A process that fails so many checks in a row ends with exit status 1, so that the nucleus starts it again: nucleus lite does
 * nothing when it receives ERRORED, and both editions restart a component whose run script fails.
 */
const FAILED_CHECKS_BEFORE_EXIT = 4

export interface Supervisor {
  stopping(): void
}

interface Options {
  healthIntervalMs?: number
  exit?: (status: number) => void
}

/** Reports readiness now and the result of `healthy` from then on: a watchdog must not hear of a service that does not answer. */
export function reportToSupervisor(
  healthy: () => Promise<boolean>,
  environment = process.env,
  { healthIntervalMs = HEALTH_INTERVAL_MS, exit = process.exit }: Options = {},
): Supervisor {
  const systemd = openSystemd(environment)
  const greengrass = openGreengrass(environment)
  systemd?.send('READY=1')
  greengrass?.report('RUNNING')
  if (systemd === undefined && greengrass === undefined) return { stopping() {} }
  let failedChecks = 0
  const check = async () => {
    const well = await healthy()
    failedChecks = well ? 0 : failedChecks + 1
    if (well) systemd?.send('WATCHDOG=1')
    if (greengrass === undefined || failedChecks < FAILED_CHECKS_BEFORE_EXIT) return
    logger.critical('The service does not answer its own health check; the nucleus must start it again', {
      failed_checks: failedChecks,
    })
    exit(1)
  }
  const timer = setInterval(check, systemd?.watchdogIntervalMs ?? healthIntervalMs).unref()
  return {
    stopping() {
      clearInterval(timer)
      systemd?.send('STOPPING=1')
      greengrass?.close()
    },
  }
}
