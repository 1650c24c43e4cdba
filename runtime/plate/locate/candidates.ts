/** All lattices of circles in a picture, of any radius, best first. */
import { lattices } from './bases.ts'
import type { Edges } from './edges.ts'
import { grown, type Node } from './grow.ts'
import { PeakGrid } from './peak-grid.ts'
import { circleCentres, votersOf } from './votes.ts'

export interface Candidate {
  radius: number
  nodes: Node[]
  strength: number
}

export const LEAST_RADIUS_PX = 3.4
const RADIUS_STEP = 1.15
/** A 6-well plate that fills the picture has a radius of 0.21 of its smaller side. */
const LARGEST_RADIUS_SHARE = 0.27
const MOST_PEAKS = 2200
/** A 6-well plate has 6 wells; one may be hidden. */
const LEAST_NODES = 5

/** Lattices of circles whose radius, in pixels of these edges, is in the range. */
export function candidates(
  edges: Edges,
  least = LEAST_RADIUS_PX,
  most = Math.min(edges.width, edges.height) * LARGEST_RADIUS_SHARE,
): Candidate[] {
  const found: Candidate[] = []
  const voters = votersOf(edges)
  for (let radius = least; radius < most; radius *= RADIUS_STEP) {
    const peaks = circleCentres(voters, radius, MOST_PEAKS)
    const grid = new PeakGrid(peaks, radius)
    for (const basis of lattices(peaks, grid, radius)) {
      const nodes = grown(peaks, grid, basis)
      if (nodes.length < LEAST_NODES) continue
      found.push({ radius, nodes, strength: nodes.reduce((sum, node) => sum + node.strength, 0) })
    }
  }
  return found
}

/** The same lattices over a picture that is `factor` times as large. */
export function enlargedBy(found: Candidate[], factor: number): Candidate[] {
  const at = (v: number) => (v + 0.5) * factor - 0.5
  return found.map(({ radius, nodes, strength }) => ({
    radius: radius * factor,
    nodes: nodes.map((node) => ({ ...node, x: at(node.x), y: at(node.y) })),
    strength,
  }))
}

/** Best first. Few but strong circles are a plate of 6 or 12 wells; many are one of 96. */
export function ranked(found: Candidate[]): Candidate[] {
  const rank = ({ strength, nodes }: Candidate) => strength / Math.sqrt(nodes.length)
  return found.sort((a, b) => rank(b) - rank(a))
}
