import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
// @ts-expect-error: plain JavaScript, which runs before types can be stripped.
import { compileCacheFolder } from '../../runtime/host/compile-cache.mjs'

let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cache-'))
  vi.stubEnv('CACHE_DIRECTORY', '')
  vi.stubEnv('STATE_DIRECTORY', '')
  vi.stubEnv('XDG_CACHE_HOME', base)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(base, { recursive: true })
})

test('the folder is made for this user alone', () => {
  const folder = compileCacheFolder()
  expect(folder).toBe(join(base, 'vision-capture/compile-cache'))
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test('a folder that others can write into is not used', () => {
  mkdirSync(join(base, 'vision-capture/compile-cache'), { recursive: true })
  chmodSync(join(base, 'vision-capture/compile-cache'), 0o777)
  expect(compileCacheFolder()).toBeUndefined()
})

test('a link to another folder is not used', () => {
  mkdirSync(join(base, 'elsewhere'))
  mkdirSync(join(base, 'vision-capture'))
  symlinkSync(join(base, 'elsewhere'), join(base, 'vision-capture/compile-cache'))
  expect(compileCacheFolder()).toBeUndefined()
})

test('the state folder of systemd comes first', () => {
  vi.stubEnv('STATE_DIRECTORY', join(base, 'state'))
  expect(compileCacheFolder()).toBe(join(base, 'state/vision-capture/compile-cache'))
})
