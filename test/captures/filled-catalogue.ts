/** A catalogue with many rows and their events, as captures would have left them, in seconds. */

import { DatabaseSync } from 'node:sqlite'
import { catalogueFile } from '../../runtime/captures/catalogue/database.ts'
import { CHAIN_START, chainHash, eventBody, type Row } from '../../runtime/captures/catalogue/hash-chain.ts'
import { type OpenCatalogue, openCatalogue } from './open-catalogue.ts'

export const FIRST_AT_MS = Date.UTC(2026, 0, 1)
const PER_SAMPLE = 100
export const filenameOf = (index: number) => `capture_S${index}_20260101_000000.jpg`

/** Rows 0 to `rows` - 1: one a second, of sample `S{index / 100}`, described as `number {index}`, of 1,000 bytes. */
export function filledCatalogue(folder: string, rows: number): OpenCatalogue {
  const catalogue = openCatalogue(folder)
  const database = new DatabaseSync(catalogueFile(folder))
  const insert = database.prepare(
    `INSERT INTO captures (filename, state, sample_no, submission_no, description, format, width, height, file_size, sha256,
     captured_at, requested_at, exposed_at, frame_sequence, clock, frame_age_ms, request_id, total_ms, durations, camera)
     VALUES (?, 'stored', ?, ?, ?, 'JPEG', 64, 48, 1000, ?, ?, ?, ?, ?, 'kernel', -20, ?, 40, '{}', 'null') RETURNING *`,
  )
  const append = database.prepare('INSERT INTO events (capture_id, body, hash) VALUES (?, ?, ?)')
  let head = CHAIN_START
  database.exec('PRAGMA synchronous = OFF; BEGIN')
  for (let index = 0; index < rows; index++) {
    const at = new Date(FIRST_AT_MS + index * 1000).toISOString()
    const [sample, submission] = [`S${Math.floor(index / PER_SAMPLE)}`, `SUB${index % 1000}`]
    const sha256 = index.toString(16).padStart(64, '0')
    const row = insert.get(
      filenameOf(index),
      sample,
      submission,
      `number ${index}`,
      sha256,
      at,
      at,
      at,
      index,
      `r${index}`,
    )
    const body = eventBody('stored', at, null, row as Row)
    head = chainHash(head, body)
    append.run(row?.id as number, body, head)
  }
  const count = database.prepare('INSERT INTO counters VALUES (?, ?)')
  for (const [name, value] of Object.entries({
    successes: rows,
    used_bytes: rows * 1000,
    timed: rows,
    timed_ms: rows * 40,
  }))
    count.run(name, value)
  database.exec('COMMIT')
  database.close()
  return catalogue
}
