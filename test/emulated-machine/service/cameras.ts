/** A machine with the service on two cameras of the kernel: the first of two vivids, and the webcam `front`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootMachine, type Machine } from '../machine/machine.ts'
import { TWO_VIVIDS_MODULE } from '../machine/vivid.ts'
import { startWebcams, WEBCAM_MODULES, WEBCAM_PORT, type Webcams } from '../webcam/webcams.ts'
import { type DeviceService, startService } from './start.ts'

const VIVID_SERVICE_PORT = 7001
const WEBCAM_SERVICE_PORT = 7002

export interface Cameras extends AsyncDisposable {
  machine: Machine
  webcams: Webcams
  vivid: DeviceService
  webcam: DeviceService
  /** Shared by the host and the machine. */
  folder: string
}

/**
 * Resolves when captures work on both. Each has the bound that is true of it, two frame intervals: half a second of slack, as is
 * assumed of an unknown camera, would hide an old picture.
 */
export async function startCameras(): Promise<Cameras> {
  const folder = mkdtempSync(join(tmpdir(), 'vision-service-'))
  const machine = await bootMachine({
    modules: [TWO_VIVIDS_MODULE, ...WEBCAM_MODULES],
    writableFolder: folder,
    forwardPorts: [WEBCAM_PORT, VIVID_SERVICE_PORT, WEBCAM_SERVICE_PORT],
  })
  const webcams = await startWebcams(machine, { front: 'PLATE-0001', side: null })
  const [vivid, webcam] = await Promise.all([
    startService(machine, VIVID_SERVICE_PORT, 'v4l2:/dev/video0', { CAMERA_LATENCY_MS: '80' }),
    startService(machine, WEBCAM_SERVICE_PORT, 'v4l2:serial=PLATE-0001', { CAMERA_LATENCY_MS: '70' }),
  ])
  await Promise.all([vivid.ready(), webcam.ready()])
  return {
    machine,
    webcams,
    vivid,
    webcam,
    folder,
    async [Symbol.asyncDispose]() {
      await machine.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
