/**
 * Delivers the waiting pictures, for as long as it takes. Two lanes, so that neither end of a long queue waits for the other: one takes
 * the newest picture, one the oldest. A fault of the store pauses both; a fault of one picture lets only that picture wait.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { WaitingPicture } from '../captures/catalogue/deliveries.ts'
import { monotonicMs } from '../clock.ts'
import type { DeliveryProblem } from '../device/deliveries.ts'
import { logger } from '../logger.ts'
import { deliveriesTotal, deliveryBytesTotal } from '../metrics.ts'
import { backoffMs } from './backoff.ts'
import { toItem } from './item.ts'
import { DELIVERY_FAULTS, DeliveryError, type Target } from './port.ts'

/**
 * So many failures without a success between them are a fault of the store, whatever it calls them: every picture would fail, and be
 * remembered, one after the other.
 */
const MANY_FAILURES = 8
/** Without a word from a capture: pictures that were adopted, or whose pause is over, are found within this time. */
const LOOK_AGAIN_MS = 5_000

/** The catalogue, as far as the sender needs it. */
export interface Outbox {
  nextDelivery(order: 'newest' | 'oldest', except: number[]): Promise<WaitingPicture | null>
  delivered(id: number, to: { target: string; key: string; proof: string }): Promise<boolean>
  setAside(id: number, reason: 'conflict' | 'unreadable'): Promise<void>
  retrySetAside(): Promise<number>
}

export interface SenderOptions {
  outbox: Outbox
  target: Target
  /** DEVICE_NAME. */
  device: string
  folder: string
  /** DELIVER_MAX_KBPS, in kilobits a second; 0 sets no limit. */
  maxKbps: number
  /** Resolves while no capture is under way: a capture comes first. */
  idle(): Promise<void>
}

export interface Sender {
  /** Something new may be waiting. */
  wake(): void
  /** The last fault that has not been followed by a delivery; null where all is well. */
  problem(): DeliveryProblem | null
  close(): Promise<void>
}

export function startSender(options: SenderOptions): Sender {
  const { outbox, target, device, folder, maxKbps, idle } = options
  const closing = new AbortController()
  const { signal } = closing
  const underWay = new Set<number>()
  /** Pictures that wait alone: how often they failed, and until when. */
  const paused = new Map<number, { failures: number; untilMs: number }>()
  let storeFailures = 0
  let failuresInRow = 0
  let storePausedUntilMs = 0
  let problem: DeliveryProblem | null = null
  let woken = Promise.withResolvers<void>()

  const sleep = async (milliseconds: number, news?: Promise<void>) => {
    const timer = new AbortController()
    const elapsed = delay(milliseconds, undefined, {
      signal: AbortSignal.any([signal, timer.signal]),
      ref: false,
    })
    await Promise.race([elapsed.catch(() => {}), ...(news === undefined ? [] : [news])])
    timer.abort()
  }

  const exceptNow = () => [
    ...underWay,
    ...[...paused].filter(([, { untilMs }]) => untilMs > monotonicMs()).map(([id]) => id),
  ]

  const failed = async ({ id, filename }: WaitingPicture, thrown: unknown) => {
    const error =
      thrown instanceof DeliveryError ? thrown : new DeliveryError('STORE_ERROR', String(thrown), thrown)
    const kind = DELIVERY_FAULTS[error.code]
    const isNews = problem?.code !== error.code
    problem = { code: error.code, message: error.message, at: new Date().toISOString() }
    deliveriesTotal.inc({ result: error.code })
    failuresInRow += 1
    const ofTheStore = kind === 'store' || failuresInRow >= MANY_FAILURES
    if (ofTheStore) storePausedUntilMs = monotonicMs() + backoffMs(++storeFailures)
    if (kind === 'picture') {
      const failures = (paused.get(id)?.failures ?? 0) + 1
      paused.set(id, { failures, untilMs: monotonicMs() + backoffMs(failures) })
    }
    if (kind === 'final') await outbox.setAside(id, error.code === 'CONFLICT' ? 'conflict' : 'unreadable')
    if (isNews) logger.warn('A delivery failed', { filename, code: error.code, error })
  }

  const deliverOne = async (picture: WaitingPicture) => {
    const startedMs = monotonicMs()
    try {
      const { key, proof } = await target.deliver(toItem(picture, device, folder), signal)
      await outbox.delivered(picture.id, { target: target.name, key, proof })
      paused.delete(picture.id)
      if (problem !== null) logger.info('Deliveries work again', { target: target.name })
      problem = null
      storeFailures = failuresInRow = 0
      deliveriesTotal.inc({ result: 'delivered' })
      deliveryBytesTotal.inc(picture.file_size_bytes)
    } catch (error) {
      if (!signal.aborted) await failed(picture, error)
    }
    // Each lane has half of the bandwidth.
    if (maxKbps > 0) {
      const atLeastMs = (picture.file_size_bytes * 8) / (maxKbps / 2)
      await sleep(Math.max(0, atLeastMs - (monotonicMs() - startedMs)))
    }
  }

  const lane = async (order: 'newest' | 'oldest') => {
    while (!signal.aborted) {
      await idle()
      const pauseMs = storePausedUntilMs - monotonicMs()
      if (pauseMs > 0) {
        await sleep(pauseMs)
        continue
      }
      const news = woken.promise
      const picture = await outbox.nextDelivery(order, exceptNow()).catch((error) => {
        logger.warn('The catalogue cannot say what waits to be delivered', error)
        return null
      })
      if (signal.aborted) return
      if (picture === null) {
        await sleep(LOOK_AGAIN_MS, news)
        continue
      }
      if (underWay.has(picture.id)) continue
      underWay.add(picture.id)
      await deliverOne(picture).catch((error) => logger.error('A delivery could not be noted', error))
      underWay.delete(picture.id)
    }
  }

  const lanes = outbox
    .retrySetAside()
    .catch(() => 0)
    .then(() => Promise.all([lane('newest'), lane('oldest')]))
  return {
    wake() {
      woken.resolve()
      woken = Promise.withResolvers<void>()
    },
    problem: () => problem,
    async close() {
      closing.abort()
      woken.resolve()
      await lanes
    },
  }
}
