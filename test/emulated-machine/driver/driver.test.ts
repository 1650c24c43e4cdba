/** The V4L2 driver on the machine's cameras: the cases of the *.guest.ts files, run in there, each a case here. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bootMachine } from '../machine/machine.ts'
import { VIVID_MODULE } from '../machine/vivid.ts'
import { startWebcams, WEBCAM_MODULES, WEBCAM_PORT } from '../webcam/webcams.ts'

const TIMEOUT_MS = 400_000

interface Report {
  testResults: {
    name: string
    message: string
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
  }[]
}

/** Runs at collection, since only then is it known which cases there are. */
async function runInMachine(): Promise<{ report: Report; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'vision-driver-'))
  try {
    await using machine = await bootMachine({
      modules: [VIVID_MODULE, ...WEBCAM_MODULES],
      writableFolder: folder,
      forwardPorts: [WEBCAM_PORT],
    })
    await startWebcams(machine, { front: 'PLATE-0001', side: null })
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
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const { report, output } = await runInMachine()
for (const { name, message, assertionResults } of report.testResults)
  describe(name.replace(/.*\//, ''), () => {
    it('was read', () => expect(assertionResults.length, `${message}\n${output}`).toBeGreaterThan(0))
    for (const { fullName, status, failureMessages } of assertionResults)
      it.skipIf(status === 'skipped' || status === 'pending')(fullName, () => {
        if (status !== 'passed') throw new Error(failureMessages.join('\n'))
      })
  })
