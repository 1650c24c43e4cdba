/** Checks the wall clock. Tokens expire by it and pictures are named by it; freshness and retention do not depend on it. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { catalogueFile } from '../../captures/catalogue/database.ts'
import { openReader } from '../../captures/catalogue/reader.ts'
import type { Finding } from './finding.ts'

/** A clock before this release is wrong: a computer without a battery starts in 1970, or when its disk was last used. */
const RELEASED = Date.UTC(2026, 0, 1)

export async function checkClock(now = Date.now()): Promise<Finding[]> {
  const shown = new Date(now).toISOString()
  if (now < RELEASED)
    return [
      {
        level: 'problem',
        what: `The computer's clock is wrong: it says ${shown}.`,
        why: 'Tokens look expired or not yet valid, and pictures get a wrong time in their name.',
        remedy:
          'Set it (sudo timedatectl set-time …), then let a time server keep it: sudo timedatectl set-ntp true.',
      },
    ]
  if ((await isSynchronised()) === false)
    return [
      {
        level: 'warning',
        what: `The computer's clock (${shown}) is not kept by a time server.`,
        why: 'It drifts: by more than a minute or so, tokens are refused as expired or not yet valid.',
        remedy:
          'sudo timedatectl set-ntp true; in a closed network, name its time server in /etc/systemd/timesyncd.conf.',
      },
    ]
  return [{ level: 'ok', what: `The computer's clock says ${shown}.` }]
}

/** Finds the newest step of the clock that the service noted in the catalogue of this folder. */
export function checkClockSteps(folder: string): Finding[] {
  if (!existsSync(catalogueFile(folder))) return []
  try {
    const catalogue = openReader(folder)
    const step = catalogue.lastClockStep()
    catalogue.close()
    if (step === undefined) return []
    return [
      {
        level: 'warning',
        what: `CLOCK_STEPPED: the computer's clock was changed from ${step.from} to ${step.to}.`,
        why: 'No picture was removed or reordered. Times of pictures before and after the step do not compare.',
        remedy:
          'If it happens again, check the time server (timedatectl status) and the battery of the clock.',
      },
    ]
  } catch {
    // checkStorage and the service itself say what is wrong with the folder.
    return []
  }
}

/** Returns null where systemd does not say. */
async function isSynchronised(): Promise<boolean | null> {
  try {
    const { stdout } = await promisify(execFile)('timedatectl', [
      'show',
      '--property=NTPSynchronized',
      '--value',
    ])
    return stdout.trim() === 'yes'
  } catch {
    return null
  }
}
