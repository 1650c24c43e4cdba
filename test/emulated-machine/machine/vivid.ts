/** vivid, the kernel's virtual video driver: one camera of raw formats, with faults that can be injected. */
import type { Machine } from './machine.ts'

/**
 * One capture device, a webcam (input type 0), alone. It grants 25 frames/s at 640×480, 12.5 at 1280×720 and 5 at 1920×1080.
 * Parameters: Documentation/admin-guide/media/vivid.rst.
 */
export const VIVID_MODULE = 'vivid n_devs=1 node_types=0x1 input_types=0x00 num_inputs=1'

/** Two of them, /dev/video0 and /dev/video1. */
export const TWO_VIVIDS_MODULE = 'vivid n_devs=2 node_types=0x1,0x1 input_types=0x00,0x00 num_inputs=1,1'

const DRIVER_FOLDER = '/sys/bus/platform/drivers/vivid'

/** vivid's fault controls, as v4l2-ctl names them; buttons take 1, the percentage 0 to 100, the rest 0 or 1. */
export type VividFault =
  | 'disconnect'
  | 'inject_v4l2_buf_flag_error'
  | 'percentage_of_dropped_buffers'
  | 'inject_vidioc_reqbufs_error'
  | 'inject_vidioc_qbuf_error'
  | 'inject_vidioc_streamon_error'
  | 'inject_fatal_streaming_error'

/** Takes vivid away as an unplugged camera goes: its node disappears, its readers get ENODEV. */
export async function unplugVivid(machine: Machine): Promise<void> {
  await shell(machine, `echo vivid.0 >${DRIVER_FOLDER}/unbind`)
}

/** Brings it back, under the next free number when a reader still holds the old node. */
export async function replugVivid(machine: Machine): Promise<void> {
  await shell(machine, `echo vivid.0 >${DRIVER_FOLDER}/bind`)
}

/** Sets a fault control while another program streams. Throws when v4l2-ctl refuses. */
export async function injectVividFault(
  machine: Machine,
  device: string,
  fault: VividFault,
  value = 1,
): Promise<void> {
  await shell(machine, `v4l2-ctl -d ${device} --set-ctrl ${fault}=${value}`)
}

async function shell(machine: Machine, line: string): Promise<void> {
  const { exitCode, stderr } = await machine.run('sh', ['-c', line])
  if (exitCode !== 0) throw new Error(`${line}: ${stderr}`)
}
