/** Reads the camera's own clock, which stamps its frames. */
import { setTimeout as delay } from 'node:timers/promises'
import { monotonicMs } from '../../clock.ts'
import type { Aravis, Handle } from './aravis.ts'
import type { DeviceClock } from './device-clock.ts'

/** Bootstrap registers of GigE Vision 1.2, "Timestamp Control Register" and "Timestamp Value Register". */
const TIMESTAMP_CONTROL = 0x0944
const LATCH = 2
const TIMESTAMP_VALUE_HIGH = 0x0948
const TIMESTAMP_VALUE_LOW = 0x094c

/** SFNC "Device Control", which USB3 Vision cameras follow; in nanoseconds. */
const LATCH_COMMAND = 'TimestampLatch'
const LATCH_VALUE = 'TimestampLatchValue'

/** Long enough for the two readings to differ by more than a round trip takes. */
const CHECK_MS = 30

/** A reading of the clock in milliseconds, and the monotonic times before and after it. */
export interface Latched {
  beforeMs: number
  afterMs: number
  deviceMs: number
}
export type Latch = () => Promise<Latched>

/** The way to latch this camera's clock; undefined when it has no clock, or the clock does not advance. */
export async function findLatch(aravis: Aravis, camera: Handle): Promise<Latch | undefined> {
  const latch = aravis.isGigE(camera) ? gigeLatch(aravis, camera) : featureLatch(aravis, camera)
  if (latch === undefined) return undefined
  try {
    const first = await latch()
    await delay(CHECK_MS)
    const second = await latch()
    const rate = (second.deviceMs - first.deviceMs) / (second.beforeMs - first.beforeMs)
    return rate > 0.5 && rate < 2 ? latch : undefined
  } catch {
    // Registers or features that are there and cannot be read: the same as none.
    return undefined
  }
}

/** Latches once, into the clock. Rejects when the camera does not answer. */
export async function sampleInto(clock: DeviceClock, latch: Latch): Promise<void> {
  const { beforeMs, afterMs, deviceMs } = await latch()
  clock.sample(beforeMs, afterMs, deviceMs)
}

function gigeLatch(aravis: Aravis, camera: Handle): Latch | undefined {
  const device = aravis.device(camera)
  const frequency = BigInt(aravis.tickFrequency(device))
  if (frequency === 0n) return undefined
  const read = async (address: number) => {
    const value: [number] = [0]
    await aravis.readRegister(device, address, value)
    return BigInt(value[0])
  }
  return async () => {
    const beforeMs = monotonicMs()
    await aravis.writeRegister(device, TIMESTAMP_CONTROL, LATCH)
    const afterMs = monotonicMs()
    const ticks = ((await read(TIMESTAMP_VALUE_HIGH)) << 32n) | (await read(TIMESTAMP_VALUE_LOW))
    return { beforeMs, afterMs, deviceMs: nanosecondsToMs((ticks * 1_000_000_000n) / frequency) }
  }
}

function featureLatch(aravis: Aravis, camera: Handle): Latch | undefined {
  const device = aravis.device(camera)
  if (![LATCH_COMMAND, LATCH_VALUE].every((feature) => aravis.isFeatureAvailable(device, feature)))
    return undefined
  return async () => {
    const beforeMs = monotonicMs()
    aravis.executeCommand(device, LATCH_COMMAND)
    const afterMs = monotonicMs()
    return { beforeMs, afterMs, deviceMs: nanosecondsToMs(aravis.getInteger(device, LATCH_VALUE)) }
  }
}

/** A double holds milliseconds since 1970 to a quarter of a microsecond. */
export const nanosecondsToMs = (nanoseconds: number | bigint) => Number(nanoseconds) / 1e6
