/** Pictures of things that are not plates, drawn. */
import sharp from 'sharp'
import type { Picture } from '../../runtime/plate/picture.ts'

export async function drawn(
  content: string,
  background = '#9aa0a0',
  width = 1280,
  height = 860,
): Promise<Picture> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${background}"/>${content}</svg>`
  const rgb = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer()
  return { rgb, width, height }
}

const grid = (rows: number, columns: number, cell: (row: number, column: number) => string) =>
  Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => cell(row, column)).join(''),
  ).join('')

export const notPlates: Record<string, () => Promise<Picture>> = {
  'an empty table': () => drawn(''),
  'a Petri dish': () =>
    drawn(
      '<circle cx="640" cy="430" r="300" fill="#ddd" stroke="#fff" stroke-width="6"/><circle cx="640" cy="430" r="280" fill="none" stroke="#888"/>',
    ),
  'a honeycomb': () =>
    drawn(
      grid(14, 18, (row, column) => {
        const [x, y] = [60 + column * 70 + (row % 2) * 35, 50 + row * 60.6]
        const points = Array.from(
          { length: 6 },
          (_, n) => `${x + 36 * Math.sin((n * Math.PI) / 3)},${y + 36 * Math.cos((n * Math.PI) / 3)}`,
        )
        return `<polygon points="${points.join(' ')}" fill="#c80" stroke="#531" stroke-width="6"/>`
      }),
    ),
  'a keypad of round keys': () =>
    drawn(
      grid(
        4,
        3,
        (row, column) =>
          `<circle cx="${430 + column * 200}" cy="${130 + row * 200}" r="70" fill="#222" stroke="#555" stroke-width="5"/>`,
      ),
    ),
  'a keyboard': () =>
    drawn(
      grid(
        5,
        14,
        (row, column) =>
          `<rect x="${40 + column * 84 + row * 22}" y="${180 + row * 84}" width="72" height="72" rx="9" fill="#222"/>`,
      ),
    ),
  'a colour chart': () =>
    drawn(
      grid(
        4,
        6,
        (row, column) =>
          `<rect x="${140 + column * 170}" y="${90 + row * 170}" width="130" height="130" fill="hsl(${row * 90 + column * 37} 60% 50%)"/>`,
      ),
      '#111',
    ),
  'plate wells of which a third is cut off': () =>
    drawn(
      grid(
        8,
        9,
        (row, column) => `<circle cx="${620 + column * 80}" cy="${130 + row * 80}" r="31" fill="#47a"/>`,
      ),
      '#eee',
    ),
}
