/** Deliveries as the settings want them: the target, and the sender that feeds it. */
import type { DeliveryCounts } from '../captures/catalogue/deliveries.ts'
import type { Deliveries } from '../device/deliveries.ts'
import { deliveriesWaiting } from '../metrics.ts'
import type { S3Settings } from './s3/client.ts'
import { type Outbox, startSender } from './sender.ts'

/** Between two counts for GET /metrics. */
const COUNT_INTERVAL_MS = 15_000

export interface DeliveriesOptions {
  /** null: DELIVER_TO is not set, and nothing is sent. */
  target: S3Settings | null
  device: string
  maxKbps: number
  folder: string
  outbox: Outbox & { deliveryCounts(): Promise<DeliveryCounts> }
  idle(): Promise<void>
  /** Registers what is called when a picture was stored. */
  onStored(listener: () => void): void
}

/** The library of the store is loaded only where DELIVER_TO is set: it takes some 30 MB. */
export async function openDeliveries(
  options: DeliveriesOptions,
): Promise<Deliveries & { close(): Promise<void> }> {
  const { device, outbox } = options
  if (options.target === null) {
    const nothing = { waiting: 0, waiting_bytes: 0, oldest_waiting_at: null, set_aside: [], problem: null }
    return {
      status: async () => ({
        target: null,
        device,
        ...nothing,
        delivered_total: (await outbox.deliveryCounts()).delivered_total,
      }),
      async close() {},
    }
  }
  const { s3Target } = await import('./s3/target.ts')
  const target = s3Target(options.target)
  const sender = startSender({ ...options, target })
  options.onStored(sender.wake)
  const count = async () => {
    const counts = await outbox.deliveryCounts()
    deliveriesWaiting.set(counts.waiting)
    return counts
  }
  const timer = setInterval(() => count().catch(() => {}), COUNT_INTERVAL_MS).unref()
  return {
    status: async () => ({ target: target.name, device, ...(await count()), problem: sender.problem() }),
    async close() {
      clearInterval(timer)
      await sender.close()
    },
  }
}
