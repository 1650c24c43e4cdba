import { execFile } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { backup } from '../../runtime/captures/backup/backup.ts'
import { restore } from '../../runtime/captures/backup/restore.ts'
import { programEnvironment, ROOT } from '../support/root.ts'
import { problemsOf } from './problems-of.ts'
import { pictures, rig, temporaryFolder } from './rig.ts'

describe('a backup', () => {
  it('made while captures and deletions go on is whole, and comes back', async () => {
    const { take, captures, folder, close } = await rig()
    for (let count = 0; count < 20; count++)
      await take({ sample_no: `S${count}`, idempotency_key: `key-${count}` })
    let busy = true
    const traffic = (async () => {
      while (busy) {
        const { image_data } = await take({ sample_no: 'MEANWHILE' })
        if (Math.random() < 0.5) await captures.remove(image_data.filename, null)
      }
    })()
    const target = join(temporaryFolder(), 'backup')
    const result = await backup(folder, target)
    busy = false
    await traffic
    expect(result).toMatchObject({ damaged: [] })
    expect(result.copied).toBeGreaterThanOrEqual(20)
    expect(await problemsOf(target)).toEqual([])
    await close()

    const restored = join(temporaryFolder(), 'captures')
    await restore(target, restored)
    expect(await problemsOf(restored)).toEqual([])
    expect(pictures(restored).sort()).toEqual(pictures(target).sort())
    const again = await rig(restored)
    const known = await again.take({ sample_no: 'S3', idempotency_key: 'key-3' })
    expect(readFileSync(again.file(known)).length).toBe(known.image_data.file_size)
    expect((await again.captures.stats()).successful_captures).toBeGreaterThanOrEqual(20)
  })

  it('is updated: only new pictures are copied, and deleted ones are removed', async () => {
    const { take, captures, folder } = await rig()
    const [first] = [await take({ sample_no: 'A' }), await take({ sample_no: 'B' })]
    const target = temporaryFolder()
    expect(await backup(folder, target)).toEqual({ copied: 2, kept: 0, removed: 0, damaged: [] })
    await captures.remove(first.image_data.filename, null)
    const third = await take({ sample_no: 'C' })
    // Damage in the backup itself is repaired.
    expect(await backup(folder, target)).toEqual({ copied: 1, kept: 1, removed: 1, damaged: [] })
    writeFileSync(join(target, third.image_data.filename), 'rot')
    expect(await backup(folder, target)).toEqual({ copied: 1, kept: 1, removed: 0, damaged: [] })
    expect(await problemsOf(target)).toEqual([])
  })

  it('names a picture whose bytes have changed, and does not copy it', async () => {
    const { take, folder, file } = await rig()
    const data = await take()
    writeFileSync(file(data), 'changed')
    const target = temporaryFolder()
    expect(await backup(folder, target)).toMatchObject({ copied: 0, damaged: [data.image_data.filename] })
    expect(pictures(target)).toEqual([])
  })

  it('never goes over anything else', async () => {
    const { take, folder } = await rig()
    await take()
    const target = temporaryFolder()
    await backup(folder, target)
    await expect(backup(temporaryFolder(), target)).rejects.toThrow('has no catalogue')
    const other = temporaryFolder()
    writeFileSync(join(other, 'thesis.txt'), '')
    await expect(backup(folder, other)).rejects.toThrow('is not empty')
    await expect(restore(target, folder)).rejects.toThrow('is in use')
    await expect(restore(other, temporaryFolder())).rejects.toThrow('is not a backup')
    const occupied = await rig()
    await occupied.take()
    await occupied.close()
    await expect(restore(target, occupied.folder)).rejects.toThrow('move them away first')
  })

  it('that was cut short is restored by doing it again', async () => {
    const { take, folder, close } = await rig()
    for (const sample_no of ['A', 'B']) await take({ sample_no })
    await close()
    const target = temporaryFolder()
    await backup(folder, target)
    const restored = temporaryFolder()
    await restore(target, restored)
    rmSync(join(restored, '.catalogue'), { recursive: true })
    expect(await restore(target, restored)).toMatchObject({ copied: 0, kept: 2 })
    expect(await problemsOf(restored)).toEqual([])
  })
})

describe('on the command line', () => {
  const run = async (program: string, ...args: string[]) => {
    const file = join(ROOT, 'runtime/commands', `${program}.ts`)
    // A folder without .env: only what is named counts.
    const its = { cwd: temporaryFolder(), env: programEnvironment() }
    return promisify(execFile)(process.execPath, [file, ...args], its).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ code: Number(code), stdout: String(stdout), stderr: String(stderr) }),
    )
  }

  it('verify, backup and restore print a summary, and their exit status says whether all is well', async () => {
    const { take, folder, file, close } = await rig()
    const data = await take()
    const [target, restored] = [temporaryFolder(), temporaryFolder()]
    expect(await run('backup', target, folder)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^1 copied/),
    })
    expect(await run('restore', target, restored)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^1 copied/),
    })
    expect(await run('verify', restored)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 pictures, 1 events, 0 problems'),
    })
    await close()
    writeFileSync(file(data), 'changed')
    const { filename } = data.image_data
    expect(await run('verify', folder)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`file ${filename} was changed`),
    })
    expect(await run('backup', join(temporaryFolder(), 'new'), folder)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(filename),
    })
    expect(await run('restore', target, restored)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('move them away'),
    })
    expect(await run('verify', temporaryFolder())).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('has no catalogue'),
    })
    expect(await run('verify')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('JWT_SECRET is missing'),
    })
  })
})
