/** Every program of package.json: --help does nothing but help, and an unknown option does nothing at all. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ROOT } from '../support/root.ts'
import { testSettings } from '../support/service.ts'

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
/** Our own programs; vite, vitest and the others have their own help. */
const PROGRAMS = Object.entries(scripts)
  .map(([name, script]) => [name, /^node (\S+)$/.exec(script)?.[1]])
  .filter((entry): entry is [string, string] => entry[1] !== undefined)

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'command-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function run(file: string, args: string[], cwd: string) {
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const options = { cwd, env: { PATH: process.env.PATH } }
    execFile(process.execPath, [join(ROOT, file), ...args], options, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })
}

describe.each(PROGRAMS)('npm run %s', (name, file) => {
  it('has --help, and refuses an unknown option with the same usage', async () => {
    const folder = temporaryFolder()
    const help = await run(file, ['--help'], folder)
    expect(help).toMatchObject({ status: 0, stderr: '' })
    expect(help.stdout).toMatch(name === 'start' ? /^npm start/ : new RegExp(`npm run (--silent )?${name}`))
    const refused = await run(file, ['--no-such-option'], folder)
    expect(refused.status).toBe(2)
    expect(refused.stdout).toBe('')
    expect(refused.stderr).toContain('--no-such-option')
    expect(refused.stderr).toContain(help.stdout)
    expect(readdirSync(folder)).toEqual([])
  })
})

it('knows the programs', () => {
  expect(PROGRAMS.map(([name]) => name)).toEqual(
    expect.arrayContaining(['start', 'backup', 'restore', 'verify', 'doctor', 'token', 'cameras', 'plate']),
  )
})

it('ends without a stack trace when its reader has read enough', async () => {
  const { settings, folder, remove } = testSettings()
  onTestFinished(remove)
  const doctor = spawn(process.execPath, [join(ROOT, 'runtime/commands/doctor/main.ts')], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  doctor.stderr.on('data', (chunk) => {
    errors += chunk
  })
  // As `head` does once it has its lines: the doctor goes on writing to a pipe that nobody reads.
  doctor.stdout.destroy()
  await once(doctor, 'close')
  expect(errors).toBe('')
  expect(existsSync(join(folder, '--help'))).toBe(false)
})
