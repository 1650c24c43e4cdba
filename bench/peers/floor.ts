/** The floor of a capture: a fresh frame of the same camera, encoded where asked, on disk for good. */
import { mkdtempSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { openDriver } from '../../runtime/camera/drivers.ts'
import { monotonicMs } from '../../runtime/clock.ts'

const folder = mkdtempSync(join(tmpdir(), 'floor-'))
const driver = openDriver('simulated', { width: 1920, height: 1080, fps: 30 })
const session = await driver.open(new AbortController().signal)
let count = 0

process.on('message', async (mode: 'NATIVE' | 'JPEG') => {
  const startedAt = performance.now()
  const frame = await session.frame({ notBeforeMs: monotonicMs(), signal: AbortSignal.timeout(5_000) })
  const bytes =
    mode === 'NATIVE'
      ? frame.data
      : await sharp(frame.data).jpeg({ quality: 95, optimiseCoding: false }).toBuffer()
  count += 1
  const file = join(folder, `${count}.jpg`)
  const handle = await open(`${file}.tmp`, 'wx')
  await handle.writeFile(bytes)
  await handle.sync()
  await handle.close()
  await rename(`${file}.tmp`, file)
  const directory = await open(folder)
  await directory.sync()
  await directory.close()
  process.send?.(performance.now() - startedAt)
})
process.on('disconnect', async () => {
  await rm(folder, { recursive: true })
  process.exit(0)
})
process.send?.('ready')
