/** Lists every camera that this computer can find without a configured address, for all drivers. */
import { toServiceError } from '../errors.ts'
import { discover } from './genicam/driver.ts'
import type { PixelFormat } from './port.ts'
import { describeV4l2Cameras } from './v4l2/driver.ts'

export interface FoundCamera {
  /** What CAMERA_SOURCE is best set to: a name that stays the camera's own when it is plugged in again. */
  source: string
  kind: 'v4l2' | 'genicam'
  name: string
  /** Empty where it has none. */
  serial: string
  /** The device node, or the network address. */
  address: string
  /** Where it is plugged in, or how it is reached: `usb-0000:00:14.0-1.2`, `GigEVision`. */
  bus: string
  /** The kernel driver; empty for GenICam. */
  driver: string
  /** What it offers; GenICam cameras tell only when they are opened. */
  formats: FoundFormat[]
  /** Programs that have it open, as far as this user may see. */
  held_by: { pid: number; name: string }[]
  /** Why it could not be asked, and what to do; null when all is well. */
  problem: string | null
}

export interface FoundFormat {
  /** The format's own name, as in `MJPG`. */
  code: string
  description: string
  /** null: one that cannot be made into a picture here. */
  pixel_format: PixelFormat | null
  /** The smallest and the largest only, where any between them can be had. */
  any_size: boolean
  sizes: { width: number; height: number; fps: number[] }[]
}

export interface Discovery {
  cameras: FoundCamera[]
  /** Kinds of cameras that could not be looked for, and why. */
  problems: string[]
}

/** Looks for all kinds at once; takes a second or two. Never throws: a search that failed is one of the problems. */
export async function listCameras(): Promise<Discovery> {
  const searches = await Promise.allSettled([listV4l2(), listGenicam()])
  return {
    cameras: searches.flatMap((search) => (search.status === 'fulfilled' ? search.value : [])),
    problems: searches.flatMap((search) =>
      search.status === 'rejected' ? [toServiceError(search.reason).message] : [],
    ),
  }
}

async function listV4l2(): Promise<FoundCamera[]> {
  // V4L2 is Linux's alone.
  if (process.platform !== 'linux') return []
  return (await describeV4l2Cameras()).map((camera) => ({
    source: `v4l2:${camera.address}`,
    kind: 'v4l2',
    name: camera.name,
    serial: camera.serial,
    address: camera.node,
    bus: camera.bus,
    driver: camera.driver,
    formats: camera.formats.map(({ code, description, pixelFormat, anySize, sizes }) => ({
      code,
      description,
      pixel_format: pixelFormat,
      any_size: anySize,
      sizes,
    })),
    held_by: camera.heldBy,
    problem: camera.problem,
  }))
}

async function listGenicam(): Promise<FoundCamera[]> {
  return (await discover()).map(({ vendor, model, serial, address, protocol }) => ({
    source: `genicam:${serial || address}`,
    kind: 'genicam',
    name: `${vendor} ${model}`,
    serial,
    address,
    bus: protocol,
    driver: '',
    formats: [],
    held_by: [],
    problem: null,
  }))
}
