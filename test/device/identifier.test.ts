/** Two sample numbers that look the same are the same sample, or the service refuses one and names the character. */
import { describe, expect, it } from 'vitest'
import { freeText, identifier, identifierFilter } from '../../runtime/device/identifier.ts'

const problemOf = (text: string) => identifier.safeParse(text).error?.issues[0]?.message

describe('one form', () => {
  it.each([
    ['T-1 ', 'T-1'],
    ['\tT-1\r\n', 'T-1'],
    ['\ufeffT-1', 'T-1'],
    ['\u00a0T-1\u3000', 'T-1'],
    ['e\u0301-1', 'é-1'],
    ['A\u030a-1', 'Å-1'],
    ['\u212b-1', 'Å-1'],
    ['\u1112\u1161\u11ab', '한'],
  ])('%j is stored as %j', (text, stored) => {
    expect(identifier.parse(text)).toBe(stored)
    expect(identifierFilter.parse(text)).toBe(stored)
  })
  it.each([
    'กข-1',
    'ป้า-๑',
    'LOT 42-A',
    'β-gal µ 3',
    '試料１',
    'Проба-7',
    '🧪-1',
    'x'.repeat(128),
    '𝒳'.repeat(128),
  ])('%j is kept as it is', (text) => expect(identifier.parse(text)).toBe(text))
})

describe('refused, with the character named', () => {
  it.each([
    ['T\u200b-1', 'U+200B (character 2), an invisible'],
    ['T\u200c1', 'U+200C'],
    ['T\u200d1', 'U+200D'],
    ['T\u2060-1', 'U+2060'],
    ['T\ufeff-1', 'U+FEFF'],
    ['T\u00ad-1', 'U+00AD'],
    ['T\u202e1-', 'U+202E'],
    ['T\u2066-1', 'U+2066'],
    ['T\u200e-1', 'U+200E'],
    ['T\u034f-1', 'U+034F'],
    ['T\ufe0f-1', 'U+FE0F'],
    ['T\u{e0101}-1', 'U+E0101'],
    ['T\u{e0041}-1', 'U+E0041'],
    ['\u3164T-1', 'U+3164'],
    ['T\u115f', 'U+115F'],
    ['T\uffa0', 'U+FFA0'],
    ['T\u180e-1', 'U+180E'],
    ['T\u2800-1', 'U+2800'],
    ['T\u00a0-1', 'U+00A0 (character 2), a blank that is not the ordinary space'],
    ['T\u2009-1', 'U+2009'],
    ['T\u3000-1', 'U+3000'],
    ['T\u2028-1', 'U+2028'],
    ['T\0-1', 'U+0000'],
    ['T\t-1', 'U+0009'],
    ['T\n-1', 'U+000A'],
    ['T\u0085-1', 'U+0085'],
    ['T\u009f-1', 'U+009F'],
    ['T\ud800-1', 'U+D800'],
    ['T\udc00', 'U+DC00'],
    ['T\ufffd-1', 'U+FFFD'],
    ['T\ue000-1', 'U+E000'],
    ['T\uffff-1', 'U+FFFF'],
    ['T\u2011-1', 'U+2011'],
    ['T\u2212-1', 'U+2212'],
    ['РL-1', 'U+0420'],
    ['0110012345678902\u001d10ABC', 'U+001D (character 17), a GS1 separator'],
    [']C10110012345678902', ']C1, the AIM identifier'],
    ['\u0301A', 'U+0301, which combines'],
    ['A  1', 'two spaces in a row'],
    ['', 'must not be blank'],
    [' \u00a0\t', 'must not be blank'],
    ['x'.repeat(129), 'at most 128 characters'],
    ['𝒳'.repeat(129), 'at most 128 characters'],
  ])('%j', (text, problem) => expect(problemOf(text)).toContain(problem))

  it('also as a filter, which may be empty', () => {
    expect(identifierFilter.safeParse('T\u200b-1').success).toBe(false)
    expect(identifierFilter.parse('  ')).toBe('')
  })
})

it('a description keeps line breaks and refuses characters that its metadata cannot hold', () => {
  expect(freeText.parse('two\nlines\tand e\u0301')).toBe('two\nlines\tand é')
  for (const text of ['\0', '\u0001', '\u0085', '\ud800', '\ufffd', '\uffff'])
    expect(freeText.safeParse(`a${text}b`).success, JSON.stringify(text)).toBe(false)
})
