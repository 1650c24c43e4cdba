import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { openLiveView } from '../../runtime/camera/live-view.ts'
import type { Camera } from '../../runtime/camera/port.ts'
import { simulatedDriver } from '../../runtime/camera/simulated/driver.ts'
import { type SupervisedCamera, superviseCamera } from '../../runtime/camera/supervision/supervise.ts'
import { monotonicMs } from '../../runtime/clock.ts'
import { openDecodeQueue } from '../../runtime/decode-queue.ts'
import { liveEncodingsTotal } from '../../runtime/metrics.ts'
import { pictureTime } from './picture-time.ts'

const NATIVE = { client: 'a', widthPx: null, heightPx: null, quality: null }
const SMALL = { client: 'a', widthPx: 168, heightPx: null, quality: 70 }

const noCapture = () => Promise.resolve()

let camera: SupervisedCamera | undefined
afterEach(() => camera?.close())

/** A simulated camera, and how often it was asked for a frame. */
async function openCamera() {
  const supervised = superviseCamera(simulatedDriver({ width: 336, height: 240, fps: 30 }), {
    warmupFrames: 1,
    controls: {},
  })
  camera = supervised
  supervised.start()
  await expect.poll(() => supervised.status().state, { timeout: 10_000 }).toBe('streaming')
  const asked = { count: 0 }
  const counted: Camera = {
    ...supervised,
    frame(request) {
      asked.count += 1
      return supervised.frame(request)
    },
  }
  return { counted, asked, controls: supervised.controls() }
}

async function take(pictures: AsyncIterable<Buffer>, count: number): Promise<Buffer[]> {
  const taken: Buffer[] = []
  for await (const jpeg of pictures) {
    taken.push(jpeg)
    if (taken.length === count) break
  }
  return taken
}

