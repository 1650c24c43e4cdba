/** Controls that were asked for, set again after every opening, and compared with what the device has. */
import { toServiceError } from '../errors.ts'
import type { CameraControls, CameraStatus } from './port.ts'

const CHECK_INTERVAL_MS = 5_000

type Drift = CameraStatus['drift']

export interface DriftWatch {
  /** Sets every wanted control on a camera just opened, and begins to watch. A refused one is drift, never an error. */
  apply(controls: CameraControls | undefined): Promise<void>
  current(): Drift
  /** The same controls, whose set() also becomes what is wanted from now on. */
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

  return {
    async apply(controls) {
      if (wanted.size === 0) return
      if (controls === undefined) {
        drift = [...wanted].map(([name, value]) => ({ name, wanted: value, actual: null }))
        return
      }
      for (const [name, value] of wanted) {
        // What was refused is seen by comparing; a camera that is gone ends its session by itself.
        await controls.set(name, value).catch(toServiceError)
      }
      await compare(controls)
      timer = setInterval(() => compare(controls).catch(toServiceError), CHECK_INTERVAL_MS).unref()
    },
    current: () => drift,
    remembering: (controls) => ({
      list: () => controls.list(),
      async set(name, value) {
        const control = await controls.set(name, value)
        if (wanted.has(name)) wanted.set(name, control.value)
        return control
      },
    }),
    stop: () => clearInterval(timer),
  }
}
