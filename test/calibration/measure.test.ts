import sharp from 'sharp'
import { expect, it } from 'vitest'
import { CYCLE_MS, SLOT_MS, SLOTS, slotOf, timeCodes } from '../../runtime/calibration/codes.ts'
import { measureLatency, sinceSlot } from '../../runtime/calibration/measure.ts'
import type { Camera, Frame } from '../../runtime/camera/port.ts'
import { monotonicMs } from '../../runtime/clock.ts'

it('reads a slot from its own texts only', () => {
  expect([slotOf('VCAL000'), slotOf('VCAL255')]).toEqual([0, 255])
  for (const text of ['VCAL256', 'VCAL1', 'VCAL0001', 'PLATE-0001', '']) expect(slotOf(text)).toBeNull()
})

it('counts from the last time that a code was shown, over the end of a cycle too', () => {
  const stampMs = 1000 * CYCLE_MS + 30
  expect(sinceSlot(0, stampMs, 1)).toBe(30)
  expect(sinceSlot(SLOTS - 1, stampMs, 1)).toBe(30 + SLOT_MS)
  // A page whose clock is ahead shows a code early: that is seen, and not taken for an age of a whole cycle.
  expect(sinceSlot(1, stampMs, 1)).toBe(30 - SLOT_MS)
})

const GRANTED = {
  width: 300,
  height: 300,
  fps: 10,
  pixelFormat: 'GREY',
  deviceName: '',
  stableName: 'fake',
} as const

/** A camera that films the codes turned, small and blurred, and stamps each frame `lateMs` after its exposure. */
async function filming(lateMs: number, aheadMs = 0): Promise<Camera> {
  const codes = await timeCodes()
  const pictureOf = async (slot: number) => {
    const lines = (codes[slot] as string).split('/')
    const modules = Buffer.from(
      lines.flatMap((line) => [...line].map((module) => (module === '1' ? 30 : 220))),
    )
    const code = await sharp(modules, { raw: { width: lines.length, height: lines.length, channels: 1 } })
      .resize(168, 168, { kernel: 'nearest' })
      .extend({ top: 40, bottom: 40, left: 40, right: 40, background: '#ddd' })
      .png()
      .toBuffer()
    const turned = await sharp(code).rotate(17, { background: '#ddd' }).png().toBuffer()
    return sharp(turned).resize(300, 300).blur(0.6).greyscale().raw().toBuffer()
  }
  return {
    status: () => ({ granted: GRANTED }),
    async frame({ notBeforeMs }) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      const exposedAtMs = Math.max(monotonicMs(), notBeforeMs)
      const slot = Math.floor((exposedAtMs + aheadMs) / SLOT_MS) % SLOTS
      const frame: Partial<Frame> = {
        data: await pictureOf(slot),
        ...GRANTED,
        clock: 'kernel',
        // The driver takes off 500 ms.
        exposedAtMs: exposedAtMs + lateMs - 500,
        latencyBoundMs: 500,
        latencySource: 'assumed',
      }
      return frame as Frame
    },
  } as Camera
}
const forever = new AbortController().signal

it('measures the way to the stamp, whatever the driver takes off', async () => {
  const { samplesMs, boundMs, marginMs } = await measureLatency(await filming(230), 2, forever)
  expect(samplesMs[0]).toBeGreaterThanOrEqual(230)
  expect(samplesMs.at(-1)).toBeLessThan(230 + SLOT_MS + 1)
  expect(marginMs).toBe(Math.ceil((samplesMs.at(-1) as number) * 0.1 + 100 + 2))
  expect(boundMs).toBe(Math.ceil(samplesMs.at(-1) as number) + marginMs)
}, 40_000)

it('refuses a page whose clock is ahead, and a way that is too slow to compare clocks', async () => {
  await expect(measureLatency(await filming(0, 40), 2, forever)).rejects.toThrow('clock of the page is wrong')
  await expect(measureLatency(await filming(0), 80, forever)).rejects.toThrow('too slow')
}, 40_000)
