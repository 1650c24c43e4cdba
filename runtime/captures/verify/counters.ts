import type { CatalogueReader } from '../catalogue/reader.ts'
import type { Found } from './problem.ts'

/** The counter that statistics and retention use is the sum of the rows, in bytes. */
export function verifyCounters(catalogue: CatalogueReader, found: Found): void {
  const { summed, counted } = catalogue.usedBytes()
  if (summed !== counted)
    found({ what: 'counter', name: 'used_bytes', problem: `is ${counted}. The sum of the rows is ${summed}` })
}
