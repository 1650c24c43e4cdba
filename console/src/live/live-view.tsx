/** The live view of the camera, marked when it is frozen. */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { CaptureServiceError } from '../../../client/src/index.ts'
import { Icon } from '../shell/icon.tsx'
import { camera } from '../state/service.ts'
import { sessionKey } from '../state/session.ts'
import { text } from '../text/text.ts'
import { FrozenMark, useFrozenSeconds } from './frozen-mark.tsx'
import { showLive } from './live-stream.ts'
import { measure, noteLiveQuality } from './picture-quality.ts'
import { PlateOutline } from './plate-outline.tsx'
import { frameAspect, outlineShown, plateRegion, resetRegion } from './plate-region.ts'
import { QualityMeters } from './quality-meters.tsx'

const WIDTHS_PX = [480, 640, 960, 1280, 1920]
const MEASURING_INTERVAL_MS = 300

export function LiveView() {
  const figure = useRef<HTMLElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const lastPictureAtMs = useRef<number | null>(null)
  const zoomed = useSignal(false)
  const adjusting = useSignal(false)
  const size = useSignal<{ width: number; height: number } | null>(null)
  const failure = useSignal<CaptureServiceError | null>(null)
  const frozenSeconds = useFrozenSeconds(lastPictureAtMs)
  const { live } = text.value

  const visible = useSignal(!document.hidden)
  useEffect(() => {
    const look = () => {
      visible.value = !document.hidden
    }
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [visible])

  useSignalEffect(() => {
    // Nothing is sent to a page that nobody sees.
    if (!visible.value || sessionKey.value === null) return
    const left = new AbortController()
    let measuredAtMs = 0
    showLive({
      widthPx: zoomed.value ? null : widthFor(figure.current),
      signal: left.signal,
      onPicture(picture) {
        lastPictureAtMs.current = performance.now()
        failure.value = null
        draw(canvas.current, picture)
        if (size.peek()?.width !== picture.width || size.peek()?.height !== picture.height) {
          size.value = { width: picture.width, height: picture.height }
          frameAspect.value = picture.width / picture.height
        }
        if (performance.now() - measuredAtMs < MEASURING_INTERVAL_MS) return
        measuredAtMs = performance.now()
        noteLiveQuality(measure(picture, plateRegion.peek()), picture.width)
      },
      onFailure(reason) {
        failure.value = reason
      },
    })
    return () => left.abort()
  })

  const frame = zoomed.value
    ? { width: `${(size.value?.width ?? 0) / devicePixelRatio}px`, aspectRatio: frameAspect.value }
    : { '--aspect': frameAspect.value, aspectRatio: frameAspect.value }
  return (
    <div class="live">
      <figure ref={figure} class="live-figure" data-zoomed={zoomed.value}>
        <div
          class="live-scroll"
          {...(zoomed.value ? { tabIndex: 0, role: 'region', 'aria-label': live.zoomedArea } : {})}
        >
          <div class="live-frame" style={frame}>
            <canvas ref={canvas} role="img" aria-label={live.title} />
            {size.value === null && <p class="live-waiting">{live.waiting}</p>}
            {size.value && <PlateOutline adjusting={adjusting.value} />}
          </div>
        </div>
        <FrozenMark seconds={frozenSeconds} failure={failure.value} />
      </figure>
      <div class="live-tools" role="toolbar" aria-label={live.tools}>
        <QualityMeters frozen={frozenSeconds !== null} />
        <ToolButton
          icon="zoom"
          label={live.pixels}
          pressed={zoomed.value}
          onPress={() => (zoomed.value = !zoomed.value)}
        />
        <ToolButton
          icon="outline"
          label={live.outline}
          pressed={outlineShown.value}
          onPress={() => (outlineShown.value = !outlineShown.value)}
        />
        <ToolButton
          icon="adjust"
          label={live.adjust}
          pressed={adjusting.value}
          onPress={() => (adjusting.value = !adjusting.value)}
        />
        <ToolButton
          icon="full-screen"
          label={live.fullScreen}
          onPress={() => toggleFullScreen(figure.current)}
        />
      </div>
      {adjusting.value && (
        <p class="hint live-hint">
          {live.outlineHelp}{' '}
          <button type="button" class="link" onClick={resetRegion}>
            {live.resetOutline}
          </button>
        </p>
      )}
    </div>
  )
}

interface ToolButtonProps {
  icon: Parameters<typeof Icon>[0]['name']
  label: string
  pressed?: boolean
  onPress(): void
}

function ToolButton({ icon, label, pressed, onPress }: ToolButtonProps) {
  return (
    <button
      type="button"
      class="tool"
      title={label}
      aria-label={label}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  )
}

/** The smallest of a few widths that fills the place: viewers of one width share one encoding. */
function widthFor(element: HTMLElement | null): number | null {
  const wanted = (element?.clientWidth ?? 960) * devicePixelRatio
  const own = Number(camera.peek()?.resolution?.split('x')[0] ?? Number.POSITIVE_INFINITY)
  const width = WIDTHS_PX.find((each) => each >= wanted)
  return width === undefined || width >= own ? null : width
}

function draw(canvas: HTMLCanvasElement | null, picture: ImageBitmap): void {
  if (canvas === null) return
  const { width, height } = picture
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  canvas.getContext('2d')?.drawImage(picture, 0, 0)
}

function toggleFullScreen(element: HTMLElement | null): void {
  if (document.fullscreenElement) document.exitFullscreen()
  else element?.requestFullscreen()
}
