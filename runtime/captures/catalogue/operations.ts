/** The operations of the catalogue's thread. Each takes the database first, and is explained where it is written. */
import * as attempts from './attempts.ts'
import { correct } from './correct.ts'
import { usedBytes } from './counters.ts'
import type { CatalogueDatabase } from './database.ts'
import * as deliveries from './deliveries.ts'
import { noteClockStep } from './events.ts'
import { expiring } from './expiring.ts'
import { listSlice } from './listing.ts'
import * as pictures from './pictures.ts'
import { statistics } from './statistics.ts'

const { begin, rename, describe, complete, fail, unfinished } = attempts
const { nextDelivery, delivered, setAside, retrySetAside, deliveryCounts } = deliveries
const { adopt, found, leave, pin, notePlate, reject, entry, byKey } = pictures

export const operations = {
  begin,
  rename,
  describe,
  complete,
  fail,
  unfinished,
  adopt,
  found,
  leave,
  pin,
  correct,
  notePlate,
  reject,
  entry,
  byKey,
  listSlice,
  statistics,
  usedBytes,
  expiring,
  noteClockStep,
  nextDelivery,
  delivered,
  setAside,
  retrySetAside,
  deliveryCounts,
  /** The wall clock as an earlier run last kept it, in ms since the epoch; null in a new catalogue. */
  lastWallClockMs: (database: CatalogueDatabase) => database.lastWallClockMs,
} satisfies Record<string, (database: CatalogueDatabase, ...args: never[]) => unknown>

export type Operations = typeof operations
