/** Runs the cases of the *.guest.ts files in the machine, by the vitest that is in there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Machine } from '../machine/machine.ts'

const TIMEOUT_MS = 600_000

interface Report {
  testResults: {
    name: string
    message: string
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
  }[]
}

/** `folder` is shared by the host and the machine. Returns vitest's report, and all that it printed. */
export async function runInMachine(
  machine: Machine,
  folder: string,
): Promise<{ report: Report; output: string }> {
  const file = join(folder, 'report.json')
  const { stdout, stderr } = await machine.run(
    'node_modules/.bin/vitest',
    [
      'run',
      '--config',
      'test/emulated-machine/driver/vitest.config.ts',
      '--reporter=json',
      `--outputFile=${file}`,
    ],
    { timeoutMs: TIMEOUT_MS },
  )
  return { report: JSON.parse(readFileSync(file, 'utf8')), output: stdout + stderr }
}
