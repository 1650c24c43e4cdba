/**
 * Numbers of samples and submissions. Two numbers that look the same must be the same sample, so a number is stored in one
 * form, and a character that a person cannot see or cannot tell from another one is refused by its code point.
 * docs/INTEGRATORS.md has the rule for callers.
 */
import { z } from 'zod'

/** Specification, "Capture request": 1 to 128 printable characters of any script. */
const MAX_CHARACTERS = 128

interface Rule {
  character: Pick<RegExp, 'test'>
  problem: string
}

/** The first rule that applies names the problem. */
const REFUSED: Rule[] = [
  {
    character: { test: (character) => character === '\u001d' },
    problem: 'a GS1 separator. Send only the value of one application identifier',
  },
  { character: /\p{Cc}/u, problem: 'a control character. Check the suffix settings of the scanner' },
  // The decoder of another program puts it in place of bytes that it cannot read.
  { character: /\ufffd/u, problem: 'the mark of text that was damaged on its way. Send the body as UTF-8' },
  { character: /\p{Cs}/u, problem: 'half of a surrogate pair, which is not a character' },
  // Unicode's own list of characters without a shape (UAX 44, Default_Ignorable_Code_Point), and of format characters.
  { character: /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u, problem: 'an invisible character' },
  { character: /[\p{Co}\p{Cn}]/u, problem: 'not a character of the Unicode standard' },
  { character: /[[\p{Z}--[ ]]\u2800]/v, problem: 'a blank that is not the ordinary space' },
  { character: /[\u2010-\u2013\u2212]/u, problem: 'a dash that looks like the hyphen "-" (U+002D)' },
]

/** Latin letters beside letters of these scripts that have the same shape ("confusables", UTS 39). */
const LATIN_LOOKALIKE = /[АВЕЅІЈКМНОРСТХУаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]/u

/** The prefix that scanners add to name the code's type (ISO/IEC 15424), as in ]C1 or ]d2. */
const AIM_PREFIX = /^\][A-Za-z][0-9A-Za-z]/

/** The one form of a number: without blanks, Tab, CR and LF at its ends, and composed (Unicode NFC). */
export const normaliseIdentifier = (text: string) => text.trim().normalize('NFC')

/** A number in its one form. Every problem is named with the code point. */
export const identifier = z
  .string({ error: 'must be text' })
  .overwrite(normaliseIdentifier)
  .superRefine((text, context) => {
    const problem = problemOf(text)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  })
  // JSON Schema counts code points too (2020-12, validation, section 6.3.1).
  .meta({ minLength: 1, maxLength: MAX_CHARACTERS })

/** The filter for a number: the same form and the same rules; an empty filter does not filter. */
export const identifierFilter = z
  .string()
  .overwrite(normaliseIdentifier)
  .superRefine((text, context) => {
    const problem = text === '' ? undefined : problemOf(text)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  })

function problemOf(text: string): string | undefined {
  if (text === '') return 'must not be blank'
  const characters = [...text]
  if (characters.length > MAX_CHARACTERS) return `must have at most ${MAX_CHARACTERS} characters`
  const prefix = AIM_PREFIX.exec(text)?.[0]
  if (prefix !== undefined)
    return `must not start with ${prefix}, the AIM identifier of a scanner. Switch it off in the scanner`
  if (/^\p{M}/u.test(text))
    return `must not start with ${codePoint(text)}, which combines with a letter before it`
  for (const { character, problem } of REFUSED) {
    const index = characters.findIndex((each) => character.test(each))
    if (index >= 0)
      return `must not contain ${codePoint(characters[index])} (character ${index + 1}), ${problem}`
  }
  if (text.includes('  ')) return 'must not contain two spaces in a row, which look like one'
  const lookalike = /\p{Script=Latin}/u.test(text) ? LATIN_LOOKALIKE.exec(text) : null
  if (lookalike !== null)
    return `must not contain ${codePoint(lookalike[0])} ("${lookalike[0]}") beside Latin letters, because it looks like one`
  return undefined
}

/** As in U+200B. */
function codePoint(character = ''): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** Free text: composed (NFC). Refuses what a file's metadata (XML 1.0) and the catalogue cannot keep as it is. */
export const freeText = z
  .string({ error: 'must be text' })
  .overwrite((text) => text.normalize('NFC'))
  .superRefine((text, context) => {
    const refused = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffd-\uffff]/u.exec(text)
    if (refused !== null)
      context.addIssue({ code: 'custom', message: `must not contain ${codePoint(refused[0])}` })
  })
