/** Tells whoever started this process (systemd or Greengrass) that it is ready, alive, or no longer so. */
import { openGreengrass } from './greengrass.ts'
import { openSystemd } from './systemd.ts'

/** How often the service's own health is asked where systemd does not say how often it wants to hear. */
const HEALTH_INTERVAL_MS = 15_000

export interface Supervisor {
  stopping(): void
}

/** Reports readiness now and `healthy` from then on: a watchdog only hears of a service that answers. */
export function reportToSupervisor(healthy: () => Promise<boolean>, environment = process.env): Supervisor {
  const systemd = openSystemd(environment)
  const greengrass = openGreengrass(environment)
  systemd?.send('READY=1')
  greengrass?.('RUNNING')
  if (systemd === undefined && greengrass === undefined) return { stopping() {} }
  const report = async () => {
    const well = await healthy()
    if (well) systemd?.send('WATCHDOG=1')
    greengrass?.(well ? 'RUNNING' : 'ERRORED')
  }
  const timer = setInterval(report, systemd?.watchdogIntervalMs ?? HEALTH_INTERVAL_MS).unref()
  return {
    stopping() {
      clearInterval(timer)
      systemd?.send('STOPPING=1')
    },
  }
}
