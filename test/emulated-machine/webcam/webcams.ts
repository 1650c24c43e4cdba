/** The software webcams as a test on the host sees them: started in a machine, told what to do, found by name. */
import type { Machine } from '../machine/machine.ts'
import { connectWebcams, type Tell } from './tell.ts'

/**
 * What bootMachine() is to load and forward for startWebcams(). The virtual controller has one flag for all its ports that says
 * that one wakes up (drivers/usb/usbip/vhci_hcd.c, `resuming`): of two cameras that wake together it loses one. So none sleeps.
 */
export const WEBCAM_MODULES = ['usbcore autosuspend=-1', 'uvcvideo', 'vhci_hcd']
export const WEBCAM_PORT = 6408

const START_TIMEOUT_MS = 60_000
const NODE_TIMEOUT_MS = 30_000

export interface Webcams {
  tell: Tell
  /** The capture node (`/dev/video1`) of a camera, waiting until the kernel has made it. */
  node(camera: string): Promise<string>
}

/** Starts and plugs in cameras: `{ front: 'PLATE-0001', side: null }`, null for a camera without a serial number. */
export async function startWebcams(
  machine: Machine,
  serialOf: Record<string, string | null>,
): Promise<Webcams> {
  const names = Object.entries(serialOf).map(([name, serial]) =>
    serial === null ? name : `${name}=${serial}`,
  )
  const program = machine.start('node', [
    'test/emulated-machine/webcam/main.ts',
    String(WEBCAM_PORT),
    ...names,
  ])
  await program.printed(/^ready$/m, START_TIMEOUT_MS)
  const tell = await connectWebcams(machine.forwardedPort(WEBCAM_PORT))
  return { tell, node: (camera) => webcamNode(machine, camera) }
}

/** Looks the product's name up in sysfs; a camera's metadata node has index 1. */
async function webcamNode(machine: Machine, camera: string): Promise<string> {
  const script = `
    for second in $(seq ${NODE_TIMEOUT_MS / 1000}); do
      for node in /sys/class/video4linux/video*; do
        [ "$(cat $node/index) $(cat $node/device/../product)" = "0 Software webcam ${camera}" ] || continue
        echo "/dev/\${node##*/}"
        exit 0
      done
      sleep 1
    done
    exit 1`
  const { stdout, exitCode } = await machine.run('sh', ['-c', script], { timeoutMs: 4 * NODE_TIMEOUT_MS })
  if (exitCode !== 0) throw new Error(`the kernel made no video node for webcam ${camera}`)
  return stdout.trim()
}
