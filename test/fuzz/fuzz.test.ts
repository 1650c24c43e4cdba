/** A short run of `npm run fuzz`, with a new seed each time; a failure names the seed that repeats it. */
import { expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

it('answers 2,000 odd requests and 500 odd messages as described, without an internal error', async () => {
  const seed = Date.now() % 1_000_000
  const { problems } = await fuzz({ seed, requests: 2_000, messages: 500 })
  expect(problems, `seed ${seed}`).toEqual([])
}, 120_000)
