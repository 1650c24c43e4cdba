/** Checks the store of DELIVER_TO as the sender uses it: reach it, sign in, write, and confirm a small object. */
import type { Config } from '../../config.ts'
import { DeliveryError } from '../../delivery/port.ts'
import type { Finding } from './finding.ts'

const TIMEOUT_MS = 30_000

/** A store that is away stops no capture, so a fault is a warning. */
export async function checkDelivery({ target: settings }: Config['delivery']): Promise<Finding[]> {
  if (settings === null) return []
  const { s3Target } = await import('../../delivery/s3/target.ts')
  const target = s3Target(settings)
  try {
    const { conditional_writes, proof } = await target.check(AbortSignal.timeout(TIMEOUT_MS))
    const what = `${target.name} accepts a test object and confirms it (proof: ${proof}).`
    if (conditional_writes) return [{ level: 'ok', what }]
    const why = 'It has no conditional writes: the service asks for the object before each write.'
    return [{ level: 'ok', what, why }]
  } catch (error) {
    const { code, message } =
      error instanceof DeliveryError ? error : new DeliveryError('STORE_ERROR', String(error))
    return [
      {
        level: 'warning',
        what: `${code}: pictures cannot be delivered to ${target.name}.`,
        why: message,
        remedy:
          'Captures work. Retention removes no picture until the store has confirmed it (docs/DELIVERY.md).',
      },
    ]
  }
}
