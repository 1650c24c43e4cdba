/** The whole service on cameras of the kernel, in a machine, called from the host: fresh pictures first, then every fault. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { bootMachine } from '../machine/machine.ts'
import { TWO_VIVIDS_MODULE } from '../machine/vivid.ts'
import { startWebcams, WEBCAM_MODULES, WEBCAM_PORT } from '../webcam/webcams.ts'
import { faultSuite } from './faults.ts'
import { freshnessSuite } from './freshness.ts'
import { type Cameras, startService } from './start.ts'

const VIVID_PORT = 7001
const WEBCAM_SERVICE_PORT = 7002

const folder = mkdtempSync(join(tmpdir(), 'vision-service-'))
let cameras: Cameras
beforeAll(async () => {
  const machine = await bootMachine({
    modules: [TWO_VIVIDS_MODULE, ...WEBCAM_MODULES],
    writableFolder: folder,
    forwardPorts: [WEBCAM_PORT, VIVID_PORT, WEBCAM_SERVICE_PORT],
  })
  const webcams = await startWebcams(machine, { front: 'PLATE-0001', side: null })
  const [vivid, webcam] = await Promise.all([
    startService(machine, VIVID_PORT, 'v4l2:/dev/video0'),
    startService(machine, WEBCAM_SERVICE_PORT, 'v4l2:serial=PLATE-0001'),
  ])
  cameras = { machine, webcams, vivid, webcam, folder }
  await Promise.all([vivid.ready(), webcam.ready()])
})
afterAll(async () => {
  await cameras?.machine.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('freshness', () => freshnessSuite(() => cameras))
describe('faults', () => faultSuite(() => cameras))
