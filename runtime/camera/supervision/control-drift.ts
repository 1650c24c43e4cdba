/** Controls that were asked for, set again after every opening, and compared with what the device has. */
import { toServiceError } from '../../errors.ts'
import type { CameraControls, CameraStatus } from '../port.ts'

const CHECK_INTERVAL_MS = 5_000
/** The faults of the simulated camera and of vivid are brought about once, not wished for. */
const FAULT = /^(fault|inject)_/

type Drift = CameraStatus['drift']

export interface DriftWatch {
  /** Sets every wanted control on a camera just opened, and begins to watch. A refused one is drift, never an error. */
  apply(controls: CameraControls | undefined): Promise<void>
  current(): Drift
  /**
   * The same controls; what is set through them is wanted from now on, until the service ends. A control that an automatic mode takes
   * over by that is wanted no more.
   */
  remembering(controls: CameraControls): CameraControls
  stop(): void
}

/** `onChange` is called when the drift is another than before. */
export function watchDrift(settings: Record<string, number>, onChange: () => void): DriftWatch {
  const wanted = new Map(Object.entries(settings))
  let drift: Drift = []
  let timer: NodeJS.Timeout | undefined

  const compare = async (controls: CameraControls) => {
    const actual = new Map((await controls.list()).map(({ name, value, step }) => [name, { value, step }]))
    const next = [...wanted].flatMap(([name, value]) => {
      const found = actual.get(name)
      if (found !== undefined && Math.abs(found.value - value) <= found.step / 2) return []
      return [{ name, wanted: value, actual: found?.value ?? null }]
    })
    const changed = JSON.stringify(next) !== JSON.stringify(drift)
    drift = next
    if (changed) onChange()
  }

  /** Goes on where it runs: sets that follow each other closely must not put the comparison off. */
  const watch = (controls: CameraControls) => {
    timer ??= setInterval(() => compare(controls).catch(toServiceError), CHECK_INTERVAL_MS).unref()
  }
  const stop = () => {
    clearInterval(timer)
    timer = undefined
  }

  return {
    async apply(controls) {
      stop()
      if (controls === undefined) {
        drift = [...wanted].map(([name, value]) => ({ name, wanted: value, actual: null }))
        return
      }
      for (const [name, value] of wanted) {
        // What was refused is seen by comparing; a camera that is gone ends its session by itself.
        await controls.set(name, value).catch(toServiceError)
      }
      if (wanted.size === 0) return
      await compare(controls)
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
        // Last, as it was set: the order tells which of a mode and what it rules is meant.
        wanted.delete(name)
        wanted.set(name, control.value)
        watch(controls)
        return control
      },
    }),
    stop,
  }
}
