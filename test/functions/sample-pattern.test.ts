import { describe, expect, it } from 'vitest'
import { checkSampleNo } from '../../functions/lib/sample-pattern.ts'
import { loadConfig } from '../../runtime/config.ts'
import { JWT_SECRET } from '../support/service.ts'

const config = (SAMPLE_NO_PATTERN: string) => loadConfig({ JWT_SECRET, SAMPLE_NO_PATTERN }, '/nonexistent')

describe('SAMPLE_NO_PATTERN', () => {
  it('accepts a number that matches as a whole, and refuses every other one', () => {
    const settings = config('PL-\\d{4}|TEST.*')
    for (const sampleNo of ['PL-0102', 'TEST005'])
      expect(() => checkSampleNo(sampleNo, settings)).not.toThrow()
    for (const sampleNo of ['PL-0102PL-0103', 'xPL-0102', 'PL-01', 'MYTEST'])
      expect(() => checkSampleNo(sampleNo, settings)).toThrow(
        'body.sample_no does not match SAMPLE_NO_PATTERN',
      )
  })
  it('accepts every number where it is empty', () => {
    expect(() => checkSampleNo('anything', config(''))).not.toThrow()
  })
  it('is stopped when it backtracks without end', () => {
    expect(() => checkSampleNo(`${'a'.repeat(127)}!`, config('(a+)+'))).toThrow('needs too long')
  })
  it('stops the start where it is not a regular expression', () => {
    expect(() => config('PL-(\\d')).toThrow('SAMPLE_NO_PATTERN is "PL-(\\d": must be a regular expression')
  })
})
