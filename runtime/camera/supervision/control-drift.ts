/** The controls that somebody asked for: set again after every opening, and compared with what the device has. */
import { setTimeout as delay } from 'node:timers/promises'
import { toServiceError } from '../../errors.ts'
import type { CameraControls, CameraStatus } from '../port.ts'

const CHECK_INTERVAL_MS = 5_000
/** A working camera sets and lists its controls in less than a second. One that does not answer must not delay pictures for long. */
const APPLY_LIMIT_MS = 10_000
/** The fault controls of the simulated camera and of vivid act once; nobody wants them to be kept. */
const FAULT = /^(fault|inject)_/

type Drift = CameraStatus['drift']

export interface DriftWatch {
  /**
   * Sets every wanted control on a camera just opened, and begins to watch. A refused control is drift, never an error. Returns
   * after 10 s at the latest: what the camera has not answered by then is drift, and goes on in the background.
   */
  apply(controls: CameraControls | undefined): Promise<void>
  current(): Drift
  /**
   * The same controls; what is set through them is wanted from now on, until the service ends. A control that an automatic mode takes
   * over because of that is no longer wanted.
   */
  remembering(controls: CameraControls): CameraControls
  stop(): void
}

/** `onChange` is called when the drift differs from before. */
export function watchDrift(settings: Record<string, number>, onChange: () => void): DriftWatch {
  const wanted = new Map(Object.entries(settings))
  let drift: Drift = []
  let timer: NodeJS.Timeout | undefined
  let opening = 0

  const become = (next: Drift) => {
    const changed = JSON.stringify(next) !== JSON.stringify(drift)
    drift = next
    if (changed) onChange()
  }

  const compare = async (controls: CameraControls) => {
    const comparedFor = opening
    const actual = new Map((await controls.list()).map(({ name, value, step }) => [name, { value, step }]))
    if (comparedFor !== opening) return
    const next = [...wanted].flatMap(([name, value]) => {
      const found = actual.get(name)
      if (found !== undefined && Math.abs(found.value - value) <= found.step / 2) return []
      return [{ name, wanted: value, actual: found?.value ?? null }]
    })
    become(next)
  }

  /** Goes on where it runs already: sets that follow each other closely must not postpone the comparison. */
  const watch = (controls: CameraControls) => {
    timer ??= setInterval(() => compare(controls).catch(toServiceError), CHECK_INTERVAL_MS).unref()
  }
  const stop = () => {
    opening += 1
    clearInterval(timer)
    timer = undefined
  }
  const unknown = () => [...wanted].map(([name, value]) => ({ name, wanted: value, actual: null }))

  const setAll = async (controls: CameraControls) => {
    const setFor = opening
    for (const [name, value] of wanted) {
      if (setFor !== opening) return
      // The comparison finds what was refused; a camera that is gone ends its session by itself.
      await controls.set(name, value).catch(toServiceError)
    }
    await compare(controls)
  }

  return {
    async apply(controls) {
      stop()
      if (controls === undefined) {
        drift = unknown()
        return
      }
      if (wanted.size === 0) return
      const done = setAll(controls).then(() => true)
      const inTime = await Promise.race([done, delay(APPLY_LIMIT_MS, false, { ref: false })])
      if (!inTime) become(unknown())
      watch(controls)
    },
    current: () => drift,
    remembering: (controls) => ({
      list: () => controls.list(),
      async set(name, value) {
        if (FAULT.test(name) && !wanted.has(name)) return controls.set(name, value)
        const before = await controls.list()
        const control = await controls.set(name, value)
        const ruled = new Set(
          (await controls.list()).filter(({ active }) => !active).map((other) => other.name),
        )
        for (const other of before) if (other.active && ruled.has(other.name)) wanted.delete(other.name)
        // Last, in the order of setting: the order says which of a mode and the control under it is meant.
        wanted.delete(name)
        wanted.set(name, control.value)
        watch(controls)
        return control
      },
    }),
    stop,
  }
}
