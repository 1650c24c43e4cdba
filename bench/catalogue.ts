/** Measures the catalogue with a million rows beside a thousand rows, in the same run and in turn. */

import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { encodeCursor } from '../runtime/captures/catalogue/cursor.ts'
import { filenameOf, filledCatalogue } from '../test/captures/filled-catalogue.ts'
import { type OpenCatalogue, openCatalogue } from '../test/captures/open-catalogue.ts'
import { quantile, type Section } from './report.ts'

const SIZES = [1_000, 1_000_000]
const ROUNDS = 50

export async function run(): Promise<Section> {
  const folders = SIZES.map((rows) => fill(rows))
  const measured = new Map<string, number[][]>()
  const measure = async (name: string, rounds: number, act: (size: number, round: number) => unknown) => {
    const times: number[][] = SIZES.map(() => [])
    measured.set(name, times)
    for (let round = 0; round < rounds; round++) {
      for (const [index, own] of times.entries()) {
        const startedAt = performance.now()
        await act(index, round)
        own.push(performance.now() - startedAt)
      }
    }
  }

  const catalogues: OpenCatalogue[] = []
  await measure('open at start, and what a crash left', 1, (index) => {
    const catalogue = openCatalogue(folders[index] as string)
    catalogue.unfinished()
    catalogue.statistics()
    catalogues.push(catalogue)
  })
  const at = (index: number) => catalogues[index] as OpenCatalogue
  const rowsOf = (index: number) => SIZES[index] as number
  await measure('newest page of 50', ROUNDS, (index) => at(index).listSlice({ order: 'newest', limit: 50 }))
  await measure('page of 50 from the middle, by its cursor', ROUNDS, (index) => {
    const cursor = encodeCursor(rowsOf(index) / 2)
    return at(index).listSlice({ order: 'newest', limit: 50, cursor })
  })
  await measure('search by sample', ROUNDS, (index, round) =>
    at(index).listSlice({ order: 'newest', limit: 50, sample_no: `S${round % (rowsOf(index) / 100)}` }),
  )
  await measure('statistics', ROUNDS, (index) => at(index).statistics())
  await measure('rows of one capture (three commits, synced)', ROUNDS, (index, round) =>
    insert(at(index), round),
  )
  await measure('one sweep, by size, 1 expired', ROUNDS, (index) => {
    for (const { filename } of at(index).expiring(0, 1, 200)) at(index).leave(filename, 'expired', null)
  })
  await measure('text in the descriptions, a slice of 10,000', 10, (index) =>
    at(index).listSlice({ order: 'newest', limit: 50, text: 'not there' }),
  )
  await measure('folder against catalogue, beside the service', 1, async (index) => {
    const worker = new Worker(new URL('../runtime/captures/folder-scan-worker.ts', import.meta.url), {
      workerData: folders[index],
    })
    await once(worker, 'exit')
  })
  for (const catalogue of catalogues) catalogue.close()
  for (const folder of folders) rmSync(folder, { recursive: true })

  const rows = [...measured].map(([name, times]) => {
    const [small, large] = times.map((own) => quantile(own, 0.5)) as [number, number]
    return [name, show(small), show(large), (large / small).toFixed(2)]
  })
  const page = quantile(measured.get('newest page of 50')?.[1] ?? [], 0.5)
  return {
    title: 'Catalogue, a thousand and a million rows',
    method: `As many files in the folder as rows; medians of ${ROUNDS}, taken in turn. Milliseconds.`,
    columns: ['', '1,000', '1,000,000', 'ratio'],
    rows,
    verdict: [
      `Target: a page of a million rows in under 5 ms; it takes ${show(page)}. Only the comparison of the folder is linear; captures go on beside it.`,
    ],
  }
}

function fill(rows: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'))
  mkdirSync(folder, { recursive: true })
  filledCatalogue(folder, rows).close()
  for (let index = 0; index < rows; index++) writeFileSync(join(folder, filenameOf(index)), '')
  return folder
}

function insert(catalogue: OpenCatalogue, round: number): void {
  const at = new Date().toISOString()
  const filename = catalogue.begin(
    {
      sample_no: 'BENCH',
      submission_no: null,
      description: '',
      format: 'JPEG',
      requested_at: at,
      request_id: `bench-${round}`,
      requested_by: null,
      idempotency_key: `bench-${round}`,
      body_sha256: '',
    },
    Date.now(),
  )
  catalogue.describe(filename, {
    width: 1,
    height: 1,
    file_size: 1,
    sha256: '',
    captured_at: at,
    exposed_at: at,
    frame_sequence: round,
    clock: 'kernel',
    latency_bound_ms: 0,
    latency_source: 'device_clock',
    clock_synchronised: true,
    frame_age_ms: 0,
  })
  catalogue.complete(filename, { total_ms: 1, durations: {}, camera: null })
}

const show = (ms: number) => (ms < 10 ? ms.toFixed(2) : ms.toFixed(0))
