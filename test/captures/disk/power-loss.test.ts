/**
 * Power loss: a copy of the disk as it is at the moment of an answer, and at random moments, mounted and checked. The disk is
 * a file behind a loop device: what was not synced is in the page cache of the file system above it, and not in the copy.
 */

import { hash } from 'node:crypto'
import { constants, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { verify } from '../../../runtime/captures/verify/verify.ts'
import type { CaptureData } from '../../../runtime/device/captures.ts'
import { pictures, rig, temporaryFolder } from '../rig.ts'
import { ext4, mount, run } from './mounts.ts'

const ROUNDS = Number(process.env.POWER_LOSS_ROUNDS ?? 20)

/** Mounts the copy, lets a service start on it, and gives back what it has. */
async function afterPowerLoss(copy: string, expected: CaptureData[]): Promise<void> {
  const mounted = join(temporaryFolder(), 'after')
  mount(copy, mounted)
  const folder = join(mounted, 'captures')
  const { captures, take, close } = await rig(folder)
  for (const data of expected) {
    const { filename, sha256 } = data.image_data
    expect(hash('sha256', readFileSync(join(folder, filename)), 'hex')).toBe(sha256)
    expect(await captures.entry(filename)).toMatchObject({ image_data: { sha256 }, state: 'stored' })
    // Its description is its key.
    const { description } = data
    const again = await take({ sample_no: 'POWER', description, idempotency_key: description })
    expect(again.image_data.filename).toBe(filename)
  }
  expect(pictures(folder).every((name) => name.startsWith('capture_'))).toBe(true)
  const problems: object[] = []
  await verify(folder, undefined, (problem) => problems.push(problem))
  expect(problems).toEqual([])
  await close()
  run('umount', mounted)
}

it(
  `keeps what was answered, over ${ROUNDS} losses at the moment of an answer and ${ROUNDS} at any other`,
  async () => {
    const { image, folder: disk } = ext4(64)
    const folder = join(disk, 'captures')
    mkdirSync(folder)
    const { take } = await rig(folder)
    const acknowledged: CaptureData[] = []
    const capture = async (count: number) => {
      const data = await take({
        sample_no: 'POWER',
        description: `key-${count}`,
        idempotency_key: `key-${count}`,
      })
      acknowledged.push(data)
    }
    const copy = join(temporaryFolder(), 'copy.img')
    let lostControls = 0
    for (let round = 0; round < ROUNDS; round++) {
      // What is not synced is lost: otherwise this test would prove nothing.
      const control = join(disk, `control-${round}`)
      writeFileSync(control, 'x'.repeat(100_000))
      await capture(round)
      copyFileSync(image, copy, constants.COPYFILE_FICLONE)
      await afterPowerLoss(copy, [...acknowledged])
      lostControls += controlIsLost(copy, `control-${round}`) ? 1 : 0
    }
    expect(lostControls).toBe(ROUNDS)

    let capturing = true
    const traffic = (async () => {
      for (let count = ROUNDS; capturing; count++) {
        await capture(count)
        await delay(Math.random() * 40)
      }
    })()
    for (let round = 0; round < ROUNDS; round++) {
      await delay(Math.random() * 100)
      const before = [...acknowledged]
      copyFileSync(image, copy, constants.COPYFILE_FICLONE)
      await afterPowerLoss(copy, before.slice(-20))
    }
    capturing = false
    await traffic
    process.stdout.write(`${acknowledged.length} captures answered, ${2 * ROUNDS} power losses, none lost\n`)
  },
  ROUNDS * 30_000,
)

function controlIsLost(copy: string, name: string): boolean {
  const mounted = join(temporaryFolder(), 'control')
  mount(copy, mounted)
  try {
    return statSync(join(mounted, name), { throwIfNoEntry: false })?.size !== 100_000
  } finally {
    run('umount', mounted)
  }
}
