/** The service's own types. Generated from its schemas by types/generate.ts (npm run build:client); not edited by hand. */

/** Width and height in pixels, JPEG quality; left out, the camera's own. */
export interface SnapshotQuery {
  w?: number | undefined
  h?: number | undefined
  q?: number | undefined
}

/** As SnapshotQuery, with at most so many frames a second. */
export interface ViewQuery {
  fps?: number | undefined
  w?: number | undefined
  h?: number | undefined
  q?: number | undefined
}

export interface CameraStatus {
  is_connected: boolean
  is_capturing: boolean
  device_id: string | number
  resolution: string | null
  fps: number | null
  last_capture: string | null
  error_message: string | null
  state: 'closed' | 'opening' | 'streaming' | 'silent' | 'faulted'
  device_name: string | null
  stable_name: string | null
  pixel_format: 'MJPEG' | 'YUYV' | 'UYVY' | 'NV12' | 'RGB24' | 'BGR24' | 'GREY' | null
  control_drift: {
    name: string
    wanted: number
    actual: number | null
  }[]
}

/** One control of the camera, named with its unit: `exposure_us`, `gain`, `white_balance_k`, `focus`. */
export interface CameraControl {
  name: string
  /** The device's own name for it. */
  label: string
  type: 'boolean' | 'integer' | 'menu' | 'float'
  value: number
  default: number
  min: number
  max: number
  step: number
  menu?:
    | {
        value: number
        label: string
      }[]
    | undefined
  readOnly: boolean
  /** False while an automatic mode rules it. */
  active: boolean
}

export interface CameraControls {
  controls: CameraControl[]
  /** Controls whose value is not the one that was set. */
  drift: {
    name: string
    wanted: number
    actual: number | null
  }[]
}
