/** The outbox: which stored pictures still have to reach the store, and what became of each delivery. */
import type { DeliveryStatus } from '../../device/deliveries.ts'
import { count, counters } from './counters.ts'
import type { CatalogueDatabase } from './database.ts'
import { appendEvent } from './events.ts'
import { CHAIN_START } from './hash-chain.ts'

/** A picture to deliver, with the event of the hash chain that stored it: facts that never change. */
export interface WaitingPicture {
  id: number
  filename: string
  file_size_bytes: number
  sha256: string
  captured_at: string
  sample_no: string
  submission_no: string | null
  description: string
  event: { seq: number; body: string; hash: string; previous_hash: string }
}

export type DeliveryCounts = Omit<DeliveryStatus, 'target' | 'device' | 'problem'>

const WAITING = "state = 'stored' AND delivery IS NULL"
const SET_ASIDE_SHOWN = 20

/** The newest or the oldest waiting picture whose row is not in `except`; null where none is left. */
export function nextDelivery(
  database: CatalogueDatabase,
  order: 'newest' | 'oldest',
  except: number[],
): WaitingPicture | null {
  const row = database.get(
    `SELECT id, filename, file_size, sha256, captured_at, sample_no, submission_no, description
     FROM captures INDEXED BY undelivered
     WHERE ${WAITING} AND id NOT IN (SELECT value FROM json_each(?))
     ORDER BY id ${order === 'newest' ? 'DESC' : 'ASC'} LIMIT 1`,
    JSON.stringify(except),
  )
  if (!row) return null
  const { file_size, ...facts } = row
  const event = database.get(
    `SELECT seq, body, hash,
       coalesce((SELECT hash FROM events before WHERE before.seq = events.seq - 1), ?) AS previous_hash
     FROM events WHERE capture_id = ? ORDER BY seq LIMIT 1`,
    CHAIN_START,
    row.id as number,
  )
  return { ...facts, file_size_bytes: Number(file_size), event } as unknown as WaitingPicture
}

/** Notes that the store has confirmed the picture, under which key and by which proof. False where it is not stored any more. */
export function delivered(
  database: CatalogueDatabase,
  id: number,
  to: { target: string; key: string; proof: string },
): boolean {
  return database.transaction(() => {
    const changed = database.run(
      `UPDATE captures SET delivery = 'delivered', delivered_as = ? WHERE id = ? AND ${WAITING}`,
      to.key,
      id,
    )
    if (changed === 0) return false
    count(database, 'delivered', 1)
    appendEvent(database, 'delivered', id, null, to)
    return true
  })
}

/** A picture that a person must look at. It does not hold up the others. */
export function setAside(database: CatalogueDatabase, id: number, reason: 'conflict' | 'unreadable'): void {
  database.run(`UPDATE captures SET delivery = ? WHERE id = ? AND ${WAITING}`, reason, id)
}

/** Lets the pictures that were set aside wait again; returns how many. */
export function retrySetAside(database: CatalogueDatabase): number {
  return database.run(
    "UPDATE captures SET delivery = NULL WHERE state = 'stored' AND delivery IN ('conflict', 'unreadable')",
  )
}

export function deliveryCounts(database: CatalogueDatabase): DeliveryCounts {
  const waiting = database.get(
    `SELECT count(*) AS count, coalesce(sum(file_size), 0) AS bytes FROM captures INDEXED BY undelivered WHERE ${WAITING}`,
  )
  const oldest = database.get(
    `SELECT captured_at FROM captures INDEXED BY undelivered WHERE ${WAITING} ORDER BY id LIMIT 1`,
  )
  const aside = database.all(
    `SELECT filename, delivery AS reason FROM captures INDEXED BY set_aside
     WHERE state = 'stored' AND delivery IN ('conflict', 'unreadable') ORDER BY id LIMIT ?`,
    SET_ASIDE_SHOWN,
  )
  return {
    waiting: Number(waiting?.count),
    waiting_bytes: Number(waiting?.bytes),
    oldest_waiting_at: (oldest?.captured_at as string | undefined) ?? null,
    delivered_total: counters(database).delivered ?? 0,
    set_aside: aside as unknown as DeliveryCounts['set_aside'],
  }
}
