import { expect, test } from 'vitest'
import { FREE, watchRefusals } from '../../runtime/gateway/http/refusals.ts'

function watched() {
  const lines: string[] = []
  const write = (message: string, facts: Record<string, unknown>) =>
    void lines.push(`${message} ${facts.source_ip}`)
  let nowMs = 0
  const logger = { debug: write, info: write, warn: write, error: write }
  const pass = (ms: number) => {
    nowMs += ms
  }
  return { lines, refusals: watchRefusals(logger, () => nowMs), pass }
}

test('an address with many refusals in a minute waits, another does not, and the next minute begins anew', async () => {
  const { lines, refusals, pass } = watched()
  for (let count = 0; count < FREE; count++) expect(refusals.note('10.0.0.1', 401)).toBeUndefined()
  const wait = refusals.note('10.0.0.1', 403)
  expect(wait).toBeInstanceOf(Promise)
  await wait
  expect(refusals.note('10.0.0.2', 401)).toBeUndefined()
  pass(60_000)
  expect(refusals.note('10.0.0.1', 401)).toBeUndefined()
  expect(lines.filter((line) => line.includes('10.0.0.1'))).toEqual([
    'A request was refused 10.0.0.1',
    'Requests of a client were refused in the last minute 10.0.0.1',
    'A request was refused 10.0.0.1',
  ])
})
