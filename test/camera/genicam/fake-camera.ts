/** Debian's simulated GigE Vision camera (package aravis-tools) on the loopback interface. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { answersGvcp } from '../../../runtime/camera/genicam/gvcp.ts'

const PROGRAM = 'arv-fake-gv-camera-0.8'
export const FAKE_ADDRESS = '127.0.0.1'
const START_TIMEOUT_MS = 10_000

export interface FakeCamera {
  /** As a power failure: no goodbye. */
  kill(): Promise<void>
}

/** Throws an error that names the missing package. */
export async function startFakeCamera(serial: string, lostPacketsPerThousand = 0): Promise<FakeCamera> {
  if (spawnSync(PROGRAM, ['--help']).error)
    throw new Error(`${PROGRAM} is missing: apt-get install aravis-tools libaravis-0.8-0`)
  const options = ['-i', 'lo', '-s', serial, '-r', String(lostPacketsPerThousand)]
  const child: ChildProcess = spawn(PROGRAM, options, { stdio: 'ignore' })
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  for (const startedAt = Date.now(); !(await answersGvcp(FAKE_ADDRESS)); await delay(50)) {
    if (child.exitCode !== null)
      throw new Error(`${PROGRAM} ended with ${child.exitCode}: is UDP port 3956 free?`)
    if (Date.now() - startedAt > START_TIMEOUT_MS) {
      await kill()
      throw new Error(`${PROGRAM} does not answer on ${FAKE_ADDRESS}`)
    }
  }
  return { kill }
}

/** The number, up to a constant and modulo 255, that the simulated camera draws a grey frame with at its default settings. */
export const drawnNumber = (grey: Buffer) => grey[0] as number
