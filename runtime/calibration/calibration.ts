/** The calibration of the camera, as handlers see it through the device. */

import { calibrationKey, type MeasuredLatencies } from '../camera/measured-latencies.ts'
import type { Camera } from '../camera/port.ts'
import { monotonicMs } from '../clock.ts'
import type { Calibration } from '../device/calibration.ts'
import { ServiceError } from '../errors.ts'
import { SLOT_MS, timeCodes } from './codes.ts'
import { measureLatency } from './measure.ts'

export interface CalibrationOptions {
  kept: MeasuredLatencies
  /** CAMERA_LATENCY_MS, which goes before what is measured. */
  latencyMs: number | undefined
}

export function openCalibration(camera: Camera, { kept, latencyMs }: CalibrationOptions): Calibration {
  let running = false
  const name = () => camera.status().granted?.stableName ?? null
  return {
    nowMs: monotonicMs,
    slotMs: SLOT_MS,
    codes: timeCodes,
    camera: name,
    async measure({ uncertaintyMs, signal }) {
      if (latencyMs !== undefined)
        throw new ServiceError(
          'NOT_SUPPORTED_HERE',
          'CAMERA_LATENCY_MS is set, and goes before a measurement. Remove it, restart the service, and measure again.',
        )
      if (running) throw new ServiceError('CAPTURE_IN_PROGRESS', 'Another page measures this camera now.')
      running = true
      try {
        const { samplesMs, frames, boundMs, marginMs } = await measureLatency(camera, uncertaintyMs, signal)
        const { granted } = camera.status()
        if (granted === null)
          throw new ServiceError('CAMERA_NOT_AVAILABLE', 'The camera was lost. Measure again.')
        // Never less than what was measured.
        const samples_ms = samplesMs.map(Math.ceil)
        const measured_at = new Date().toISOString()
        kept.set(calibrationKey(granted), { bound_ms: boundMs, samples_ms, measured_at })
        const at = (share: number) => samples_ms[Math.floor((samples_ms.length - 1) * share)] as number
        return {
          camera: granted.stableName,
          bound_ms: boundMs,
          margin_ms: marginMs,
          frames,
          samples_ms,
          min_ms: at(0),
          median_ms: at(0.5),
          p95_ms: at(0.95),
          max_ms: at(1),
          measured_at,
        }
      } finally {
        running = false
      }
    },
  }
}
