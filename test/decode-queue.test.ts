import { expect, test } from 'vitest'
import { MAX_WAITING, MAX_WAITING_PER_CLIENT, openDecodeQueue } from '../runtime/decode-queue.ts'

const noCapture = () => Promise.resolve()

test('one decode runs at a time, and clients take turns', async () => {
  const queue = openDecodeQueue(noCapture)
  const order: string[] = []
  let running = 0
  const work = (name: string) => async () => {
    running += 1
    expect(running).toBe(1)
    await new Promise((resolve) => setImmediate(resolve))
    order.push(name)
    running -= 1
  }
  const all = [1, 2, 3, 4, 5].map((each) => queue.run('greedy', work(`greedy ${each}`)))
  all.push(queue.run('modest', work('modest 1')), queue.run('modest', work('modest 2')))
  await Promise.all(all)
  expect(order.slice(0, 4)).toEqual(['greedy 1', 'modest 1', 'greedy 2', 'modest 2'])
  expect(order).toHaveLength(7)
})

test('a client with too many wishes is refused, and the others are not', async () => {
  const queue = openDecodeQueue(noCapture)
  const gate = Promise.withResolvers<void>()
  const results = Array.from({ length: MAX_WAITING_PER_CLIENT + 10 }, () =>
    queue
      .run('greedy', () => gate.promise)
      .then(
        () => 'made',
        (error) => [error.code, error.retryAfterS],
      ),
  )
  const other = queue.run('modest', async () => 'made')
  gate.resolve()
  expect(await other).toBe('made')
  const refused = (await Promise.all(results)).filter((each) => each !== 'made')
  expect(refused.length).toBeGreaterThanOrEqual(9)
  expect(refused[0]).toEqual(['RATE_LIMITED', 2])
  expect(await queue.run('greedy', async () => 'again')).toBe('again')
})

test('very many clients together are refused too', async () => {
  const queue = openDecodeQueue(noCapture)
  const gate = Promise.withResolvers<void>()
  const all = Array.from({ length: MAX_WAITING + 50 }, (_, index) =>
    queue
      .run(`client ${index}`, () => gate.promise)
      .then(
        () => 'made',
        () => 'refused',
      ),
  )
  gate.resolve()
  expect((await Promise.all(all)).filter((each) => each === 'refused').length).toBeGreaterThanOrEqual(49)
})

test('no decode begins while a capture runs, and a failure stops nothing', async () => {
  let capture = Promise.withResolvers<void>()
  const queue = openDecodeQueue(() => capture.promise)
  let begun = false
  const first = queue.run('a', async () => {
    begun = true
    throw new Error('broken picture')
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(begun).toBe(false)
  capture.resolve()
  await expect(first).rejects.toThrow('broken picture')
  expect(await queue.run('a', async () => 'next')).toBe('next')
  // Captures without a pause hold decodes up, and do not stop them.
  capture = Promise.withResolvers<void>()
  expect(await queue.run('a', async () => 'meanwhile')).toBe('meanwhile')
})
