import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { lockFolder, makeCatalogueFolder } from '../../runtime/captures/catalogue/database.ts'
import { openReader } from '../../runtime/captures/catalogue/reader.ts'
import { loadConfig } from '../../runtime/config.ts'
import { openDevice } from '../../runtime/device/open-device.ts'
import { temporaryFolder } from '../captures/rig.ts'
import { JWT_SECRET } from '../support/service.ts'

it('a step of the clock while the start waits for the folder is noted in the chain, and the start goes on', async () => {
  const folder = temporaryFolder()
  makeCatalogueFolder(folder)
  const unlock = lockFolder(folder, 0)
  const settings = { JWT_SECRET, CAPTURE_DIR: folder, CAMERA_SOURCE: 'simulated', LOG_FILE: 'none' }
  const opening = openDevice(loadConfig(settings, '/nonexistent'))
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2050, 0, 1) })
  onTestFinished(() => void vi.useRealTimers())
  // The clock is looked at once a second.
  await delay(1_500)
  unlock()
  const device = await opening
  expect(device.clock.status().last_step?.to).toMatch(/^2050/)
  await device.close()
  const reader = openReader(folder)
  expect(reader.lastClockStep()?.to).toMatch(/^2050/)
  reader.close()
})
