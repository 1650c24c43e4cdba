/** Finds a camera and configures it: region, pixel format, frame rate, packet size, free running. */
import type { GrantedFormat, PixelFormat } from '../port.ts'
import { type Aravis, AravisError, DEVICE_ERROR, type Handle, PACKET_SOCKET_DISABLED } from './aravis.ts'
import { answersGvcp } from './gvcp.ts'
import { chooseFormat, type SourceFormat } from './pixel-formats.ts'

/** The settings that the driver passes to its reader process; plain JSON. */
export interface GenicamReaderOptions {
  /** Name, serial number or address; empty for the first camera found. */
  device: string
  width: number
  height: number
  fps: number
  pixelFormat?: PixelFormat | undefined
  packetSizeBytes?: number | undefined
  latencyMs?: number | undefined
  /** Where the camera was at the last opening: looked for there first, since a discovery takes a second. */
  lastSeen?: FoundDevice | undefined
}

export interface FoundDevice {
  id: string
  vendor: string
  model: string
  serial: string
  /** IPv4 address of a GigE Vision camera; for USB3 Vision libaravis' own. */
  address: string
  /** `GigEVision` or `USB3Vision`. */
  protocol: string
}

/** Every camera that answers within libaravis' second. */
export function listDevices(aravis: Aravis): FoundDevice[] {
  aravis.updateDeviceList()
  return Array.from({ length: aravis.deviceCount() }, (_, index) => ({
    id: aravis.deviceId(index),
    vendor: aravis.deviceVendor(index) ?? '',
    model: aravis.deviceModel(index) ?? '',
    serial: aravis.deviceSerial(index) ?? '',
    address: aravis.deviceAddress(index) ?? '',
    protocol: aravis.deviceProtocol(index) ?? '',
  }))
}

const HELD =
  'Another program holds the camera: close it (a viewer, the vendor’s software, another service). The camera frees itself a few seconds after a program that crashed.'

/** Opens the camera that the options name. Throws an error with a sentence for the user. */
export async function findCamera(
  aravis: Aravis,
  { device, lastSeen }: GenicamReaderOptions,
): Promise<{ camera: Handle; found: FoundDevice }> {
  const { camera, found } = await findNamed(aravis, device, lastSeen)
  // Some cameras refuse a second program at its first command, some do not answer it: libaravis knows at once.
  if (aravis.isGigE(camera) && !aravis.isController(aravis.device(camera))) throw new Error(HELD)
  return { camera, found }
}

async function findNamed(
  aravis: Aravis,
  device: string,
  lastSeen: FoundDevice | undefined,
): Promise<{ camera: Handle; found: FoundDevice }> {
  if (lastSeen !== undefined && lastSeen.protocol === 'GigEVision' && (await answersGvcp(lastSeen.address))) {
    const camera = aravis.openCamera(lastSeen.address)
    if ((aravis.serial(camera) ?? '') === lastSeen.serial) return { camera, found: lastSeen }
    aravis.unref(camera)
  }
  const devices = listDevices(aravis)
  const wanted = lastSeen?.serial || device
  const found = devices.find((candidate) => wanted === '' || namesOf(candidate).includes(wanted))
  if (found !== undefined) return { camera: aravis.openCamera(found.id), found }
  if (/^\d+\.\d+\.\d+\.\d+$/.test(device)) return openByAddress(aravis, device)
  const there = devices.map(({ id, serial, address }) => `${id} (serial ${serial}, ${address})`).join(', ')
  throw new Error(
    `No GenICam camera ${wanted === '' ? 'was found' : `"${wanted}" was found`}${there === '' ? '' : `; found were ${there}`}. Check its power and cable, and that it has an address in the network of one of this computer's interfaces.`,
  )
}

const namesOf = ({ id, vendor, model, serial, address }: FoundDevice) => [
  id,
  serial,
  address,
  model,
  `${vendor} ${model}`,
]

/** A camera behind a router answers no broadcast. */
function openByAddress(aravis: Aravis, address: string): { camera: Handle; found: FoundDevice } {
  try {
    const camera = aravis.openCamera(address)
    const [vendor, model, serial] = [aravis.vendor(camera), aravis.model(camera), aravis.serial(camera) ?? '']
    return { camera, found: { id: address, vendor, model, serial, address, protocol: 'GigEVision' } }
  } catch (error) {
    const message = `No GenICam camera answers at ${address}. Check its power and cable, and that this computer has an address in the same network.`
    throw new Error(message, { cause: error })
  }
}

