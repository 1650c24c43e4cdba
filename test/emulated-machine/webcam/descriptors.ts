/** The descriptors of the webcam: USB 2.0 section 9.6, and the USB Video Class 1.0 sections 3.7 and 3.9. */
import { CAMERA_TERMINAL, CONTROLS, PROCESSING_UNIT } from './controls.ts'
import { FORMATS, type FrameSize, intervalOf, maxFrameBytes, type VideoFormat } from './formats.ts'

const OUTPUT_TERMINAL = 3
export const VIDEO_CONTROL_INTERFACE = 0
export const VIDEO_STREAMING_INTERFACE = 1
export const VIDEO_ENDPOINT = 1
const CLOCK_HZ = 48_000_000
const BULK_PACKET_BYTES = 512

/** Descriptor types: USB 2.0 table 9-5, and the class-specific ones. */
const [DEVICE, CONFIGURATION, STRING, INTERFACE, ENDPOINT, ASSOCIATION] = [1, 2, 3, 4, 5, 11]
const [CS_INTERFACE, CC_VIDEO, SC_CONTROL, SC_STREAMING, SC_COLLECTION] = [0x24, 0x0e, 1, 2, 3]
/** The guid of YUY2 (UVC's uncompressed payload, section 2.2). */
const YUYV_GUID = Buffer.from('5955593200001000800000aa00389b71', 'hex')

/** The bytes of a descriptor: its length is counted, numbers are bytes, [size, value] is little-endian. */
type Part = number | [sizeBytes: number, value: number] | Buffer
function descriptor(...parts: Part[]): Buffer {
  const body = Buffer.concat(parts.map(bytesOf))
  return Buffer.concat([Buffer.from([body.length + 1]), body])
}
function bytesOf(part: Part): Buffer {
  if (Buffer.isBuffer(part)) return part
  if (typeof part === 'number') return Buffer.from([part])
  const bytes = Buffer.alloc(part[0])
  bytes.writeUIntLE(part[1], 0, part[0])
  return bytes
}

/** Vendor and product are the Linux Foundation's, for a webcam made of software. */
function deviceDescriptor(hasSerial: boolean): Buffer {
  const ids: Part[] = [
    [2, 0x1d6b],
    [2, 0x0102],
    [2, 0x0100],
  ]
  return descriptor(DEVICE, [2, 0x0200], 0xef, 2, 1, 64, ...ids, 1, 2, hasSerial ? 3 : 0, 1)
}

function stringDescriptor(index: number, strings: string[]): Buffer | null {
  if (index === 0) return descriptor(STRING, [2, 0x0409])
  const text = strings[index - 1]
  return text === undefined ? null : descriptor(STRING, Buffer.from(text, 'utf16le'))
}

function configurationDescriptor(): Buffer {
  const body = Buffer.concat([
    descriptor(ASSOCIATION, VIDEO_CONTROL_INTERFACE, 2, CC_VIDEO, SC_COLLECTION, 0, 0),
    descriptor(INTERFACE, VIDEO_CONTROL_INTERFACE, 0, 0, CC_VIDEO, SC_CONTROL, 0, 0),
    controlInterface(),
    descriptor(INTERFACE, VIDEO_STREAMING_INTERFACE, 0, 1, CC_VIDEO, SC_STREAMING, 0, 0),
    streamingInterface(),
    descriptor(ENDPOINT, 0x80 | VIDEO_ENDPOINT, 2, [2, BULK_PACKET_BYTES], 0),
  ])
  // Bus-powered, 500 mA.
  const lead = descriptor(CONFIGURATION, [2, body.length + 9], 2, 1, 0, 0x80, 250)
  return Buffer.concat([lead, body])
}

function controlInterface(): Buffer {
  const units = Buffer.concat([
    // A camera sensor (ITT_CAMERA) without an optical zoom's focal lengths.
    descriptor(CS_INTERFACE, 2, CAMERA_TERMINAL, [2, 0x0201], 0, 0, [2, 0], [2, 0], [2, 0], 3, [
      3,
      controlBits(CAMERA_TERMINAL),
    ]),
    descriptor(
      CS_INTERFACE,
      5,
      PROCESSING_UNIT,
      CAMERA_TERMINAL,
      [2, 0],
      2,
      [2, controlBits(PROCESSING_UNIT)],
      0,
    ),
    // To the host (TT_STREAMING).
    descriptor(CS_INTERFACE, 3, OUTPUT_TERMINAL, [2, 0x0101], 0, PROCESSING_UNIT, 0),
  ])
  const header = (totalBytes: number) =>
    descriptor(CS_INTERFACE, 1, [2, 0x0100], [2, totalBytes], [4, CLOCK_HZ], 1, VIDEO_STREAMING_INTERFACE)
  return Buffer.concat([header(header(0).length + units.length), units])
}

function controlBits(unit: number): number {
  return CONTROLS.filter((control) => control.unit === unit).reduce((bits, { bit }) => bits | (1 << bit), 0)
}

function streamingInterface(): Buffer {
  const formats = Buffer.concat(FORMATS.map(formatDescriptors))
  const perFormat = FORMATS.map(() => 0)
  const header = (totalBytes: number) =>
    descriptor(
      CS_INTERFACE,
      1,
      FORMATS.length,
      [2, totalBytes],
      0x80 | VIDEO_ENDPOINT,
      0,
      OUTPUT_TERMINAL,
      0,
      0,
      0,
      1,
      ...perFormat,
    )
  return Buffer.concat([header(header(0).length + formats.length), formats])
}

function formatDescriptors({ kind, sizes }: VideoFormat, index: number): Buffer {
  const [formatType, frameType] = kind === 'MJPEG' ? [6, 7] : [4, 5]
  const own: Part[] = kind === 'MJPEG' ? [0] : [YUYV_GUID, 16]
  return Buffer.concat([
    descriptor(CS_INTERFACE, formatType, index + 1, sizes.length, ...own, 1, 0, 0, 0, 0),
    ...sizes.map((size, at) => frameDescriptor(frameType, at + 1, size)),
    // Colour matching: BT.709 primaries and transfer, SMPTE 170M matrix.
    descriptor(CS_INTERFACE, 0x0d, 1, 1, 4),
  ])
}

function frameDescriptor(frameType: number, index: number, size: FrameSize): Buffer {
  const bitRates = [...size.fps].sort((a, b) => a - b).map((fps) => maxFrameBytes(size) * 8 * fps)
  const intervals = size.fps.map(intervalOf)
  return descriptor(
    ...[CS_INTERFACE, frameType, index, 0],
    ...([
      [2, size.width],
      [2, size.height],
      [4, bitRates[0]],
      [4, bitRates.at(-1)],
    ] as Part[]),
    ...([[4, maxFrameBytes(size)], [4, intervals[0]], intervals.length] as Part[]),
    ...intervals.map((interval): Part => [4, interval]),
  )
}

/** The answer to GET_DESCRIPTOR, or null for one that the webcam does not have. */
export function describe(
  type: number,
  index: number,
  strings: { product: string; serial: string | null },
): Buffer | null {
  if (type === DEVICE) return deviceDescriptor(strings.serial !== null)
  if (type === CONFIGURATION) return configurationDescriptor()
  if (type !== STRING) return null
  const texts = ['Vision Capture Service', strings.product]
  return stringDescriptor(index, strings.serial === null ? texts : [...texts, strings.serial])
}
