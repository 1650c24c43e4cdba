/** A picture that can be magnified to its pixels and moved about; panes that share a position move together. */
import { type Signal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { CaptureData } from '../../../client/src/index.ts'
import { percent, text } from '../text/text.ts'
import { StoredPicture } from './stored-picture.tsx'

/** 0 fits the picture into its place; else screen pixels for each of the picture's. */
export const ZOOMS = [0, 1, 2, 4]
/** As wide as the service makes a JPEG of what browsers cannot show. */
const PREVIEW_WIDTH_PX = 4096
/** What one pane's rounding would make the other do is no move. */
const SMALLEST_MOVE = 0.002

/** Fractions of the way that there is to scroll. */
export interface Position {
  x: number
  y: number
}

interface Props {
  picture: CaptureData
  zoom: Signal<number>
  position: Signal<Position>
  /** Tells the panes of one page apart. */
  name?: string
}

export function ZoomPane({ picture, zoom, position, name }: Props) {
  const pane = useRef<HTMLDivElement>(null)
  useSignalEffect(() => {
    const { x, y } = position.value
    // The new size is laid out before it is scrolled.
    void zoom.value
    requestAnimationFrame(() => pane.current && scrollTo(pane.current, x, y))
  })
  const report = () => {
    const element = pane.current
    if (element === null || zoom.peek() === 0) return
    const x = element.scrollLeft / Math.max(1, element.scrollWidth - element.clientWidth)
    const y = element.scrollTop / Math.max(1, element.scrollHeight - element.clientHeight)
    const moved = Math.abs(x - position.peek().x) + Math.abs(y - position.peek().y)
    if (moved > SMALLEST_MOVE) position.value = { x, y }
  }
  const { width, format } = picture.image_data
  const isShown = format !== 'TIFF'
  return (
    <section
      ref={pane}
      class="zoom-pane"
      data-zoom={zoom.value}
      aria-label={[name, text.value.picture.zoomArea].filter(Boolean).join(': ')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls it only when it has the focus.
      tabIndex={0}
      onScroll={report}
      onPointerDown={grab}
      onPointerMove={drag}
    >
      <div style={zoom.value === 0 ? {} : { width: `${(width * zoom.value) / devicePixelRatio}px` }}>
        <StoredPicture
          picture={picture}
          eager
          {...(isShown ? {} : { widthPx: Math.min(width, PREVIEW_WIDTH_PX) })}
        />
      </div>
    </section>
  )
}

function scrollTo(element: HTMLElement, x: number, y: number): void {
  element.scrollLeft = x * (element.scrollWidth - element.clientWidth)
  element.scrollTop = y * (element.scrollHeight - element.clientHeight)
}

/** Fingers scroll by themselves; a mouse takes hold of the picture. */
function grab(event: PointerEvent): void {
  if (event.pointerType !== 'mouse' || event.button !== 0) return
  event.preventDefault()
  const pane = event.currentTarget as HTMLElement
  pane.focus({ preventScroll: true })
  pane.setPointerCapture(event.pointerId)
}

function drag(event: PointerEvent): void {
  const pane = event.currentTarget as HTMLElement
  if (pane.hasPointerCapture(event.pointerId)) pane.scrollBy(-event.movementX, -event.movementY)
}

export function ZoomChoice({ zoom }: { zoom: Signal<number> }) {
  return (
    <fieldset class="segments">
      {ZOOMS.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={zoom.value === each}
          onClick={() => {
            zoom.value = each
          }}
        >
          {each === 0 ? text.value.picture.fit : percent(each)}
        </button>
      ))}
    </fieldset>
  )
}
