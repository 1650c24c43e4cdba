/** The wrapper of the scheduled handlers. */
import { type Device, useDevice } from '../../runtime/device/device.ts'
import { type Sends, withOperation } from './api/operation.ts'

/** Lambda calls it at the rate in serverless.yml; the device uses its settings where they name a rate. */
export function schedule(operation: Sends, run: (device: Device) => void | Promise<void>) {
  return withOperation(async (): Promise<void> => run(await useDevice()), operation)
}
