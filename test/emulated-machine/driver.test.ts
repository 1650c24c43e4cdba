/**
 * The V4L2 driver on the machine's cameras, and the machine as the kernel's own tools see it. All in one machine, because it takes
 * half a minute to start. Each case of the *.guest.ts files is a case here.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runInMachine } from './driver/run-in-machine.ts'
import { machineCases } from './machine/cases.ts'
import { bootMachine } from './machine/machine.ts'
import { VIVID_MODULE } from './machine/vivid.ts'
import { startWebcams, WEBCAM_MODULES, WEBCAM_PORT } from './webcam/webcams.ts'

const folder = mkdtempSync(join(tmpdir(), 'vision-driver-'))
const machine = await bootMachine({
  modules: [VIVID_MODULE, ...WEBCAM_MODULES],
  writableFolder: folder,
  forwardPorts: [WEBCAM_PORT],
})
afterAll(async () => {
  await machine.close()
  rmSync(folder, { recursive: true, force: true })
})
const webcams = await startWebcams(machine, { front: 'PLATE-0001', side: null })
// Run at collection, because only then is it known which cases there are.
const { report, output } = await runInMachine(machine, folder)

for (const { name, message, assertionResults } of report.testResults)
  describe(name.replace(/.*\//, ''), () => {
    it('was read', () => expect(assertionResults.length, `${message}\n${output}`).toBeGreaterThan(0))
    for (const { fullName, status, failureMessages } of assertionResults)
      it.skipIf(status === 'skipped' || status === 'pending')(fullName, () => {
        if (status !== 'passed') throw new Error(failureMessages.join('\n'))
      })
  })

machineCases({ machine, webcams, folder })
