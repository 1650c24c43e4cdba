/** Checks the wall clock. Tokens expire and files are named by it; freshness does not depend on it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
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
        why: 'Tokens seem to be of the future or expired, and pictures get a wrong time in their name.',
        remedy: 'Set it (sudo timedatectl set-time …), and let it be kept: sudo timedatectl set-ntp true.',
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

/** null where systemd does not tell. */
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