/** Sets the camera up. The grant is read back from it. Throws an error with a sentence for the user. */
export function configure(
  aravis: Aravis,
  camera: Handle,
  found: FoundDevice,
  options: GenicamReaderOptions,
): { granted: GrantedFormat; source: SourceFormat } {
  const device = aravis.device(camera)
  const source = chooseFormat(aravis.pixelFormats(camera), options.pixelFormat)
  aravis.clearTriggers(camera)
  if (aravis.isFeatureAvailable(device, 'AcquisitionMode'))
    aravis.setString(device, 'AcquisitionMode', 'Continuous')
  aravis.setPixelFormat(camera, source.name)
  const width = setSide(aravis, device, 'Width', 'OffsetX', options.width)
  const height = setSide(aravis, device, 'Height', 'OffsetY', options.height)
  if (aravis.isGigE(camera)) {
    // Packets have to come through the UDP socket, whose queue can be looked at.
    aravis.setStreamOptions(camera, PACKET_SOCKET_DISABLED)
    if (options.packetSizeBytes === undefined) aravis.negotiatePacketSize(camera)
    else aravis.setPacketSize(camera, options.packetSizeBytes)
  }
  const granted: GrantedFormat = {
    width,
    height,
    fps: setFrameRate(aravis, camera, options.fps),
    pixelFormat: source.pixelFormat,
    deviceName: `${found.vendor} ${found.model}`,
    stableName: found.serial === '' ? found.address : `genicam:${found.serial}`,
  }
  return { granted, source }
}

/** One side of a region in the middle of the sensor, as near to `wanted` as the camera has it. */
function setSide(aravis: Aravis, device: Handle, side: string, offset: string, wanted: number): number {
  const hasOffset = aravis.isFeatureAvailable(device, offset)
  if (hasOffset) aravis.setInteger(device, offset, boundsOf(aravis, device, offset).min)
  const { min, max, increment } = boundsOf(aravis, device, side)
  const size = toStep(Math.min(Math.max(wanted, min), max), min, increment)
  aravis.setInteger(device, side, size)
  if (hasOffset) {
    const room = boundsOf(aravis, device, offset)
    const middle = Math.min(Math.floor((max - size) / 2), room.max)
    // Even, so that a mosaic begins with the pixel that its name says.
    const step = room.increment % 2 === 0 ? room.increment : 2 * room.increment
    aravis.setInteger(device, offset, toStep(Math.max(middle, room.min), room.min, step))
  }
  return aravis.getInteger(device, side)
}

function boundsOf(aravis: Aravis, device: Handle, feature: string) {
  const min: [number] = [0]
  const max: [number] = [0]
  aravis.integerBounds(device, feature, min, max)
  return { min: min[0], max: max[0], increment: Math.max(1, aravis.integerIncrement(device, feature)) }
}

const toStep = (value: number, min: number, increment: number) =>
  min + Math.floor((value - min) / increment) * increment

/** Where exposure or bandwidth allow fewer than asked, the camera says so in one of these. */
const RESULTING_RATES = ['ResultingFrameRate', 'AcquisitionResultingFrameRate', 'ResultingFrameRateAbs']

function setFrameRate(aravis: Aravis, camera: Handle, wanted: number): number {
  const device = aravis.device(camera)
  if (aravis.hasFrameRate(camera)) {
    const min: [number] = [0]
    const max: [number] = [0]
    aravis.frameRateBounds(camera, min, max)
    aravis.setFrameRate(camera, Math.min(Math.max(wanted, min[0]), max[0]))
  }
  const resulting = RESULTING_RATES.find((feature) => aravis.isFeatureAvailable(device, feature))
  if (resulting !== undefined) return aravis.getFloat(device, resulting)
  return aravis.hasFrameRate(camera) ? aravis.frameRate(camera) : wanted
}

/** A sentence for the user, of anything thrown while a camera is opened. */
export function openingSentence(error: unknown): string {
  if (!(error instanceof AravisError)) return error instanceof Error ? error.message : String(error)
  if (error.domain === 'arv-device-error-quark' && error.code === DEVICE_ERROR.NOT_CONTROLLER) return HELD
  return `The camera could not be opened: ${error.message}.`
}
