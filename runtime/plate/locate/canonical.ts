/** Names the lattice's axes as a plate's: columns along the long side, rows across, not mirrored, A1 as near the top left as can be. */
import type { PlateFormat } from '../geometry/formats.ts'
import type { Edges } from './edges.ts'
import { fitModel, type Model, project } from './model.ts'
import type { Window } from './window.ts'

/** The same mapping over (column, row) of the plate. Null where no mapping fits. */
export function canonical(edges: Edges, model: Model, window: Window): Model | null {
  const { rows, columns } = window.format
  const at = (column: number, row: number) =>
    window.turned
      ? project(model, window.firstI + row, window.firstJ + column)
      : project(model, window.firstI + column, window.firstJ + row)
  const [ox, oy] = at(0, 0)
  const [cx, cy] = at(columns - 1, 0)
  const [rx, ry] = at(0, rows - 1)
  const along = [cx - ox, cy - oy] as const
  const across = [rx - ox, ry - oy] as const
  const level = Math.abs(along[0]) >= Math.abs(along[1])
  const flipColumns = level ? along[0] < 0 : along[1] < 0
  const handed = (along[0] * across[1] - along[1] * across[0]) * (flipColumns ? -1 : 1)
  const flipRows = handed < 0
  const points = []
  const stepI = Math.max(1, Math.floor((columns - 1) / 8))
  const stepJ = Math.max(1, Math.floor((rows - 1) / 8))
  for (let row = 0; row < rows; row += stepJ) {
    for (let column = 0; column < columns; column += stepI) {
      const [x, y] = at(flipColumns ? columns - 1 - column : column, flipRows ? rows - 1 - row : row)
      points.push({ i: column, j: row, x, y, weight: 1 })
    }
  }
  const shape = { width: edges.width, height: edges.height, scalePx: 2, perspective: true }
  const lens = window.format.wells >= 24
  return fitModel(points, { ...shape, lens, from: fitModel(points, { ...shape, lens: false }) ?? model })
}

/** The same plane of wells scaled around the plate's middle and shifted, both in steps of the lattice. */
export function moved(
  edges: Edges,
  model: Model,
  format: PlateFormat,
  scale: number,
  shift: readonly [number, number],
): Model | null {
  const [ci, cj] = [(format.columns - 1) / 2, (format.rows - 1) / 2]
  const points = []
  for (const v of [0, 0.5, 1]) {
    for (const u of [0, 0.5, 1]) {
      const [i, j] = [u * (format.columns - 1), v * (format.rows - 1)]
      const [x, y] = project(model, ci + (i - ci) * scale + shift[0], cj + (j - cj) * scale + shift[1])
      points.push({ i, j, x, y, weight: 1 })
    }
  }
  return fitModel(points, {
    width: edges.width,
    height: edges.height,
    scalePx: 2,
    perspective: true,
    lens: false,
    from: model,
  })
}

/** The four corner wells: A1, the last of row A, the first of the last row, the last of all. */
export function corners(model: Model, { rows, columns }: PlateFormat): [number, number][] {
  return [
    project(model, 0, 0),
    project(model, columns - 1, 0),
    project(model, 0, rows - 1),
    project(model, columns - 1, rows - 1),
  ]
}
