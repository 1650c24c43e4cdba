/** Plugs a USB device of this process into the kernel's virtual host controller (drivers/usb/usbip/vhci_sysfs.c). */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Duplex } from 'node:stream'

const CONTROLLER = '/sys/devices/platform/vhci_hcd.0'
/** enum usb_device_speed of include/uapi/linux/usb/ch9.h. */
const USB_SPEED_HIGH = 3
/** enum usbip_device_status: a port of the controller with nothing in it. */
const VDEV_ST_NULL = '004'

/**
 * Plugs a high-speed device into the first free port and gives back the stream of USB/IP commands; destroying it pulls the
 * plug. The kernel takes a socket by its descriptor in the process that writes the attach file. So a child writes it: its
 * fourth descriptor is one end of a socket pair, of which this process holds the other, and which the kernel keeps alive.
 */
export async function plugIn(): Promise<Duplex> {
  const port = await freePort()
  const line = `${port} 3 ${port + 1} ${USB_SPEED_HIGH}`
  const child = spawn('sh', ['-c', `echo "${line}" >${CONTROLLER}/attach`], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  const [exitCode] = await once(child, 'exit')
  if (exitCode !== 0) throw new Error(`the kernel refused to attach a USB device to port ${port}`)
  return child.stdio[3] as Duplex
}

async function freePort(): Promise<number> {
  const status = await readFile(`${CONTROLLER}/status`, 'utf8').catch(() => {
    throw new Error('there is no virtual USB host controller: load the module vhci_hcd')
  })
  for (const line of status.split('\n')) {
    const [hub, port, state] = line.trim().split(/\s+/)
    if (hub === 'hs' && state === VDEV_ST_NULL) return Number(port)
  }
  throw new Error('every port of the virtual USB host controller is taken')
}
