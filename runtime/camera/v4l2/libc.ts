/** The C library's calls on a video device. */
import { constants } from 'node:os'
import koffi from 'koffi'
import { POLL } from './layouts.ts'
import { Struct } from './struct.ts'
import { type Request, VIDIOC } from './videodev2.ts'

/** Where layouts.ts holds; on others a struct would be written beside its place. */
const ARCHITECTURES = ['x64', 'arm64']

/** mman.h */
const PROT_READ = 1
const MAP_SHARED = 1
const MAP_FAILED = 0xffff_ffff_ffff_ffffn

/** poll.h */
export const POLLIN = 0x1
export const POLLERR = 0x8
export const POLLHUP = 0x10

const { EINTR } = constants.errno

if (!ARCHITECTURES.includes(process.arch))
  throw new Error(`V4L2 cameras are read on ${ARCHITECTURES.join(' and ')} only, not on ${process.arch}.`)

const libc = koffi.load(null)
const nativeIoctl = libc.func('int ioctl(int fd, unsigned long request, void *argument)')
const nativePoll = libc.func('int poll(void *descriptors, unsigned long count, int timeoutMs)')
const nativeMmap = libc.func(
  'void *mmap(void *address, size_t length, int protection, int flags, int fd, int64 offset)',
)
const nativeMunmap = libc.func('int munmap(void *address, size_t length)')

/** A system call that failed: `errno` is the kernel's number, `code` its name. */
export class SystemError extends Error {
  readonly call: string
  readonly errno: number
  readonly code: string
  constructor(call: string, errno: number) {
    const code = Object.entries(constants.errno).find(([, number]) => number === errno)?.[0] ?? `${errno}`
    super(`${call}: ${code}`)
    this.name = 'SystemError'
    this.call = call
    this.errno = errno
    this.code = code
  }
}

/** One ioctl on a struct, done again where a signal interrupts it. Gives 0, or the error's number. */
export function tryIoctl(fd: number, request: Request, { bytes }: { bytes: Buffer }): number {
  for (;;) {
    // koffi keeps errno until the next call or allocation, so it is read at once.
    const errno = nativeIoctl(fd, VIDIOC[request], bytes) === -1 ? koffi.errno() : 0
    if (errno !== EINTR) return errno
  }
}

/** The same, where an error is not expected. Throws SystemError. */
export function ioctl(fd: number, request: Request, struct: { bytes: Buffer }): void {
  const errno = tryIoctl(fd, request, struct)
  if (errno !== 0) throw new SystemError(request, errno)
}

export interface Mapping {
  /** The memory itself: what is to be kept must be copied. Not to be touched after unmap(), which would end the process. */
  bytes: Buffer
  unmap(): void
}

/** Maps a driver's buffer for reading. Throws SystemError. */
export function mapBuffer(fd: number, offset: number, lengthBytes: number): Mapping {
  const address = nativeMmap(null, lengthBytes, PROT_READ, MAP_SHARED, fd, offset)
  const errno = address === MAP_FAILED ? koffi.errno() : 0
  if (errno !== 0) throw new SystemError('mmap', errno)
  return {
    bytes: Buffer.from(koffi.view(address, lengthBytes)),
    unmap: () => void nativeMunmap(address, lengthBytes),
  }
}

/** Descriptors that are waited for together. */
export class Poll {
  readonly #bytes: Buffer
  readonly #count: number

  constructor(descriptors: number[]) {
    this.#bytes = Buffer.concat(descriptors.map((fd) => new Struct(POLL, { fd, events: POLLIN }).bytes))
    this.#count = descriptors.length
  }

  /** Returns when one of them can be read or is broken, however long that takes. Throws SystemError. */
  wait(): void {
    while (nativePoll(this.#bytes, this.#count, -1) === -1) {
      const errno = koffi.errno()
      if (errno !== EINTR) throw new SystemError('poll', errno)
    }
  }

  /** What wait() found at the descriptor with this place in the list. */
  events(index: number): number {
    return this.#bytes.readInt16LE(index * POLL.sizeBytes + POLL.fields.revents.offset)
  }
}
