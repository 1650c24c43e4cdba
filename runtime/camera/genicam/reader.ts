/** The reader process of one GenICam camera: opens it, reads its stream, and answers the service until it is closed. */
import { setTimeout as delay } from 'node:timers/promises'
import { ServiceError } from '../../errors.ts'
import { assumedLatency } from '../latency-bound.ts'
import type { LatencyBound } from '../port.ts'
import { openReaderChannel } from '../reader/channel.ts'
import type { ToReader } from '../reader/protocol.ts'
import { Acquisition } from './acquisition.ts'
import { type Aravis, type Handle, LIBRARY, loadAravis } from './aravis.ts'
import {
  configure,
  findCamera,
  type GenicamReaderOptions,
  listDevices,
  openingSentence,
} from './configure.ts'
import { GenicamControls } from './controls.ts'
import { arrivalStamps, deviceStamps } from './exposure-stamps.ts'
import { findLatch } from './latch.ts'
import { watchPresence } from './presence.ts'

const COUNTERS_INTERVAL_MS = 200
/** Frames of a longer exposure may be on their way when a shorter one is set. */
const OLD_EXPOSURE_HOLD_MS = 1_000
/** Packets take up to several times their bytes in the kernel, and libaravis' thread may have to wait for a processor. */
const SOCKET_BUFFER_FRAMES = 8

interface OpenCamera {
  acquisition: Acquisition
  controls: GenicamControls
  onExposureSet(): Promise<void>
  close(): Promise<void>
}

let open: OpenCamera | undefined
const channel = openReaderChannel((message) => void handle(message).catch(fault))

async function handle(message: ToReader): Promise<void> {
  switch (message.type) {
    case 'open': {
      const options = message.options as GenicamReaderOptions | 'discover'
      const aravis = library()
      if (options === 'discover') channel.send({ type: 'result', result: listDevices(aravis) })
      else open = await openCamera(aravis, options)
      break
    }
    case 'want':
      open?.acquisition.want(message.notBeforeMs)
      break
    case 'list-controls':
      answer(message.id, (controls) => controls.list())
      break
    case 'set-control':
      answer(message.id, (controls) => {
        const control = controls.set(message.name, message.value)
        if (message.name === 'exposure_us') void open?.onExposureSet()
        return [control]
      })
      break
    case 'close':
      await open?.close()
      process.exit(0)
  }
}

function library(): Aravis {
  try {
    return loadAravis()
  } catch (error) {
    const message = `GenICam cameras need ${LIBRARY}, which is not installed: apt-get install libaravis-0.8-0.`
    throw new Error(message, { cause: error })
  }
}

async function openCamera(aravis: Aravis, options: GenicamReaderOptions): Promise<OpenCamera> {
  const { camera, found } = await findCamera(aravis, options)
  const { granted, source } = configure(aravis, camera, found, options)
  const controls = new GenicamControls(aravis, aravis.device(camera))
  const intervalMs = 1000 / granted.fps
  let longestExposureMs = controls.longestExposureMs(intervalMs)
  let exposuresSet = 0
  const stream = aravis.createStream(camera)
  const stamps = await stampsFor(aravis, camera, stream, {
    exposureMs: () => longestExposureMs,
    latency: () =>
      options.latencyMs === undefined
        ? assumedLatency(Math.max(longestExposureMs, intervalMs))
        : { boundMs: options.latencyMs, source: 'measured' },
  })
  const acquisition = new Acquisition(aravis, stream, {
    granted,
    source,
    stamps,
    send: (header, payload, onSent) => channel.send(header, payload, onSent),
  })
  const payloadBytes = aravis.payloadBytes(camera)
  if (aravis.isGigE(camera)) aravis.setSocketBuffer(stream, SOCKET_BUFFER_FRAMES * payloadBytes)
  acquisition.start(payloadBytes)
  aravis.startAcquisition(camera)
  const unwatch = watchPresence(
    aravis,
    { camera, found, granted, lastFrameAtMs: () => acquisition.counters.lastFrameAtMs },
    fault,
  )
  const counting = setInterval(
    () => channel.send({ type: 'counters', counters: acquisition.counters }),
    COUNTERS_INTERVAL_MS,
  )
  channel.send({
    type: 'opened',
    granted,
    driverState: found,
  })
  return {
    acquisition,
    controls,
    async onExposureSet() {
      const nextMs = controls.longestExposureMs(intervalMs)
      longestExposureMs = Math.max(longestExposureMs, nextMs)
      exposuresSet += 1
      const thisOne = exposuresSet
      await delay(OLD_EXPOSURE_HOLD_MS + 2 * longestExposureMs)
      if (thisOne === exposuresSet) longestExposureMs = nextMs
    },
    async close() {
      unwatch()
      clearInterval(counting)
      await acquisition.stop()
      aravis.stopAcquisition(camera)
      // The objects are left as they are: a call on another thread may still use them, and the process ends now.
      if (aravis.isGigE(camera)) aravis.leaveControl(aravis.device(camera))
    },
  }
}

async function stampsFor(
  aravis: Aravis,
  camera: Handle,
  stream: Handle,
  { exposureMs, latency }: { exposureMs: () => number; latency: () => LatencyBound },
) {
  const latch = await findLatch(aravis, camera)
  if (latch === undefined) return arrivalStamps(aravis, stream, aravis.isGigE(camera), latency)
  return deviceStamps(aravis, latch, exposureMs)
}

function answer(id: number, run: (controls: GenicamControls) => ReturnType<GenicamControls['list']>): void {
  try {
    if (open === undefined) throw new ServiceError('CAMERA_NOT_AVAILABLE', 'The camera is not open.')
    channel.send({ type: 'controls', id, controls: run(open.controls) })
  } catch (error) {
    const refused = error instanceof ServiceError && error.code === 'VALIDATION_ERROR'
    const message = error instanceof ServiceError ? error.message : openingSentence(error)
    channel.send({
      type: 'refused',
      id,
      code: refused ? 'VALIDATION_ERROR' : 'CAMERA_NOT_AVAILABLE',
      message,
    })
  }
}

/** Tells the service and ends at once: to let go of a camera that does not answer would take libaravis seconds. */
function fault(error: unknown): void {
  channel.send({ type: 'fault', message: typeof error === 'string' ? error : openingSentence(error) })
  channel.end(() => process.exit(1))
}
