import { describe, expect, it } from 'vitest'
import { parseDotEnv } from '../../runtime/settings/dot-env.ts'

const parse = (text: string | Buffer) =>
  parseDotEnv(Buffer.from(text as string), '.env', (name) => name === 'JWT_SECRET')

describe('a value in .env', () => {
  it.each([
    ['keeps a # that no blank precedes', 'A=lab#2026', 'lab#2026'],
    ['keeps a # at its start', 'A=#2026', '#2026'],
    ['ends before a comment', 'A=5   # five', '5'],
    ['is empty where only a comment follows', 'A=   # five', ''],
    ['ends before a comment after a tab', 'A=5\t# five', '5'],
    ['keeps = and quotation marks inside it', 'A=x=y"z', 'x=y"z'],
    ['loses blanks around it', '  A =  x y  ', 'x y'],
    ['is literal in single quotation marks', "A='a#b \\n $c'", 'a#b \\n $c'],
    ['takes escapes in double quotation marks', 'A="a\\n\\"b\\" # \\\\"  # note', 'a\n"b" # \\'],
    ['spans lines in quotation marks', 'A="one\ntwo"\nB=3', 'one\ntwo'],
    ['may follow export', 'export A=x', 'x'],
    ['loses CR and the byte order mark of Windows editors', '\uFEFFA=x\r\nB=y\r\n', 'x'],
    ['is not expanded', 'A=$HOME', '$HOME'],
  ])('%s', (_, text, value) => {
    const { values, problems } = parse(text)
    expect(problems).toEqual([])
    expect(values.A).toBe(value)
  })

  it('goes on after a value that spans lines, with the right line numbers', () => {
    const { values, problems } = parse('A="one\ntwo"\nB=3\nnonsense\n')
    expect(values).toEqual({ A: 'one\ntwo', B: '3' })
    expect(problems).toEqual(['.env, line 4 is not valid. Expected NAME=value, or # before a comment.'])
  })
})

describe('a .env file that would lose a setting is refused', () => {
  it.each([
    [
      'a quotation mark that is not closed',
      'A="one\nB=2',
      /line 1: the value of A starts with a quotation mark/,
    ],
    ['text after the closing quotation mark', 'A="one" two', /line 1: the value of A/],
    ['two values for one name', 'A=1\nB=2\nA=3', /line 3: A has another value in line 1/],
    ['UTF-16, as Notepad once saved it', Buffer.from('A=1', 'utf16le'), /UTF-16/],
    ['bytes that are not UTF-8', Buffer.from([0x41, 0x3d, 0xe9]), /not valid UTF-8/],
  ])('%s', (_, text, problem) => {
    expect(parse(text).problems).toEqual([expect.stringMatching(problem)])
  })

  it('but the same line twice does no harm', () => {
    expect(parse('A=1\nA=1').problems).toEqual([])
  })
})

it('a secret that a comment follows is named, because the # may belong to it', () => {
  expect(parse('JWT_SECRET=abc #def').notices).toEqual([expect.stringMatching(/line 1: .*JWT_SECRET/)])
  expect(parse('JWT_SECRET=abc#def\nOTHER=abc #def').notices).toEqual([])
  expect(parse("JWT_SECRET='abc # def'  # note").notices).toEqual([])
  expect(parse('JWT_SECRET=abc # set me').notices).toEqual([])
})
