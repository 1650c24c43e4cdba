/** Builds the device from the settings: camera, captures, live view, connections. */
import type { Device } from './device.ts'

export async function openDevice(): Promise<Device> {
  throw new Error('not composed yet')
}
