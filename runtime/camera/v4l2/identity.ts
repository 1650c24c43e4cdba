/** The identity of a video device from sysfs: it recognises a camera that comes back under another number. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Documentation/admin-guide/devices.txt: the major number of video4linux. */
const VIDEO_MAJOR = 81
const BY_ID = '/dev/v4l/by-id'
const CLASS = '/sys/class/video4linux'

export interface Identity {
  /** As in `/dev/video0`. */
  node: string
  /** The product's name. */
  name: string
  /** USB vendor and product, as in `046d:0825`, and the interface's number, as in `00`; empty for what is no USB device. */
  product: string
  interface: string
  /** Empty where the device has none. */
  serial: string
  /** Where it is plugged in, as QUERYCAP's bus_info names it for USB: `usb-0000:00:14.0-1.2`; else bus and device, as in `platform:vivid.0`. */
  bus: string
  /** Counts the nodes of one interface: 0 is the pictures', 1 often metadata. */
  index: number
}

/** Every video node that the kernel knows, by number. */
export function listIdentities(): Identity[] {
  const numbers = entries(CLASS).flatMap((name) => /^video(\d+)$/.exec(name)?.[1] ?? [])
  return numbers
    .map(Number)
    .sort((a, b) => a - b)
    .flatMap((number) => identityIn(join(CLASS, `video${number}`)) ?? [])
}

/** Follows links and returns the device at a path; `missing` or `no-video-device` where there is none. */
export function identityAt(path: string): Identity | 'missing' | 'no-video-device' {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return 'missing'
  const major = Math.floor(stats.rdev / 256) & 0xfff
  if (!stats.isCharacterDevice() || major !== VIDEO_MAJOR) return 'no-video-device'
  const found = identityIn(`/sys/dev/char/${VIDEO_MAJOR}:${stats.rdev & 0xff}`)
  return found === undefined ? 'missing' : { ...found, node: realpathSync(path) }
}

/** True when both are the same camera in the same socket, or one camera with a serial number of its own wherever it is plugged in. */
export function isSameCamera(one: Identity, other: Identity): boolean {
  return (
    one.name === other.name &&
    one.product === other.product &&
    one.interface === other.interface &&
    one.serial === other.serial &&
    one.index === other.index &&
    (one.serial !== '' || one.bus === other.bus)
  )
}

/** What CAMERA_SOURCE is best set to after `v4l2:`: a name that no replugging gives to another camera. */
export function stableAddress(identity: Identity, all: Identity[] = listIdentities()): string {
  const link = entries(BY_ID).find((name) => resolved(join(BY_ID, name)) === identity.node)
  if (link !== undefined) return join(BY_ID, link)
  const sharesSerial = all.some(
    (other) => other.node !== identity.node && other.index === 0 && other.serial === identity.serial,
  )
  return identity.serial !== '' && !sharesSerial ? `serial=${identity.serial}` : `bus=${identity.bus}`
}

function identityIn(folder: string): Identity | undefined {
  const device = resolved(join(folder, 'device'))
  if (device === undefined) return undefined
  const usb = dirname(device)
  const idVendor = attribute(usb, 'idVendor')
  const isUsb = idVendor !== ''
  return {
    node: `/dev/${basename(resolved(folder) ?? folder)}`,
    // The driver's name for it has 31 characters of the product's.
    name: (isUsb && attribute(usb, 'product')) || attribute(folder, 'name'),
    product: isUsb ? `${idVendor}:${attribute(usb, 'idProduct')}` : '',
    interface: isUsb ? attribute(device, 'bInterfaceNumber') : '',
    serial: isUsb ? attribute(usb, 'serial') : '',
    bus: isUsb
      ? usbPath(usb)
      : `${basename(resolved(join(device, 'subsystem')) ?? 'device')}:${basename(device)}`,
    index: Number(attribute(folder, 'index')),
  }
}

/** usb_make_path() of the kernel: the controller's name and the ports from it to the device. */
function usbPath(usb: string): string {
  let root = usb
  while (!/^usb\d+$/.test(basename(root)) && root !== '/') root = dirname(root)
  return `usb-${basename(dirname(root))}-${attribute(usb, 'devpath')}`
}

function attribute(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8').trim()
  } catch {
    // Not every device has every attribute, and one that is pulled out loses them while they are read.
    return ''
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function resolved(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}
