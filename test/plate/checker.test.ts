import { describe, expect, test } from 'vitest'
import { openChecker } from '../../runtime/plate/checker.ts'

const program = (source: string) => new URL(`data:text/javascript,${encodeURIComponent(source)}`)
const HEAD = "import { parentPort } from 'node:worker_threads';"
const limits = { timeLimitMs: 300, memoryLimitMb: 32, queuePlaces: 1, env: {} }

describe('the thread of the checks', () => {
  test.each([
    ['hangs', `${HEAD} parentPort.on('message', () => { for (;;); })`, 'longer than 300 ms'],
    ['crashes', `${HEAD} parentPort.on('message', () => { throw new Error('broken') })`, 'broken'],
    ['ends', `${HEAD} parentPort.on('message', () => process.exit(3))`, 'status 3'],
    [
      'eats memory',
      `${HEAD} parentPort.on('message', () => { const kept = []; for (;;) kept.push(new Array(1e5).fill(kept.length)) })`,
      'The check',
    ],
  ])(
    'a check that %s is refused with the reason, and the next one runs in a new thread',
    async (_, source, reason) => {
      const checker = openChecker({
        ...limits,
        // Only the hanging one may run into its limit, however slowly a thread starts.
        timeLimitMs: reason.includes('300 ms') ? 300 : 30_000,
        program: program(source),
      })
      for (let round = 0; round < 2; round++)
        await expect(checker.inspect(new Uint8Array(1))).rejects.toThrow(reason)
      await checker.close()
    },
    60_000,
  )

  test('more pictures than may wait are refused', async () => {
    const checker = openChecker({ ...limits, program: program(`${HEAD} parentPort.on('message', () => {})`) })
    const looks = [1, 2, 3].map(() => checker.inspect(new Uint8Array(1)).catch((error) => String(error)))
    expect((await Promise.all(looks))[2]).toContain('wait for their check')
    await checker.close()
  })

  test('one thread looks at picture after picture', async () => {
    const answer = `${HEAD} let n = 0; parentPort.on('message', ({ id }) => parentPort.postMessage({ id, inspection: { n: ++n } }))`
    const checker = openChecker({ ...limits, timeLimitMs: 10_000, program: program(answer) })
    for (const n of [1, 2, 3]) expect(await checker.inspect(new Uint8Array(1))).toEqual({ n })
    await checker.close()
  })

  test('bytes that are not a picture are refused with the reason', async () => {
    const checker = openChecker({ ...limits, timeLimitMs: 20_000 })
    await expect(checker.inspect(new Uint8Array(10))).rejects.toThrow('The check failed')
    await checker.close()
  }, 30_000)

  test('sees only the environment that it is given', async () => {
    process.env.JWT_SECRET = 'a-secret-of-the-service'
    const tell = `${HEAD} parentPort.on('message', () => { throw new Error(JSON.stringify(process.env)) })`
    const checker = openChecker({
      ...limits,
      timeLimitMs: 10_000,
      env: { LANG: 'C' },
      program: program(tell),
    })
    await expect(checker.inspect(new Uint8Array(1))).rejects.toThrow('{"LANG":"C"}')
    delete process.env.JWT_SECRET
    await checker.close()
  })
})
