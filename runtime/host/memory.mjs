// Settings of V8 and of the C library that keep a service small whose buffers live for one frame. `npm run bench -- start` measures it.
import { setFlagsFromString } from 'node:v8'
import koffi from 'koffi'

/** M_ARENA_MAX of glibc's malloc.h (mallopt(3)). */
const M_ARENA_MAX = -8
const ARENAS = 2

/**
 * To be called before anything is loaded. V8 lets the space of young objects grow to 32 MB where much garbage is made, as frames do; glibc
 * gives each thread a heap of its own, which keeps what its largest picture took.
 */
export function keepMemorySmall() {
  setFlagsFromString('--semi-space-growth-factor=1')
  if (process.platform !== 'linux' || process.env.MALLOC_ARENA_MAX) return
  try {
    koffi.load('libc.so.6').func('int mallopt(int, int)')(M_ARENA_MAX, ARENAS)
  } catch {
    // Another C library (musl), which has one heap.
  }
}
