/** Measures the brightness of successive pictures, and finds the first that follows a change. */
import { monotonicMs } from '../../clock.ts'
import { toSharp } from '../pixels.ts'
import type { CameraSession } from '../port.ts'

/** Small enough for a JPEG to be decoded at an eighth of its size. */
const SMALL = { width: 32, height: 24, fit: 'fill' as const }

/** The mean grey level of one picture, 0 to 255, and the kernel's stamp on it. */
export interface Level {
  grey: number
  stampedAtMs: number
}

/** A reason why nothing can be concluded. */
export class Inconclusive extends Error {}

export class PixelFollower {
  readonly #session: CameraSession
  readonly #signal: AbortSignal

  constructor(session: CameraSession, signal: AbortSignal) {
    this.#session = session
    this.#signal = signal
  }

  /** The next picture, whenever it was exposed. Throws Inconclusive where the kernel does not stamp it. */
  async next(): Promise<Level> {
    const frame = await this.#session.frame({ notBeforeMs: Number.NEGATIVE_INFINITY, signal: this.#signal })
    if (frame.stampedAtMs === undefined)
      throw new Inconclusive('its frames have no stamp of the monotonic clock')
    const pixels = await toSharp(frame).resize(SMALL).greyscale().raw().toBuffer()
    return {
      grey: pixels.reduce((sum, grey) => sum + grey, 0) / pixels.length,
      stampedAtMs: frame.stampedAtMs,
    }
  }

  /** The mean level once `settleMs` have passed, over `count` pictures. */
  async settled(settleMs: number, count: number): Promise<number> {
    const fromMs = monotonicMs() + settleMs
    let level = await this.next()
    while (level.stampedAtMs < fromMs) level = await this.next()
    let sum = level.grey
    for (let taken = 1; taken < count; taken++) sum += (await this.next()).grey
    return sum / count
  }

  /**
   * The stamp of the first of two pictures in turn that are on the far side of `grey`. A picture that is only half changed does
   * not count, because its exposure may have begun before the change. Throws Inconclusive after `limitMs`.
   */
  async reaches(grey: number, direction: 'up' | 'down', limitMs: number): Promise<number> {
    const giveUpAtMs = monotonicMs() + limitMs
    const isThere = (level: Level) => (direction === 'up' ? level.grey >= grey : level.grey <= grey)
    for (let first: Level | undefined; monotonicMs() < giveUpAtMs; ) {
      const level = await this.next()
      if (first !== undefined && isThere(level)) return first.stampedAtMs
      first = isThere(level) ? level : undefined
    }
    throw new Inconclusive(`its pictures did not follow the exposure time within ${limitMs} ms`)
  }

  /** Returns when the level no longer moves, as an automatic exposure settles, or after `limitMs`. */
  async steady(limitMs: number): Promise<void> {
    const giveUpAtMs = monotonicMs() + limitMs
    const levels: number[] = []
    while (monotonicMs() < giveUpAtMs) {
      levels.push((await this.next()).grey)
      const last = levels.slice(-STEADY_FRAMES)
      if (last.length === STEADY_FRAMES && Math.max(...last) - Math.min(...last) <= STEADY_GREY) return
    }
  }
}

const STEADY_FRAMES = 10
const STEADY_GREY = 2
