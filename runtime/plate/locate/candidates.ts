/** All lattices of circles in a picture, of any radius, best first. */
import { lattices } from './bases.ts'
import type { Edges } from './edges.ts'
import { grown, type Node } from './grow.ts'
import { PeakGrid } from './peak-grid.ts'
import { circleCentres } from './votes.ts'

export interface Candidate {
  radius: number
  nodes: Node[]
  strength: number
}

const LEAST_RADIUS_PX = 3.4
const RADIUS_STEP = 1.15
/** A 6-well plate that fills the picture has a radius of 0.21 of its smaller side. */
const LARGEST_RADIUS_SHARE = 0.27
const MOST_PEAKS = 2200
/** A 6-well plate has 6 wells; one may be hidden. */
const LEAST_NODES = 5

export function candidates(edges: Edges): Candidate[] {
  const found: Candidate[] = []
  const largest = Math.min(edges.width, edges.height) * LARGEST_RADIUS_SHARE
  for (let radius = LEAST_RADIUS_PX; radius < largest; radius *= RADIUS_STEP) {
    const peaks = circleCentres(edges, radius, MOST_PEAKS)
    const grid = new PeakGrid(peaks, radius)
    for (const basis of lattices(peaks, grid, radius)) {
      const nodes = grown(peaks, grid, basis)
      if (nodes.length < LEAST_NODES) continue
      found.push({ radius, nodes, strength: nodes.reduce((sum, node) => sum + node.strength, 0) })
    }
  }
  // Few but strong circles are a plate of 6 or 12 wells; many are one of 96.
  const rank = ({ strength, nodes }: Candidate) => strength / Math.sqrt(nodes.length)
  return found.sort((a, b) => rank(b) - rank(a))
}
