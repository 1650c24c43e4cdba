import { afterEach, beforeEach, expect, test, vi } from 'vitest'

beforeEach(() => {
  vi.resetModules()
  vi.stubGlobal('addEventListener', () => {})
})
afterEach(() => vi.unstubAllGlobals())

async function routeOf(hash: string) {
  vi.stubGlobal('location', { hash })
  return (await import('../../console/src/state/route.ts')).route.value
}

test('an address that cannot be decoded breaks nothing', async () => {
  expect(await routeOf('#/picture/%')).toMatchObject({ page: 'picture', name: '%' })
})

test('a name is decoded', async () => {
  expect(await routeOf('#/picture/a%20b.jpg?w=1')).toMatchObject({ page: 'picture', name: 'a b.jpg' })
})
