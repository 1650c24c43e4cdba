/** Memory-mapped streaming (kernel documentation, "Streaming I/O (Memory Mapping)"): the driver fills buffers, and we read and return them. */
import { constants } from 'node:os'
import koffi from 'koffi'
import { monotonicMs } from '../../clock.ts'
import { ioctl, ioctlOn, type Mapping, mapBuffer, SystemError, tryIoctl } from './libc.ts'
import * as requests from './requests.ts'
import { type CType, v4l2_buffer } from './structs.ts'
import { V4L2_BUF_FLAG_ERROR, V4L2_BUF_TYPE_VIDEO_CAPTURE, V4L2_MEMORY_MMAP } from './videodev2.ts'

const { EAGAIN, EINVAL, ENODEV } = constants.errno
/** One to be filled, one to be read, and two for a processor that comes late. More would only hold older frames. */
const BUFFER_COUNT = 4
const CAPTURE_BUFFER = { type: V4L2_BUF_TYPE_VIDEO_CAPTURE, memory: V4L2_MEMORY_MMAP }

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

type Filled = typeof v4l2_buffer extends CType<infer Value> ? Value : never

export class Stream {
  readonly #fd: number
  readonly #mappings: Mapping[] = []
  /** The struct of the buffer that is out, one at a time. Reused: this is done for every frame. */
  readonly #struct = Buffer.alloc(koffi.sizeof(v4l2_buffer))
  #emptyAtMs = Number.NEGATIVE_INFINITY

  /** Reserves the buffers and starts the camera. Throws SystemError; stop() is to be called even then. */
  constructor(fd: number) {
    this.#fd = fd
  }

  start(): void {
    koffi.encode(this.#struct, v4l2_buffer, CAPTURE_BUFFER)
    const { count } = ioctl(this.#fd, requests.VIDIOC_REQBUFS, { count: BUFFER_COUNT, ...CAPTURE_BUFFER })
    for (let index = 0; index < count; index++) {
      const { m, length } = ioctl(this.#fd, requests.VIDIOC_QUERYBUF, { index, ...CAPTURE_BUFFER })
      this.#mappings.push(mapBuffer(this.#fd, m.offset, length))
      ioctl(this.#fd, requests.VIDIOC_QBUF, { index, ...CAPTURE_BUFFER })
    }
    ioctl(this.#fd, requests.VIDIOC_STREAMON, V4L2_BUF_TYPE_VIDEO_CAPTURE)
  }

  /**
   * The oldest filled buffer, null when there is none; to be given back before the next is taken.
   * Throws SystemError when the camera is gone or broken.
   */
  take(): FilledBuffer | null {
    const beforeMs = monotonicMs()
    const errno = ioctlOn(this.#fd, requests.VIDIOC_DQBUF, this.#struct)
    if (errno === EAGAIN) {
      this.#emptyAtMs = beforeMs
      return null
    }
    // EINVAL: the kernel has emptied the queue of a camera that is gone.
    if (errno !== 0) throw new SystemError('DQBUF', errno === EINVAL ? ENODEV : errno)
    const filled = koffi.decode(this.#struct, v4l2_buffer) as Filled
    const { bytes } = this.#mappings[filled.index] as Mapping
    const { flags, timestamp } = filled
    return {
      bytes: bytes.subarray(0, filled.bytesused),
      flags,
      damaged: (flags & V4L2_BUF_FLAG_ERROR) !== 0,
      timestampMs: timestamp.tv_sec * 1000 + timestamp.tv_usec / 1000,
      counter: filled.sequence,
      dequeuedAtMs: monotonicMs(),
      emptyAtMs: this.#emptyAtMs,
    }
  }

  /** Lets the driver fill the buffer that is out. Throws SystemError. */
  giveBack(): void {
    const errno = ioctlOn(this.#fd, requests.VIDIOC_QBUF, this.#struct)
    if (errno !== 0) throw new SystemError('QBUF', errno)
  }

  /** Stops the camera and lets go of the memory. What a camera that is gone answers does not matter. */
  stop(): void {
    tryIoctl(this.#fd, requests.VIDIOC_STREAMOFF, V4L2_BUF_TYPE_VIDEO_CAPTURE)
    for (const mapping of this.#mappings.splice(0)) mapping.unmap()
  }
}
