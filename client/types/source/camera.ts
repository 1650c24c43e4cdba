import type { z } from 'zod'
import type { snapshotQuery, streamQuery } from '../../../functions/lib/schemas.ts'
import type { cameraStatus } from '../../../functions/lib/status.ts'
import type { CameraControl as Control } from '../../../runtime/camera/port.ts'

/** Width and height in pixels, JPEG quality; left out, the camera's own. */
export type SnapshotQuery = Partial<z.output<typeof snapshotQuery>>
/** As SnapshotQuery, with at most so many frames a second. */
export type ViewQuery = Partial<z.output<typeof streamQuery>>

export type CameraStatus = ReturnType<typeof cameraStatus>
export type CameraControl = Control
export interface CameraControls {
  controls: CameraControl[]
  /** Controls whose value is not the one that was set. */
  drift: CameraStatus['control_drift']
}
