/** A file gets its name by each way, as on file systems with and without hard links. The faults are those of link(2) there. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPublisher, WAYS } from '../../runtime/captures/publish.ts'
import { pictures, rig, temporaryFolder } from './rig.ts'

const { link } = fs
/** As link(2) on exFAT (EPERM) and on FUSE and network file systems (EOPNOTSUPP). */
function withoutLinks(code: string) {
  fs.link = async () => {
    throw Object.assign(new Error(`${code}: link`), { code, syscall: 'link' })
  }
  syncBuiltinESMExports()
}
afterEach(() => {
  fs.link = link
  syncBuiltinESMExports()
})

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})
const file = (name: string) => join(folder, name)

describe.each(Object.entries(WAYS))('the way %s', (_, publish) => {
  it('publishes under the name and never replaces a file', async () => {
    writeFileSync(file('.new.tmp'), 'new')
    await publish(file('.new.tmp'), file('picture.jpg'))
    expect([existsSync(file('.new.tmp')), readFileSync(file('picture.jpg'), 'utf8')]).toEqual([false, 'new'])
    writeFileSync(file('.second.tmp'), 'second')
    await expect(publish(file('.second.tmp'), file('picture.jpg'))).rejects.toMatchObject({ code: 'EEXIST' })
    expect(readFileSync(file('picture.jpg'), 'utf8')).toBe('new')
  })

  it('has one winner of twenty', async () => {
    const tries = Array.from({ length: 20 }, async (_, index) => {
      writeFileSync(file(`.${index}.tmp`), String(index))
      await publish(file(`.${index}.tmp`), file('picture.jpg'))
    })
    const settled = await Promise.allSettled(tries)
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe.each([
  ['link', undefined],
  ['renameat2', 'EPERM'],
  ['renameat2', 'EOPNOTSUPP'],
] as const)('by %s (link gives %s)', (method, code) => {
  beforeEach(() => {
    if (code !== undefined) withoutLinks(code)
  })

  it('is known from a try that leaves nothing', async () => {
    const publisher = openPublisher()
    expect(publisher.method).toBeNull()
    expect(await publisher.tryIn(folder)).toBe(method)
    expect(publisher.method).toBe(method)
    expect(readdirSync(folder)).toEqual([])
  })

  it('stores captures, and the storage status names the way', async () => {
    const { take, captures, folder: stored } = await rig()
    await Promise.all([take(), take(), take()])
    expect(pictures(stored)).toHaveLength(3)
    expect(captures.storage()).toMatchObject({ low: false, error_message: null, publish_method: method })
  })
})

it('names the folder and the remedy where nothing can be written', async () => {
  mkdirSync(file('captures'))
  writeFileSync(file('captures/file'), '')
  const { captures, take } = await rig(join(folder, 'captures', 'file'))
  expect(captures.storage()).toMatchObject({
    low: true,
    error_message: expect.stringContaining('is not a folder'),
  })
  await expect(take()).rejects.toMatchObject({ code: 'CAPTURE_FAILED' })
})
