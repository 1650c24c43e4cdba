import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { language, theme } from '../state/preferences.ts'
import { number } from '../text/text.ts'
import type { Series } from './history.ts'

const HEIGHT_PX = 200
const POINT_PX = 6
/** Of an hour's place, how much its bar takes. */
const BAR_SHARE = 0.7
const BAR_MAX_PX = 60
const HOUR_S = 3_600

/** uPlot's rows: seconds from which a form of the time is used, the form, and nothing where a new day begins. */
const TIMES: uPlot.Axis.Values = [
  [60, '{HH}:{mm}', null, null, null, null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1],
]

interface Props {
  title: string
  /** What a screen reader says in place of the drawing. */
  summary: string
  data: Series
  kind: 'bars' | 'points'
  unit: string
}

/** A chart over time, as wide as its place. */
export function Chart({ title, summary, data, kind, unit }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const look = `${theme.value} ${language.value}`
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const chart = new uPlot(optionsFor(element, kind, unit), data, element)
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT_PX }))
    resized.observe(element)
    return () => {
      resized.disconnect()
      chart.destroy()
    }
  }, [data, kind, unit, look])
  return (
    <section class="card chart">
      <h2>{title}</h2>
      <div ref={place} role="img" aria-label={summary} />
    </section>
  )
}

function optionsFor(element: HTMLElement, kind: Props['kind'], unit: string): uPlot.Options {
  const [line, ink, accent] = ['--line', '--muted', '--accent'].map((name) => colour(element, name)) as [
    string,
    string,
    string,
  ]
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } }
  const bars = kind === 'bars' && uPlot.paths.bars?.({ size: [BAR_SHARE, BAR_MAX_PX], align: 1 })
  return {
    width: element.clientWidth,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      // The last hour's bar stands to the right of its hour.
      ...(bars ? { x: { range: (_chart, min, max) => [min, max + HOUR_S] } } : {}),
      y: { range: (_chart, min, max) => [Math.min(0, min), Math.max(1, max * 1.1)] },
    },
    axes: [
      { ...axis, size: 36, values: TIMES },
      {
        ...axis,
        size: widthOf,
        values: (_chart: uPlot, values: number[]) => values.map((value) => `${number(value)}${unit}`),
        // There is no half a picture.
        ...(bars ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] } : {}),
      },
    ],
    series: [
      {},
      bars
        ? { paths: bars, fill: accent, width: 0, points: { show: false } }
        : { paths: () => null, points: { show: true, size: POINT_PX, fill: accent, stroke: accent } },
    ],
  }
}

const GAP_PX = 18

/** As wide as the widest number on it: a fixed width cuts large ones. */
function widthOf(chart: uPlot, values: string[] | null, index: number): number {
  const { axes, ctx } = chart
  const [font = ''] = axes[index]?.font ?? []
  ctx.font = String(font)
  const widest = Math.max(0, ...(values ?? []).map((value) => ctx.measureText(value).width))
  return Math.ceil(widest / devicePixelRatio) + GAP_PX
}

/** A colour of the page's, as a canvas can use it. */
function colour(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`
  const resolved = getComputedStyle(element).color
  element.style.color = ''
  return resolved
}
