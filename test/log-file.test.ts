import { mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLogFile } from '../runtime/log-file.ts'
import { prettyLine } from '../runtime/log-format.ts'

test('the file goes on after a fault, and says that lines are missing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'))
  const path = join(folder, 'service.log')
  // It is not a regular file, so that nothing can be written.
  symlinkSync('/dev/full', path)
  const file = openLogFile({ path, maxSizeMb: 1, maxFiles: 2, retryMs: 20 })
  file.write('{"message":"lost"}\n')
  await new Promise((resolve) => setTimeout(resolve, 100))
  unlinkSync(path)
  let count = 0
  await expect
    .poll(() => {
      file.write(`{"message":"after ${count++}"}\n`)
      return readFileSync(path, { encoding: 'utf8', flag: 'a+' })
    })
    .toMatch(/lines are missing[\s\S]*"after/)
  file.close()
  rmSync(folder, { recursive: true })
})

test('a line for people: time, level, message, facts, cause', () => {
  const line = {
    level: 'WARN',
    message: 'Slow',
    timestamp: '2026-01-02T10:30:00.123Z',
    service: 'x',
    code: 'E',
    error: { message: 'why' },
  }
  expect(prettyLine(JSON.stringify(line))).toBe('10:30:00.123 WARN  Slow code=E\n    why\n')
  expect(prettyLine('not JSON\n')).toBe('not JSON\n')
})
