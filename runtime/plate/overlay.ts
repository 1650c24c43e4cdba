/** The picture with its wells, their names and its barcodes drawn over it, for the eye. */
import sharp from 'sharp'
import type { Inspection } from './facts.ts'
import type { Picture } from './picture.ts'

/** JPEG bytes. */
export async function overlay(
  { rgb, width, height }: Picture,
  { facts, wells }: Inspection,
): Promise<Buffer> {
  const line = Math.max(1, Math.round(Math.max(width, height) / 900))
  const discs = wells.map(({ x_px, y_px, radius_px, glare, name, row, column }) => {
    const colour = glare ? '#f0f' : row === 1 && column === 1 ? '#f00' : '#0f0'
    const label =
      radius_px > 14 ? `<text x="${x_px}" y="${y_px}" font-size="${radius_px * 0.6}">${name}</text>` : ''
    return `<circle cx="${x_px}" cy="${y_px}" r="${radius_px}" fill="none" stroke="${colour}" stroke-width="${line}"/>${label}`
  })
  const codes = facts.barcodes.map(
    ({ corners_px }) =>
      `<polygon points="${corners_px.join(' ')}" fill="none" stroke="#f80" stroke-width="${line * 2}"/>`,
  )
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" text-anchor="middle" fill="#006" font-family="sans-serif">${discs.join('')}${codes.join('')}</svg>`
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .composite([{ input: Buffer.from(drawing) }])
    .jpeg({ quality: 90 })
    .toBuffer()
}
