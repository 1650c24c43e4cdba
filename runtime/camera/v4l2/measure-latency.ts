/**
 * Measures how late a camera is, without a person: the exposure time is changed, and the first picture that shows it is timed.
 *
 * A picture that shows the new exposure time was exposed after it was set, so its stamp less the moment before the setting is at
 * least the latency of its frame. The worst of several measurements, up and down, counts; a tenth and a frame interval are added.
 *
 * Only the exposure time will do, because the sensor itself applies it. Brightness, and often gain, are worked into the picture by
 * the camera's processor, after the part of the way that is to be measured. Whether a camera's exposure time is a real one is
 * tested: a picture exposed for 30 ms cannot be stamped less than 30 ms after that exposure was set. If one is, or if the pixels
 * do not follow clearly, nothing is concluded and the assumed bound stays.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { monotonicMs } from '../../clock.ts'
import { assumedLatency } from '../latency-bound.ts'
import type { CameraControl, CameraControls, CameraSession } from '../port.ts'
import { Inconclusive, PixelFollower } from './follow-pixels.ts'

/** Each cycle measures once up and once down. */
const CYCLES = 4
/** The longer exposure, as a share of the frame interval: as long as the rate allows, for the test of a real one. */
const LONG_EXPOSURE_SHARE = 0.9
const LONG_EXPOSURE_MIN_SHARE = 0.8
const EXPOSURE_RATIO = 8
/** Grey levels, of 256, that the two exposures must be apart. */
const MIN_DIFFERENCE = 12
/** A camera that is later than this is not measured. */
const SETTLE_MS = 1_000
const SAFETY_FACTOR = 1.1
const SAFETY_MIN_MS = 20
const STEADY_LIMIT_MS = 3_000

export interface Measured {
  boundMs: number
  samplesMs: number[]
}

/** Called with the values of the controls before they are changed, and with null when they are back. */
export type NoteChanged = (values: Record<string, number> | null) => void

/**
 * Nobody may take pictures of the session meanwhile. The controls are back when this returns or throws, and an automatic exposure
 * has settled. Throws Inconclusive with the reason, the session's fault, or the signal's reason.
 */
export async function measureLatency(
  session: CameraSession,
  controls: CameraControls,
  noteChanged: NoteChanged,
  signal: AbortSignal,
): Promise<Measured> {
  const list = await controls.list()
  const exposure = list.find(({ name }) => name === 'exposure_us')
  const steps = exposureSteps(exposure, 1000 / session.granted.fps)
  const before = Object.fromEntries(
    list
      .filter(({ name }) => name === 'exposure_us' || name === 'auto_exposure')
      .map((control) => [control.name, control.value]),
  )
  const follower = new PixelFollower(session, signal)
  noteChanged(before)
  try {
    return await measureSteps(controls, follower, steps)
  } finally {
    if (await restore(controls, before)) noteChanged(null)
    if (!signal.aborted) await follower.steady(STEADY_LIMIT_MS).catch(() => {})
  }
}

/**
 * Puts controls back: the value first, because its automatic mode would refuse it. Never throws. Returns false where the camera did
 * not take them, so that it is tried again at the next opening.
 */
export async function restore(controls: CameraControls, values: Record<string, number>): Promise<boolean> {
  const { auto_exposure: mode, exposure_us: exposureUs } = values
  try {
    if (exposureUs !== undefined) await controls.set('exposure_us', exposureUs)
    if (mode !== undefined) await controls.set('auto_exposure', mode)
    return true
  } catch {
    return false
  }
}

interface Steps {
  shortUs: number
  longUs: number
  intervalMs: number
}

/** Throws Inconclusive where the camera has no two exposure times that serve. */
function exposureSteps(exposure: CameraControl | undefined, intervalMs: number): Steps {
  if (exposure === undefined || exposure.readOnly) throw new Inconclusive('its exposure time cannot be set')
  const longUs = Math.min(exposure.max, Math.floor(intervalMs * 1000 * LONG_EXPOSURE_SHARE))
  const shortUs = Math.max(exposure.min, Math.round(longUs / EXPOSURE_RATIO))
  if (longUs < intervalMs * 1000 * LONG_EXPOSURE_MIN_SHARE || shortUs * 3 > longUs)
    throw new Inconclusive('its exposure time cannot be changed enough at this frame rate')
  return { shortUs, longUs, intervalMs }
}

async function measureSteps(
  controls: CameraControls,
  follower: PixelFollower,
  { shortUs, longUs, intervalMs }: Steps,
): Promise<Measured> {
  await controls.set('exposure_us', shortUs)
  const dark = await follower.settled(SETTLE_MS, 3)
  await controls.set('exposure_us', longUs)
  const bright = await follower.settled(SETTLE_MS, 3)
  const difference = bright - dark
  if (difference < MIN_DIFFERENCE) throw new Inconclusive('its pictures do not follow the exposure time')
  const limitMs = SETTLE_MS + assumedLatency(intervalMs).boundMs
  const samplesMs: number[] = []
  const step = async (exposureUs: number, grey: number, direction: 'up' | 'down') => {
    // At any phase of the frames.
    await delay(Math.random() * intervalMs)
    const beforeMs = monotonicMs()
    await controls.set('exposure_us', exposureUs)
    const afterMs = monotonicMs()
    const stampedAtMs = await follower.reaches(grey, direction, limitMs)
    if (stampedAtMs - afterMs < exposureUs / 1000 && direction === 'up')
      throw new Inconclusive('it applies the exposure time to pictures that are exposed already')
    samplesMs.push(stampedAtMs - beforeMs)
  }
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    await step(shortUs, dark + difference * 0.1, 'down')
    await step(longUs, dark + difference * 0.9, 'up')
  }
  const worstMs = Math.max(...samplesMs)
  return { boundMs: Math.ceil(worstMs * SAFETY_FACTOR + Math.max(intervalMs, SAFETY_MIN_MS)), samplesMs }
}
