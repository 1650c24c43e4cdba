import { expect, it } from 'vitest'
import { backoffMs } from '../../runtime/delivery/backoff.ts'

it('doubles the pause up to five minutes, with half of it by chance', () => {
  const longest = [1, 2, 3, 8, 9, 10, 1_000].map((failures) => backoffMs(failures, () => 1))
  expect(longest).toEqual([1_000, 2_000, 4_000, 128_000, 256_000, 300_000, 300_000])
  expect(backoffMs(2, () => 0)).toBe(1_000)
})
