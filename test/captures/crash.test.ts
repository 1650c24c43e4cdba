/** SIGKILL at random moments during captures: what was acknowledged is whole, nothing half-written is visible. */
import { hash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { wholeJpeg } from '../../runtime/camera/jpeg.ts'
import type { CaptureData } from '../../runtime/device.ts'
import { bearer, startProcess } from '../support/service.ts'

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 10)
const LATEST_KILL_MS = 250

const folder = mkdtempSync(join(tmpdir(), 'crash-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const post = async (address: string, key: string) => {
  const response = await fetch(`${address}/api/v1/capture/image`, {
    method: 'POST',
    headers: { ...(await bearer()), 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ sample_no: 'CRASH', description: key }),
  })
  return (await response.json()) as { success: boolean; data: CaptureData }
}

it(
  `keeps every acknowledged capture, and its key, over ${ROUNDS} kills`,
  async () => {
    const acknowledged = new Map<string, CaptureData>()
    for (let round = 0; round < ROUNDS; round++) {
      const service = await startProcess({ CAPTURE_DIR: folder, CAMERA_WARMUP_FRAMES: '0' })
      setTimeout(() => service.child.kill('SIGKILL'), Math.random() * LATEST_KILL_MS)
      let cutShort = ''
      for (let count = 0; ; count++) {
        cutShort = `round-${round}-${count}`
        const answer = await post(service.address, cutShort).catch(() => null)
        if (answer === null) break
        if (answer.success) acknowledged.set(cutShort, answer.data)
      }
      service.remove()

      const again = await startProcess({ CAPTURE_DIR: folder, CAMERA_WARMUP_FRAMES: '0' })
      const pictures = () => readdirSync(folder).filter((name) => name.startsWith('capture_'))
      for (const name of pictures()) expect(wholeJpeg(readFileSync(join(folder, name)))).not.toBeNull()
      expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
      // The retry of the request that was cut short is answered with one picture, and only one.
      const [retry, repeated] = [await post(again.address, cutShort), await post(again.address, cutShort)]
      expect(retry.success).toBe(true)
      expect(repeated.data).toEqual(retry.data)
      acknowledged.set(cutShort, retry.data)
      for (const [key, data] of acknowledged) {
        const { filename, sha256 } = data.image_data
        expect(hash('sha256', readFileSync(join(folder, filename)), 'hex')).toBe(sha256)
        if (key.startsWith(`round-${round}-`)) expect((await post(again.address, key)).data).toEqual(data)
      }
      // One file for each key, and none without.
      expect(pictures().length).toBe(acknowledged.size)
      await again.stop()
      again.remove()
    }
  },
  ROUNDS * 20_000,
)
