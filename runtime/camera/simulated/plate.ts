/** A 96-well plate under a lab's light, drawn once as the base of every picture of the simulated camera. */
import sharp from 'sharp'

const ROWS = 'ABCDEFGH'
const COLUMNS = 12
/** Wells, tips of the label and the plate's border, in a drawing of 1500 x 1000. */
const PITCH = 100
const WELL_RADIUS = 38

/** Tightly packed RGB of the plate, `width` x `height`. */
export async function drawPlate(width: number, height: number): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 -30 1500 1060" preserveAspectRatio="xMidYMid meet">
  <defs>
    <radialGradient id="bench" cx="45%" cy="35%" r="90%"><stop offset="0" stop-color="#6d757b"/><stop offset="1" stop-color="#2b3034"/></radialGradient>
    <linearGradient id="plate" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f4f6f6"/><stop offset="1" stop-color="#cfd6d8"/></linearGradient>
    <radialGradient id="shade" cx="40%" cy="38%" r="62%"><stop offset="0.72" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="0.42"/></radialGradient>
    <radialGradient id="gleam" cx="34%" cy="30%" r="26%"><stop offset="0" stop-color="#fff" stop-opacity="0.75"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>
  </defs>
  <rect x="-2000" y="-2000" width="6000" height="6000" fill="url(#bench)"/>
  <rect x="72" y="42" width="1372" height="932" rx="34" fill="#000" opacity="0.35"/>
  <path d="M90 60 h1280 l50 50 v790 l-50 50 h-1280 a30 30 0 0 1 -30 -30 v-830 a30 30 0 0 1 30 -30 z" fill="url(#plate)" stroke="#9aa5a9" stroke-width="4"/>
  ${labels()}${wells()}
</svg>`
  return sharp(Buffer.from(svg)).resize(width, height, { fit: 'cover' }).removeAlpha().raw().toBuffer()
}

const centreX = (column: number) => 205 + column * PITCH
const centreY = (row: number) => 160 + row * PITCH

function labels(): string {
  const style =
    'font-family="sans-serif" font-size="30" font-weight="600" fill="#56626a" text-anchor="middle"'
  const letters = [...ROWS].map(
    (letter, row) => `<text x="118" y="${centreY(row) + 11}" ${style}>${letter}</text>`,
  )
  const numbers = Array.from(
    { length: COLUMNS },
    (_, column) => `<text x="${centreX(column)}" y="106" ${style}>${column + 1}</text>`,
  )
  return [...letters, ...numbers].join('')
}

/** A dilution series: colour by row, strength by column; the last column holds blanks. */
function wells(): string {
  const drawn: string[] = []
  for (let row = 0; row < ROWS.length; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const [x, y] = [centreX(column), centreY(row)]
      const strength = column === COLUMNS - 1 ? 6 : 78 - column * 6
      const liquid = `hsl(${(row * 43 + 8) % 360} ${strength}% ${42 + column * 3}%)`
      drawn.push(
        `<circle cx="${x}" cy="${y}" r="${WELL_RADIUS + 4}" fill="#aab4b8"/>`,
        `<circle cx="${x}" cy="${y}" r="${WELL_RADIUS}" fill="${liquid}"/>`,
        `<circle cx="${x}" cy="${y}" r="${WELL_RADIUS}" fill="url(#shade)"/>`,
        `<circle cx="${x}" cy="${y}" r="${WELL_RADIUS}" fill="url(#gleam)"/>`,
      )
    }
  }
  return drawn.join('')
}
