/** Builds the device from the settings: camera, captures, live view, connections. */

import { openCalibration } from '../calibration/calibration.ts'
import { calibratedDriver } from '../camera/calibrated-driver.ts'
import { type Discovery, listCameras } from '../camera/discovery.ts'
import { openDriver } from '../camera/drivers.ts'
import { openLiveView } from '../camera/live-view.ts'
import { measuredLatencies } from '../camera/measured-latencies.ts'
import type { CameraStatus } from '../camera/port.ts'
import { superviseCamera } from '../camera/supervision/supervise.ts'
import { openCaptures } from '../captures/captures.ts'
import { openPlates } from '../captures/plates.ts'
import { monotonicMs } from '../clock.ts'
import { type Config, loadConfig } from '../config.ts'
import { managementApi } from '../connections/management-api.ts'
import { openConnections } from '../connections/registry.ts'
import type { Transport } from '../connections/transport.ts'
import { openDeliveries } from '../delivery/open-deliveries.ts'
import { type ClockStep, watchClock } from '../host/clock-watch.ts'
import { configureLogger, logger } from '../logger.ts'
import { cameraReopened, cameraState } from '../metrics.ts'
import { SOFTWARE } from '../version.ts'
import type { Device } from './device.ts'

/** Opens everything a handler may ask for. Without a transport, the host holds the sockets and is asked over @connections. */
export async function openDevice(config: Config = loadConfig(), transport?: Transport): Promise<Device> {
  configureLogger(config.log)
  const startedAtMs = monotonicMs()
  const kept = measuredLatencies(config.camera.latencyStore)
  const driver = openDriver(config.camera.source, config.camera)
  const { latencyMs } = config.camera
  const camera = superviseCamera(
    latencyMs === undefined ? calibratedDriver(driver, kept) : driver,
    config.camera,
  )
  camera.onChange(noteCameraChange)
  camera.start()
  // A step may come while the captures are being opened: a host without a battery-backed clock is set right at its start.
  const stepsAtStart: ClockStep[] = []
  let noteInChain = (step: ClockStep) => void stepsAtStart.push(step)
  const clock = watchClock((step) => {
    logger.warn(
      'CLOCK_STEPPED: the clock of the host was changed. Times before and after the step do not compare.',
      { ...step },
    )
    noteInChain(step)
  })
  const captures = await openCaptures({
    camera,
    ...config.capture,
    ...config.storage,
    onlyDelivered: config.delivery.target !== null,
    software: SOFTWARE,
    clockSynchronised: () => clock.status().synchronised,
  })
  const deliveries = await openDeliveries({
    ...config.delivery,
    folder: config.storage.folder,
    outbox: captures.outbox,
    idle: () => captures.idle(),
    onStored: captures.onStored,
  })
  const plates = openPlates(captures, config.plate)
  noteInChain = (step) => void captures.noteClockStep(step)
  stepsAtStart.forEach(noteInChain)
  const view = openLiveView(camera, {
    maxViewers: config.capture.streamMaxViewers,
    decodes: captures.decodes,
  })
  const connections = openConnections({
    maxConnections: config.websocket.maxConnections,
    transport: transport ?? managementApi(config.websocket.connectionsEndpoint),
  })
  return {
    config,
    camera,
    discoverCameras: discoverOnce,
    captures,
    plates,
    deliveries,
    view,
    calibration: openCalibration(camera, { kept, latencyMs }),
    connections,
    clock,
    startedAtMs,
    async close() {
      clock.close()
      view.stop()
      await deliveries.close()
      await plates.close()
      await captures.close()
      await camera.close()
    },
  }
}

let discovering: Promise<Discovery> | undefined

/** Callers share a search that is already running. */
function discoverOnce(): Promise<Discovery> {
  discovering ??= listCameras().finally(() => {
    discovering = undefined
  })
  return discovering
}

function noteCameraChange(status: CameraStatus): void {
  for (const state of ['closed', 'opening', 'streaming', 'silent', 'faulted'] as const) {
    cameraState.set({ state }, state === status.state ? 1 : 0)
  }
  cameraReopened.set(status.reopened)
  const facts = { state: status.state, granted: status.granted, error_message: status.errorMessage }
  if (status.errorMessage === null) logger.info('Camera changed state', facts)
  else logger.warn('Camera changed state', facts)
}
