/**
 * Takes pictures until the folder has so many, delivers them meanwhile, removes what may be removed, and ends when nothing waits.
 * It is killed and started again by the test. Arguments: folder, endpoint of the store, number of pictures.
 */
import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadConfig } from '../../runtime/config.ts'
import { openDevice } from '../../runtime/device/open-device.ts'
import { request } from '../captures/request.ts'

const [folder = '', endpoint = '', pictures = '0'] = process.argv.slice(2)
const say = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`)
const settings = {
  JWT_SECRET: 'a secret that only this program uses, never checked',
  CAMERA_SOURCE: 'simulated',
  CAMERA_WIDTH: '160',
  CAMERA_HEIGHT: '120',
  CAMERA_WARMUP_FRAMES: '0',
  CAPTURE_DIR: folder,
  LOG_FILE: 'none',
  LOG_LEVEL: 'CRITICAL',
  MAX_CAPTURE_AGE_HOURS: '0.000001',
  DELIVER_TO: 's3://plates/lab-1',
  DELIVER_ENDPOINT: endpoint,
  DEVICE_NAME: 'nest-1',
}
const device = await openDevice(loadConfig(settings, folder))

for (let number = 0; number < Number(pictures); ) {
  const key = `picture-${number}`
  try {
    const { image_data } = await device.captures.take(
      request({ sample_no: `S${number}`, idempotency_key: key }),
    )
    say({ acknowledged: image_data.filename })
    number += 1
  } catch (error) {
    const { code } = error as { code?: string }
    // The picture of this key was delivered, and then removed by retention, in an earlier run.
    if (code === 'NOT_FOUND') number += 1
    else if (code?.startsWith('CAMERA')) await sleep(10)
    else throw error
  }
  if (number % 10 === 0) await device.captures.sweep()
}
for (;;) {
  const status = await device.deliveries.status()
  if (status.waiting === 0) break
  await device.captures.sweep()
  await sleep(100)
}
say({ done: await device.deliveries.status() })
await device.close()
process.exit(0)