describe('the live view', () => {
  it("gives the camera's own bytes at native size, and scales where a size is asked for", async () => {
    const { counted } = await openCamera()
    const view = openLiveView(counted, { maxViewers: 5, decodes: openDecodeQueue(noCapture) })
    const signal = new AbortController().signal
    const [native, small] = await Promise.all([
      take(view.watch({ ...NATIVE, fps: 30, signal }), 3),
      take(view.watch({ ...SMALL, fps: 30, signal }), 3),
    ])
    const times = await Promise.all(native.map((jpeg) => pictureTime(jpeg)))
    expect(times.map(({ sequence }) => sequence)).toEqual(
      times.map(({ sequence }) => sequence).sort((a, b) => a - b),
    )
    for (const jpeg of small)
      expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 168, height: 120 })
    expect(view.viewers).toBe(0)
  })

  it('encodes a frame once for all who ask for the same', async () => {
    const { counted } = await openCamera()
    const held = await counted.frame({ notBeforeMs: 0, signal: AbortSignal.timeout(10_000) })
    const view = openLiveView(
      { ...counted, frame: async () => held },
      { maxViewers: 5, decodes: openDecodeQueue(noCapture) },
    )
    const ask = () => view.snapshot({ ...SMALL, notBeforeMs: 0, signal: AbortSignal.timeout(10_000) })
    const [first, second] = await Promise.all([ask(), ask()])
    expect(first).toBe(second)
  })

  it('holds one frame however many sizes wait: each is made of the newest frame there is at its turn', async () => {
    const { counted } = await openCamera()
    const turn = Promise.withResolvers<void>()
    const view = openLiveView(counted, {
      maxViewers: 5,
      decodes: { run: (_client, work) => turn.promise.then(work) },
    })
    const signal = AbortSignal.timeout(20_000)
    const waiting: Promise<Buffer>[] = []
    for (let index = 0; index < 5; index++) {
      const { exposedAtMs } = await counted.frame({ notBeforeMs: monotonicMs(), signal })
      waiting.push(view.snapshot({ ...NATIVE, quality: 90 + index, notBeforeMs: exposedAtMs, signal }))
    }
    const last = await counted.frame({ notBeforeMs: monotonicMs(), signal })
    waiting.push(view.snapshot({ ...NATIVE, quality: 99, notBeforeMs: last.exposedAtMs, signal }))
    await new Promise((resolve) => setTimeout(resolve, 200))
    turn.resolve()
    const times = await Promise.all(waiting.map(async (jpeg) => pictureTime(await jpeg)))
    expect(new Set(times.map(({ sequence }) => sequence)).size).toBe(1)
    expect(times[0]?.sequence).toBeGreaterThanOrEqual(last.sequence)
  })

  it('begins no encoding while a capture runs, and goes on when it has ended', async () => {
    const { counted } = await openCamera()
    const capture = Promise.withResolvers<void>()
    const view = openLiveView(counted, { maxViewers: 5, decodes: openDecodeQueue(() => capture.promise) })
    const encodings = async () => (await liveEncodingsTotal.get()).values[0]?.value ?? 0
    const before = await encodings()
    const watched = take(view.watch({ ...SMALL, fps: 30, signal: AbortSignal.timeout(20_000) }), 2)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await encodings()).toBe(before)
    capture.resolve()
    await watched
    expect(await encodings()).toBeGreaterThanOrEqual(before + 2)
  })

  it('goes on, if slower, while one capture follows the other', async () => {
    const { counted } = await openCamera()
    const view = openLiveView(counted, {
      maxViewers: 5,
      decodes: openDecodeQueue(() => new Promise(() => {})),
    })
    const watched = take(view.watch({ ...SMALL, fps: 30, signal: AbortSignal.timeout(20_000) }), 3)
    expect(await watched).toHaveLength(3)
  })

  it('asks the camera for nothing while nobody watches, and once for all who do', async () => {
    const { counted, asked } = await openCamera()
    const view = openLiveView(counted, { maxViewers: 20, decodes: openDecodeQueue(noCapture) })
    const leaving = new AbortController()
    const signal = leaving.signal
    await Promise.all(Array.from({ length: 10 }, () => take(view.watch({ ...SMALL, fps: 1000, signal }), 5)))
    // Ten viewers of five pictures each; one request serves all who wait at the time.
    expect(asked.count).toBeLessThan(40)
    const before = asked.count
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(asked.count).toBe(before)
  })

  it('buffers nothing for a slow viewer: the next picture is a new one', async () => {
    const { counted } = await openCamera()
    const view = openLiveView(counted, { maxViewers: 5, decodes: openDecodeQueue(noCapture) })
    const pictures = view.watch({ ...NATIVE, fps: 30, signal: AbortSignal.timeout(20_000) })
    const watching = pictures[Symbol.asyncIterator]()
    await watching.next()
    await new Promise((resolve) => setTimeout(resolve, 600))
    const wokenAtMs = monotonicMs()
    const { value } = await watching.next()
    expect((await pictureTime(value)).exposedAtMs).toBeGreaterThanOrEqual(Math.floor(wokenAtMs))
    await watching.return?.(undefined)
  })

  it('refuses one viewer too many, and stop() ends them all', async () => {
    const { counted } = await openCamera()
    const view = openLiveView(counted, { maxViewers: 2, decodes: openDecodeQueue(noCapture) })
    const signal = new AbortController().signal
    const viewers = [0, 1].map(() => view.watch({ ...NATIVE, fps: 30, signal })[Symbol.asyncIterator]())
    await Promise.all(viewers.map((viewer) => viewer.next()))
    await expect(take(view.watch({ ...NATIVE, fps: 30, signal }), 1)).rejects.toMatchObject({
      code: 'TOO_MANY_CONNECTIONS',
    })
    expect(view.stop()).toBe(2)
    for (const viewer of viewers) {
      let result = await viewer.next()
      while (!result.done) result = await viewer.next()
      expect(result.done).toBe(true)
    }
    expect(view.viewers).toBe(0)
  })

  it('goes on when the camera is back', async () => {
    const { counted, controls } = await openCamera()
    const view = openLiveView(counted, { maxViewers: 2, decodes: openDecodeQueue(noCapture) })
    const watching = view
      .watch({ ...NATIVE, fps: 30, signal: AbortSignal.timeout(20_000) })
      [Symbol.asyncIterator]()
    await watching.next()
    await controls.set('fault_disconnect_ms', 500)
    const goneAtMs = monotonicMs()
    let seen = 0
    while (seen < goneAtMs + 500) seen = (await pictureTime((await watching.next()).value)).exposedAtMs
    await watching.return?.(undefined)
  })
})
