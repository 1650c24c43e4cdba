/** Memory-mapped streaming (kernel documentation, "Streaming I/O (Memory Mapping)"): the driver fills buffers, we look and give them back. */
import { constants } from 'node:os'
import { monotonicMs } from '../../clock.ts'
import { BUFFER, BUFFER_TYPE, REQUEST_BUFFERS } from './layouts.ts'
import { ioctl, type Mapping, mapBuffer, SystemError, tryIoctl } from './libc.ts'
import { Struct } from './struct.ts'
import { BUF_FLAG_ERROR, BUF_TYPE_VIDEO_CAPTURE, MEMORY_MMAP } from './videodev2.ts'

const { EAGAIN, EINVAL, ENODEV } = constants.errno
/** One being filled, one being looked at, two for a processor that comes late; each queued frame is an old one by then. */
const BUFFER_COUNT = 4
const CAPTURE_BUFFER = { type: BUF_TYPE_VIDEO_CAPTURE, memory: MEMORY_MMAP }

export interface FilledBuffer {
  /** The driver's memory: valid until the buffer is given back. */
  bytes: Buffer
  flags: number
  /** The driver marks it as damaged. */
  damaged: boolean
  timestampMs: number
  /** The driver's counter. */
  counter: number
  dequeuedAtMs: number
  /** When the queue was last seen empty before. */
  emptyAtMs: number
}

export class Stream {
  readonly #fd: number
  readonly #mappings: Mapping[] = []
  /** Of the buffer that is out, one at a time. */
  readonly #struct = new Struct(BUFFER, CAPTURE_BUFFER)
  #emptyAtMs = Number.NEGATIVE_INFINITY

  /** Reserves the buffers and starts the camera. Throws SystemError; stop() is to be called even then. */
  constructor(fd: number) {
    this.#fd = fd
  }

  start(): void {
    const request = new Struct(REQUEST_BUFFERS, { count: BUFFER_COUNT, ...CAPTURE_BUFFER })
    ioctl(this.#fd, 'REQBUFS', request)
    const count = request.get('count')
    for (let index = 0; index < count; index++) {
      const struct = new Struct(BUFFER, { index, ...CAPTURE_BUFFER })
      ioctl(this.#fd, 'QUERYBUF', struct)
      this.#mappings.push(mapBuffer(this.#fd, struct.get('m.offset'), struct.get('length')))
      ioctl(this.#fd, 'QBUF', struct)
    }
    ioctl(this.#fd, 'STREAMON', captureType())
  }

  /**
   * The oldest filled buffer, null when there is none; to be given back before the next is taken.
   * Throws SystemError when the camera is gone or broken.
   */
  take(): FilledBuffer | null {
    const struct = this.#struct
    const beforeMs = monotonicMs()
    const errno = tryIoctl(this.#fd, 'DQBUF', struct)
    if (errno === EAGAIN) {
      this.#emptyAtMs = beforeMs
      return null
    }
    // EINVAL: the kernel has emptied the queue of a camera that is gone.
    if (errno !== 0) throw new SystemError('DQBUF', errno === EINVAL ? ENODEV : errno)
    const { bytes } = this.#mappings[struct.get('index')] as Mapping
    const flags = struct.get('flags')
    return {
      bytes: bytes.subarray(0, struct.get('bytesused')),
      flags,
      damaged: (flags & BUF_FLAG_ERROR) !== 0,
      timestampMs: struct.get('timestamp.tv_sec') * 1000 + struct.get('timestamp.tv_usec') / 1000,
      counter: struct.get('sequence'),
      dequeuedAtMs: monotonicMs(),
      emptyAtMs: this.#emptyAtMs,
    }
  }

  /** Lets the driver fill the buffer that is out. Throws SystemError. */
  giveBack(): void {
    ioctl(this.#fd, 'QBUF', this.#struct)
  }

  /** Stops the camera and lets go of the memory. What a camera that is gone answers does not matter. */
  stop(): void {
    tryIoctl(this.#fd, 'STREAMOFF', captureType())
    for (const mapping of this.#mappings.splice(0)) mapping.unmap()
  }
}

function captureType() {
  return new Struct(BUFFER_TYPE, { type: BUF_TYPE_VIDEO_CAPTURE })
}
