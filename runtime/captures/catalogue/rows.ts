/** A row of the catalogue as the rest of the service sees it. */
import { join } from 'node:path'
import type { CaptureData, CatalogueEntry, ImageFormat } from '../../device/captures.ts'
import type { Row } from './hash-chain.ts'

/** What is known when an attempt begins. */
export interface Intent {
  sampleNo: string
  submissionNo: string | null
  description: string
  format: ImageFormat
  requestedAt: string
  requestId: string
  requestedBy: string | null
  idempotencyKey: string | null
  bodySha256: string
}

/** What is known once the picture is encoded. */
export interface Picture {
  width: number
  height: number
  fileSize: number
  sha256: string
  exposedAt: string
  frameSequence: number
  clock: 'kernel' | 'arrival'
  frameAgeMs: number
}

/** What is known once the picture is on disk; null where a crash came before it was noted. */
export interface Outcome {
  totalMs: number | null
  durations: Record<string, number>
  camera: unknown
}

/** An attempt that a crash cut short; `sha256` is null where it came before the file could have its name. */
export interface UnfinishedAttempt {
  filename: string
  idempotencyKey: string | null
  sha256: string | null
}

export function toData(row: Row, folder: string): CaptureData {
  return {
    image_data: {
      filename: String(row.filename),
      file_path: join(folder, String(row.filename)),
      file_size: Number(row.file_size),
      width: Number(row.width),
      height: Number(row.height),
      format: row.format as ImageFormat,
      captured_at: String(row.captured_at),
      sha256: String(row.sha256),
    },
    sample_no: String(row.sample_no),
    submission_no: row.submission_no as string | null,
    description: String(row.description),
    freshness: {
      requested_at: String(row.requested_at),
      exposed_at: String(row.exposed_at),
      frame_sequence: Number(row.frame_sequence),
      clock: row.clock as 'kernel' | 'arrival',
      frame_age_ms: Number(row.frame_age_ms),
    },
    request_id: String(row.request_id),
  }
}

export function toEntry(row: Row, folder: string): CatalogueEntry {
  return {
    ...toData(row, folder),
    pinned: row.pinned === 1,
    state: row.state as CatalogueEntry['state'],
    requested_by: row.requested_by as string | null,
    durations: JSON.parse(String(row.durations ?? '{}')),
    camera: JSON.parse(String(row.camera ?? 'null')),
  }
}

export function toUnfinished(row: Row): UnfinishedAttempt {
  return {
    filename: String(row.filename),
    idempotencyKey: row.idempotency_key as string | null,
    sha256: row.sha256 as string | null,
  }
}
