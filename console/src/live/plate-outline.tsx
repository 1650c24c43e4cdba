import { text } from '../text/text.ts'
import { type Corner, moveCorner, outlineShown, plateRegion } from './plate-region.ts'

const CORNERS: Corner[] = ['nw', 'ne', 'sw', 'se']
const KEY_STEP = 0.005
const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-KEY_STEP, 0],
  ArrowRight: [KEY_STEP, 0],
  ArrowUp: [0, -KEY_STEP],
  ArrowDown: [0, KEY_STEP],
}

/** The plate's outline over a view of the same aspect; its corners can be dragged, or moved with the arrow keys. */
export function PlateOutline({ adjusting }: { adjusting: boolean }) {
  const { left, top, right, bottom } = plateRegion.value
  if (!outlineShown.value && !adjusting) return null
  const box = {
    left: `${left * 100}%`,
    top: `${top * 100}%`,
    width: `${(right - left) * 100}%`,
    height: `${(bottom - top) * 100}%`,
  }
  return (
    <div class="plate-outline" style={box}>
      <span class="plate-outline-a1" aria-hidden="true">
        A1
      </span>
      {adjusting && CORNERS.map((corner) => <CornerHandle key={corner} corner={corner} />)}
    </div>
  )
}

function CornerHandle({ corner }: { corner: Corner }) {
  const drag = (event: PointerEvent) => {
    const handle = event.currentTarget as HTMLElement
    if (!handle.hasPointerCapture(event.pointerId)) return
    const frame = handle.closest('.live-frame')?.getBoundingClientRect()
    if (frame)
      moveCorner(
        corner,
        (event.clientX - frame.left) / frame.width,
        (event.clientY - frame.top) / frame.height,
      )
  }
  const nudge = (event: KeyboardEvent) => {
    const [x, y] = STEPS[event.key] ?? [0, 0]
    if (x === 0 && y === 0) return
    event.preventDefault()
    const region = plateRegion.value
    moveCorner(
      corner,
      (corner.endsWith('w') ? region.left : region.right) + x,
      (corner.startsWith('n') ? region.top : region.bottom) + y,
    )
  }
  return (
    <button
      type="button"
      class={`plate-corner plate-corner-${corner}`}
      aria-label={text.value.live.corners[corner]}
      onPointerDown={(event) => (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={nudge}
    />
  )
}
