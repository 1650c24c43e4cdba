/** The C library's calls on a video device. */
import { constants } from 'node:os'
import koffi from 'koffi'
import type { Request } from './requests.ts'
import { pollfd } from './structs.ts'

/** The structs of structs.ts are laid out for these; elsewhere the kernel would read other bytes. */
const ARCHITECTURES = ['x64', 'arm64']

/** mman.h */
const PROT_READ = 1
const MAP_SHARED = 1
const MAP_FAILED = 0xffff_ffff_ffff_ffffn

/** poll.h */
const POLLIN = 0x1
export const POLLERR = 0x8
export const POLLHUP = 0x10

const { EINTR } = constants.errno

if (!ARCHITECTURES.includes(process.arch))
  throw new Error(
    `V4L2 cameras can be read on ${ARCHITECTURES.join(' and ')} only; this computer is ${process.arch}.`,
  )

const libc = koffi.load(null)
const nativeIoctl = libc.func('int ioctl(int fd, unsigned long request, void *argument)')
const nativePoll = libc.func('int poll(void *descriptors, unsigned long count, int timeoutMs)')
const nativeMmap = libc.func(
  'void *mmap(void *address, size_t length, int protection, int flags, int fd, int64 offset)',
)
const nativeMunmap = libc.func('int munmap(void *address, size_t length)')
const nativeEventfd = libc.func('int eventfd(unsigned int initial, int flags)')

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

/** One ioctl on the bytes of its struct, repeated where a signal interrupts it. Returns 0, or the error's number. */
export function ioctlOn(fd: number, { number }: Request, bytes: Buffer): number {
  for (;;) {
    // koffi keeps errno until the next call or allocation, so it is read at once.
    const errno = nativeIoctl(fd, number, bytes) === -1 ? koffi.errno() : 0
    if (errno !== EINTR) return errno
  }
}

/** One ioctl on a struct; members that are left out are zero. `answer` is the struct as the kernel left it. */
export function tryIoctl<Value>(
  fd: number,
  request: Request<Value>,
  argument: DeepPartial<Value>,
): { errno: number; answer: Value } {
  const bytes = Buffer.alloc(koffi.sizeof(request.type))
  koffi.encode(bytes, request.type, argument)
  const errno = ioctlOn(fd, request, bytes)
  return { errno, answer: koffi.decode(bytes, request.type) as Value }
}

/** The same, where an error is not expected: returns the struct as the kernel left it. Throws SystemError. */
export function ioctl<Value>(fd: number, request: Request<Value>, argument: DeepPartial<Value>): Value {
  const { errno, answer } = tryIoctl(fd, request, argument)
  if (errno !== 0) throw new SystemError(request.name.replace('VIDIOC_', ''), errno)
  return answer
}

type DeepPartial<Value> = Value extends object ? { [Name in keyof Value]?: DeepPartial<Value[Name]> } : Value

export interface Mapping {
  /** The memory itself: copy what you want to keep. Touching it after unmap() ends the process. */
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

/** A descriptor by which another thread wakes a poll(): it writes 8 bytes, a count (eventfd(2)). Throws SystemError. */
export function openEventfd(): number {
  const fd = nativeEventfd(0, 0)
  const errno = fd === -1 ? koffi.errno() : 0
  if (errno !== 0) throw new SystemError('eventfd', errno)
  return fd
}

/** Descriptors to wait for together. */
export class Poll {
  readonly #bytes: Buffer
  readonly #count: number

  constructor(descriptors: number[]) {
    this.#count = descriptors.length
    this.#bytes = Buffer.alloc(koffi.sizeof(pollfd) * this.#count)
    for (const [index, fd] of descriptors.entries())
      koffi.encode(this.#bytes, index * koffi.sizeof(pollfd), pollfd, { fd, events: POLLIN })
  }

  /** Returns when one of them can be read or is broken, or after `timeoutMs`; -1 waits without an end. Throws SystemError. */
  wait(timeoutMs: number): void {
    while (nativePoll(this.#bytes, this.#count, timeoutMs) === -1) {
      const errno = koffi.errno()
      if (errno !== EINTR) throw new SystemError('poll', errno)
    }
  }

  /** What wait() found at the descriptor with this place in the list. */
  events(index: number): number {
    return this.#bytes.readInt16LE(index * koffi.sizeof(pollfd) + koffi.offsetof(pollfd, 'revents'))
  }
}
