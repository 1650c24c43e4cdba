import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'

test('each promise of docs/SECURITY.md names a test that exists', () => {
  const text = readFileSync(join(ROOT, 'docs/SECURITY.md'), 'utf8')
  const named = [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path)
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  const promises = text
    .split('\n')
    .filter((line) => /^\| [A-Z].*\.? \|/.test(line) && !/^\| Promise/.test(line))
  expect(promises.filter((line) => !line.includes('`test/'))).toEqual([])
})
