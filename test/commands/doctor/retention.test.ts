/** The doctor's warning of pictures that are removed without a copy. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { noteBackup } from '../../../runtime/captures/backup/last-backup.ts'
import { checkRetention } from '../../../runtime/commands/doctor/retention.ts'

const HOUR_MS = 3_600_000

it('warns while retention is on and no backup is as young as the pictures', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'retention-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const level = (maxAgeHours: number, maxBytes: number, nowMs = Date.now()) =>
    checkRetention({ folder, maxAgeHours, maxBytes }, nowMs)[0]?.level
  expect(level(0, 0)).toBe('ok')
  expect(level(24, 0)).toBe('warning')
  expect(level(0, 1024)).toBe('warning')
  await noteBackup(folder, '/backup')
  expect(level(24, 0)).toBe('ok')
  expect(level(24, 0, Date.now() + 25 * HOUR_MS)).toBe('warning')
  expect(level(0, 1024, Date.now() + 25 * HOUR_MS)).toBe('ok')
})
