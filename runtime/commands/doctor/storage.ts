/** Checks that a picture can be written, and that there is space. */
import { constants } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { openPublisher, PROMISES } from '../../captures/publish.ts'
import type { Config } from '../../config.ts'
import type { Finding } from './finding.ts'

const MIB = 1024 * 1024

export async function checkStorage({ folder, reserveBytes }: Config['storage']): Promise<Finding[]> {
  const existing = await nearestExisting(folder)
  try {
    await access(existing, constants.W_OK | constants.X_OK)
  } catch (error) {
    return [
      {
        level: 'problem',
        what: `No picture can be written to ${folder}.`,
        why: `${existing} cannot be written by this user (${(error as NodeJS.ErrnoException).code}).`,
        remedy: `Give it to the service's user (sudo chown), mount it writable, or set CAPTURE_DIR to another folder.`,
      },
    ]
  }
  const { bavail, bsize } = await statfs(existing)
  const freeMiB = Math.floor((bavail * bsize) / MIB)
  const reserveMiB = reserveBytes / MIB
  if (freeMiB < reserveMiB)
    return [
      {
        level: 'problem',
        what: `The disk of ${folder} is full.`,
        why: `${freeMiB} MiB are free, less than the reserve of ${reserveMiB} MiB, so that captures answer STORAGE_FULL.`,
        remedy:
          'Free space, set CAPTURE_DIR to a larger disk, let pictures expire sooner (MAX_CAPTURE_AGE_HOURS, MAX_STORAGE_MB), or lower STORAGE_RESERVE_MB.',
      },
    ]
  const method = await openPublisher()
    .tryIn(existing)
    .catch((error: NodeJS.ErrnoException) => error)
  if (method instanceof Error)
    return [
      {
        level: 'problem',
        what: `No picture can be written to ${folder}.`,
        why: `A file in ${existing} could not be written and named (${(method as NodeJS.ErrnoException).code}).`,
        remedy:
          'Use a file system with a journal (ext4, XFS, Btrfs) for CAPTURE_DIR, or check the disk (dmesg).',
      },
    ]
  return [
    { level: 'ok', what: `Pictures can be written to ${folder}; ${freeMiB} MiB are free.` },
    ...(method === 'link'
      ? []
      : [
          {
            level: 'warning' as const,
            what: `The file system of ${folder} has no hard links.`,
            why: PROMISES[method],
            remedy: 'Use a file system with a journal (ext4, XFS, Btrfs) for CAPTURE_DIR.',
          },
        ]),
  ]
}

/** The folder, or the nearest above it in which it would be made. */
async function nearestExisting(folder: string): Promise<string> {
  const exists = await access(folder).then(
    () => true,
    () => false,
  )
  return exists || dirname(folder) === folder ? folder : nearestExisting(dirname(folder))
}
