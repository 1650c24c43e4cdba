/** Wanted values of controls, on a camera that forgets them and has an automatic mode, as webcams do. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CameraControls } from '../../runtime/camera/port.ts'
import { watchDrift } from '../../runtime/camera/supervision/control-drift.ts'

const LIMITS = { label: '', type: 'integer', default: 0, min: 0, max: 100, step: 1, readOnly: false } as const

/** `exposure_us` is ruled by `auto_exposure`, and setting it switches that off. */
function webcam(): CameraControls & { values: Record<string, number> } {
  const values: Record<string, number> = {
    auto_exposure: 1,
    exposure_us: 10,
    brightness: 50,
    fault_torn_percent: 0,
  }
  const describeOne = (name: string) => ({
    ...LIMITS,
    name,
    value: values[name] as number,
    active: name !== 'exposure_us' || values.auto_exposure === 0,
  })
  return {
    values,
    list: async () => Object.keys(values).map(describeOne),
    async set(name, value) {
      if (name === 'exposure_us') values.auto_exposure = 0
      values[name] = value
      return describeOne(name)
    },
  }
}

describe('controls of a camera', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('that were set while it ran are set again after it was opened anew', async () => {
    const watch = watchDrift({ brightness: 40 }, () => {})
    const first = webcam()
    await watch.apply(first)
    await watch.remembering(first).set('exposure_us', 30)
    await watch.remembering(first).set('brightness', 60)
    watch.stop()
    const second = webcam()
    await watch.apply(second)
    expect(second.values).toMatchObject({ exposure_us: 30, auto_exposure: 0, brightness: 60 })
    expect(watch.current()).toEqual([])
    watch.stop()
  })

  it('that another program changes are drift, from the first one that was set', async () => {
    const changes: unknown[] = []
    const watch = watchDrift({}, () => changes.push(watch.current()))
    const camera = webcam()
    await watch.apply(camera)
    await watch.remembering(camera).set('brightness', 60)
    camera.values.brightness = 10
    await vi.advanceTimersByTimeAsync(6_000)
    expect(changes).toEqual([[{ name: 'brightness', wanted: 60, actual: 10 }]])
    watch.stop()
  })

  it('that an automatic mode takes over by a wish are wanted no more', async () => {
    const watch = watchDrift({ exposure_us: 30 }, () => {})
    const camera = webcam()
    await watch.apply(camera)
    await watch.remembering(camera).set('auto_exposure', 1)
    camera.values.exposure_us = 77
    await vi.advanceTimersByTimeAsync(6_000)
    expect(watch.current()).toEqual([])
    watch.stop()
  })

  it('that an automatic mode takes over by another program are drift', async () => {
    const watch = watchDrift({ exposure_us: 30 }, () => {})
    const camera = webcam()
    await watch.apply(camera)
    Object.assign(camera.values, { auto_exposure: 1, exposure_us: 77 })
    await watch.remembering(camera).set('brightness', 60)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(watch.current()).toEqual([{ name: 'exposure_us', wanted: 30, actual: 77 }])
    watch.stop()
  })

  it('that inject a fault do so once', async () => {
    const watch = watchDrift({}, () => {})
    const first = webcam()
    await watch.apply(first)
    await watch.remembering(first).set('fault_torn_percent', 50)
    const second = webcam()
    await watch.apply(second)
    expect(second.values.fault_torn_percent).toBe(0)
    watch.stop()
  })

  it('are compared while others are set again and again', async () => {
    const watch = watchDrift({ brightness: 40 }, () => {})
    const camera = webcam()
    await watch.apply(camera)
    camera.values.brightness = 10
    for (let count = 0; count < 4; count++) {
      await watch.remembering(camera).set('exposure_us', 30 + count)
      await vi.advanceTimersByTimeAsync(2_000)
    }
    expect(watch.current()).toEqual([{ name: 'brightness', wanted: 40, actual: 10 }])
    watch.stop()
  })

  it('that inject a fault by the settings are ended by a set', async () => {
    const watch = watchDrift({ fault_torn_percent: 50 }, () => {})
    const camera = webcam()
    await watch.apply(camera)
    await watch.remembering(camera).set('fault_torn_percent', 0)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(watch.current()).toEqual([])
    watch.stop()
  })
})
