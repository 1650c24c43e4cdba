/** Warns where pictures are removed and no copy of them is made. */
import { lastBackup } from '../../captures/backup/last-backup.ts'
import type { Config } from '../../config.ts'
import type { Finding } from './finding.ts'

const HOUR_MS = 3_600_000
const MIB = 1024 * 1024

/** A backup counts while it is younger than the pictures get. */
export function checkRetention(
  { folder, maxAgeHours, maxBytes }: Pick<Config['storage'], 'folder' | 'maxAgeHours' | 'maxBytes'>,
  nowMs = Date.now(),
): Finding[] {
  if (maxAgeHours === 0 && maxBytes === 0)
    return [{ level: 'ok', what: 'Pictures are kept until they are deleted.' }]
  const rules = [
    ...(maxAgeHours > 0 ? [`after ${maxAgeHours} hours`] : []),
    ...(maxBytes > 0 ? [`beyond ${Math.round(maxBytes / MIB)} MiB`] : []),
  ].join(' and ')
  const backup = lastBackup(folder)
  const isRecent =
    backup !== null && (maxAgeHours === 0 || nowMs - Date.parse(backup.at) < maxAgeHours * HOUR_MS)
  if (isRecent)
    return [
      {
        level: 'ok',
        what: `Pictures are removed ${rules}; the last backup is of ${backup.at}.`,
        why: 'A backup that is brought up to date loses what expired here. For an archive, back up into a new folder.',
      },
    ]
  return [
    {
      level: 'warning',
      what: `Pictures are removed ${rules}, and no copy of them is made.`,
      why:
        backup === null
          ? 'No backup of this folder is known.'
          : `The last backup is of ${backup.at}, which is longer ago than pictures are kept.`,
      remedy:
        'Run npm run backup by a timer, fetch the pictures by the API, pin those that must stay, or set MAX_CAPTURE_AGE_HOURS=0.',
    },
  ]
}
