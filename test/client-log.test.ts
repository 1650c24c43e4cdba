import { expect, test } from 'vitest'
import { clientLogOf, LINES_PER_MINUTE } from '../runtime/client-log.ts'
import { lineBudget } from '../runtime/line-budget.ts'

function written(budget = lineBudget(LINES_PER_MINUTE)) {
  const lines: [string, Record<string, unknown>][] = []
  const write = (message: string, facts: Record<string, unknown>) => void lines.push([message, facts])
  return { lines, log: clientLogOf({ info: write, warn: write, error: write }, budget) }
}

test('a client that repeats itself gets some lines a minute, and the next minute says how many were left out', () => {
  let nowMs = 0
  const { lines, log } = written(lineBudget(LINES_PER_MINUTE, () => nowMs))
  for (let count = 0; count < 10_000; count++)
    log.warn(`The wait took ${count} ms.`, { source_ip: '10.0.0.1', code: 'CAPTURE_TIMEOUT' })
  expect(lines).toHaveLength(LINES_PER_MINUTE)
  nowMs = 60_000
  log.warn('The wait took 1 ms.', { source_ip: '10.0.0.1', code: 'CAPTURE_TIMEOUT' })
  expect(lines.at(-1)?.[1]).toMatchObject({ left_out: 10_000 - LINES_PER_MINUTE })
})

test('another client, and another code of the same client, have lines of their own', () => {
  const { lines, log } = written()
  for (let count = 0; count < 100; count++) log.warn('Refused', { source_ip: '10.0.0.1', code: 'A' })
  log.warn('Refused', { source_ip: '10.0.0.2', code: 'A' })
  log.error('Refused', { source_ip: '10.0.0.1', code: 'B' })
  expect(lines.slice(LINES_PER_MINUTE).map(([, facts]) => facts.source_ip)).toEqual(['10.0.0.2', '10.0.0.1'])
})

test('very many clients share what is left, and memory stays bounded', () => {
  const { lines, log } = written()
  for (let count = 0; count < 100_000; count++) log.info('Connected', { source_ip: `10.${count}` })
  expect(lines.length).toBeLessThan(5_100)
})
