/** Notices that the camera is gone, with the reason and before a silence would show it. */
import { monotonicMs } from '../../clock.ts'
import type { GrantedFormat } from '../port.ts'
import type { Aravis, Handle } from './aravis.ts'
import type { FoundDevice } from './configure.ts'
import { answersGvcp } from './gvcp.ts'

const WATCH_INTERVAL_MS = 250
/** No frame for so many intervals, and at least so long, and the camera is asked whether it is there. */
const SILENT_INTERVALS = 5
const SILENT_MIN_MS = 400

export interface Watched {
  camera: Handle
  found: FoundDevice
  granted: GrantedFormat
  /** When the newest frame came, or null. */
  lastFrameAtMs(): number | null
}

/** Calls back once, with a sentence. Gives back the function that stops it. */
export function watchPresence(
  aravis: Aravis,
  watched: Watched,
  onGone: (message: string) => void,
): () => void {
  const { camera, found, granted } = watched
  const device = aravis.device(camera)
  const isGigE = aravis.isGigE(camera)
  const silentAfterMs = Math.max(SILENT_MIN_MS, (SILENT_INTERVALS * 1000) / granted.fps)
  const startedAtMs = monotonicMs()
  const name = `${granted.deviceName} (${found.address})`
  let asking = false
  const gone = (message: string) => {
    clearInterval(timer)
    onGone(message)
  }
  const check = async () => {
    if (asking) return
    if (isGigE && !aravis.isController(device))
      return gone(
        `Control of the camera ${name} was lost: it restarted, its network broke off, or another program took it.`,
      )
    if (monotonicMs() - (watched.lastFrameAtMs() ?? startedAtMs) < silentAfterMs) return
    asking = true
    const present = await (isGigE ? answersGvcp(found.address) : answersUsb(aravis, device))
    asking = false
    if (!present) gone(`The camera ${name} no longer answers. Check its power and cable.`)
  }
  const timer = setInterval(check, WATCH_INTERVAL_MS)
  return () => clearInterval(timer)
}

/** The first of the bootstrap registers that every USB3 Vision camera has (GenCP version, at 0). */
async function answersUsb(aravis: Aravis, device: Handle): Promise<boolean> {
  try {
    await aravis.readRegister(device, 0, [0])
    return true
  } catch {
    return false
  }
}
