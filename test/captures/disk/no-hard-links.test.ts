/** Real file systems without hard links under the capture path. A USB disk is often one. */

import { linkSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { backup } from '../../../runtime/captures/backup/backup.ts'
import { temporaryName } from '../../../runtime/captures/file-name.ts'
import { openPublisher } from '../../../runtime/captures/publish.ts'
import { problemsOf } from '../problems-of.ts'
import { pictures, rig, temporaryFolder } from '../rig.ts'
import { WITHOUT_LINKS, withoutLinks } from './mounts.ts'

describe.each(Object.keys(WITHOUT_LINKS) as (keyof typeof WITHOUT_LINKS)[])('%s', (kind) => {
  it('stores, lists and verifies pictures, over a restart, and names the way that it uses', async (context) => {
    const disk = withoutLinks(kind)
    if ('reason' in disk) return context.skip(`cannot be mounted here: ${disk.reason}`)
    const { folder } = disk
    writeFileSync(join(folder, 'file'), '')
    expect(() => linkSync(join(folder, 'file'), join(folder, 'second'))).toThrow()
    const first = await rig(folder)
    expect(first.captures.storage()).toMatchObject({
      low: false,
      error_message: null,
      publish_method: expect.stringMatching(/^(renameat2|exclusive_create)$/),
    })
    const key = { idempotency_key: 'key-1' }
    const taken = await Promise.all([first.take(key), first.take(), first.take()])
    await first.close()
    const second = await rig(folder)
    expect(await second.take(key)).toEqual(taken[0])
    taken.push(await second.take())
    const names = taken.map(({ image_data }) => image_data.filename)
    expect(new Set(names).size).toBe(4)
    expect(pictures(folder)).toEqual([...names].sort())
    const { images } = await second.captures.list({ order: 'oldest', limit: 9 })
    expect(images.map(({ image_data }) => image_data.filename).sort()).toEqual([...names].sort())
    await second.close()
    expect(await problemsOf(folder)).toEqual([])
    const copy = temporaryFolder()
    expect(await backup(folder, join(copy, 'copy'))).toMatchObject({ copied: 4, damaged: [] })
  })

  it('never replaces a file', async (context) => {
    const disk = withoutLinks(kind)
    if ('reason' in disk) return context.skip(`cannot be mounted here: ${disk.reason}`)
    const file = (name: string) => join(disk.folder, name)
    const publisher = openPublisher()
    await publisher.tryIn(disk.folder)
    writeFileSync(file('capture_A.jpg'), 'first')
    writeFileSync(file(temporaryName('capture_A.jpg')), 'second')
    const published = publisher.publish(file(temporaryName('capture_A.jpg')), file('capture_A.jpg'))
    await expect(published).rejects.toMatchObject({ code: 'EEXIST' })
    expect(readFileSync(file('capture_A.jpg'), 'utf8')).toBe('first')
  })

  it('can hold a backup', async (context) => {
    const disk = withoutLinks(kind)
    if ('reason' in disk) return context.skip(`cannot be mounted here: ${disk.reason}`)
    const { take, folder, close } = await rig()
    await take()
    await close()
    const target = join(disk.folder, 'backup')
    expect(await backup(folder, target)).toMatchObject({ copied: 1, damaged: [] })
    expect(await problemsOf(target)).toEqual([])
  })
})
