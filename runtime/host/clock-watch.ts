/**
 * Watches the wall clock of the host. A small computer without a battery-backed clock starts with a wrong time and is set right
 * minutes later, and a time server can be wrong for seconds. Nothing in the service depends on such a step; people are told of it.
 */

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { monotonicMs } from '../clock.ts'

/** A time server that corrects gradually moves the clock by at most 0.5 ms a second (adjtimex(2)); everything faster is a step. */
const STEP_MS = 500
const WATCH_INTERVAL_MS = 1_000

/** adjtimex(2): `status` of struct timex, 64-bit Linux, and the flag of a clock that no time server keeps. */
const TIMEX_SIZE_BYTES = 256
const TIMEX_STATUS_OFFSET = 40
const STA_UNSYNC = 0x40
/** systemd-timesyncd makes this file when it has set the clock (systemd-time-wait-sync.service(8)). */
const TIMESYNC_FILE = '/run/systemd/timesync/synchronized'

/** A step of the wall clock: its reading before and after, ISO 8601. */
export interface ClockStep {
  from: string
  to: string
}

export interface ClockStatus {
  /** Whether a time server keeps the clock; null where the host does not say, and in the first second. */
  synchronised: boolean | null
  /** The last step since the start; null where there was none. */
  last_step: ClockStep | null
}

export interface ClockWatch {
  status(): ClockStatus
  close(): void
}

/** Calls back with each step. `now` is the wall clock in ms since the epoch, for tests. */
export function watchClock(onStep: (step: ClockStep) => void, now = () => Date.now()): ClockWatch {
  let offsetMs = now() - monotonicMs()
  let lastStep: ClockStep | null = null
  let synchronised: boolean | null = null
  const look = () => {
    const nowMs = now()
    const expectedMs = monotonicMs() + offsetMs
    offsetMs += nowMs - expectedMs
    if (Math.abs(nowMs - expectedMs) < STEP_MS) return
    lastStep = { from: iso(expectedMs), to: iso(nowMs) }
    onStep(lastStep)
  }
  // Not at the start, which the first call would delay by loading koffi.
  const timer = setInterval(() => {
    look()
    synchronised = isSynchronised()
  }, WATCH_INTERVAL_MS).unref()
  return {
    status() {
      look()
      return { synchronised, last_step: lastStep }
    },
    close: () => clearInterval(timer),
  }
}

let adjtimex: ((timex: Buffer) => number) | null | undefined

/** Whether a time server keeps the clock of the host; null where neither the kernel nor systemd says. */
export function isSynchronised(): boolean | null {
  if (adjtimex === undefined) adjtimex = loadAdjtimex()
  const timex = Buffer.alloc(TIMEX_SIZE_BYTES)
  // A sandbox may refuse the call (ProtectClock= in systemd.exec(5)).
  if (adjtimex !== null && adjtimex(timex) >= 0) {
    return (timex.readInt32LE(TIMEX_STATUS_OFFSET) & STA_UNSYNC) === 0
  }
  return existsSync(TIMESYNC_FILE) ? true : null
}

function loadAdjtimex(): ((timex: Buffer) => number) | null {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi')
    return koffi.load('libc.so.6').func('int adjtimex(void *)')
  } catch {
    return null
  }
}

/** A clock can be so wrong that its reading is not a valid date. */
function iso(ms: number): string {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString()
}
