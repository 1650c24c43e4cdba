/** A row of the catalogue: how its fields are written, and how the rest of the service sees them. */
import { join } from 'node:path'
import { type FieldName, fieldNames, fieldOptions, type KnownFields } from '../../device/capture-fields.ts'
import type { CaptureData, CatalogueEntry } from '../../device/captures.ts'
import type { Row } from './hash-chain.ts'

/** The fields that are known when an attempt begins. */
export type Intent = KnownFields<'intent'>
/** The fields that are known once the picture is encoded. */
export type Picture = KnownFields<'picture'>
/** The fields that are known once the picture is on disk; `total_ms` is null where a crash came first. */
export type Outcome = KnownFields<'outcome'>

/** An attempt that a crash cut short; `sha256` is null where the crash came before the file could have its name. */
export interface UnfinishedAttempt {
  filename: string
  idempotency_key: string | null
  sha256: string | null
}

type ColumnValue = string | number | null

/** The columns of the fields that become known at one step, and their values, in one order. */
export const INTENT_COLUMNS = fieldNames(({ known }) => known === 'intent')
export const PICTURE_COLUMNS = fieldNames(({ known }) => known === 'picture')
export const OUTCOME_COLUMNS = fieldNames(({ known }) => known === 'outcome')

export function toColumns(names: FieldName[], fields: Partial<Record<FieldName, unknown>>): ColumnValue[] {
  return names.map((name) => {
    const value = fields[name] ?? null
    const { json, flag } = fieldOptions(name)
    if (flag === true) return value === null ? null : Number(value)
    return json === true ? JSON.stringify(value) : (value as ColumnValue)
  })
}

export function toData(row: Row, folder: string): CaptureData {
  const image_data = placed(row, 'image_data')
  return {
    image_data: { ...image_data, file_path: join(folder, String(row.filename)) },
    ...placed(row, 'capture'),
    freshness: placed(row, 'freshness'),
  } as unknown as CaptureData
}

export function toEntry(row: Row, folder: string): CatalogueEntry {
  return { ...toData(row, folder), ...placed(row, 'entry') } as CatalogueEntry
}

export function toUnfinished(row: Row): UnfinishedAttempt {
  return {
    filename: String(row.filename),
    idempotency_key: row.idempotency_key as string | null,
    sha256: row.sha256 as string | null,
  }
}

function placed(row: Row, place: 'capture' | 'image_data' | 'freshness' | 'entry'): Record<string, unknown> {
  const names = fieldNames((options) => options.place === place)
  return Object.fromEntries(names.map((name) => [name, fromColumn(name, row[name])]))
}

function fromColumn(name: FieldName, value: Row[string] | undefined): unknown {
  const { json, flag } = fieldOptions(name)
  if (flag === true) return value === null || value === undefined ? null : value === 1
  if (json !== true) return value ?? null
  return parsed(value) ?? (name === 'durations' ? {} : null)
}

/** Text that is not valid JSON is shown as missing: one damaged row must not empty a whole list. `verify` names it. */
function parsed(value: Row[string] | undefined): unknown {
  try {
    return JSON.parse(String(value ?? null))
  } catch {
    return null
  }
}
