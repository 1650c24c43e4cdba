/** Splits a command line into words as a shell would quote them, without a shell: '…', "…" and \x; nothing is expanded. */
export function splitWords(line: string): string[] {
  const words: string[] = []
  let word: string | null = null
  let quote = ''
  for (let i = 0; i < line.length; i++) {
    const character = line[i] as string
    if (quote === "'" ? character !== "'" : quote === '"' && character !== '"' && character !== '\\') {
      word = (word ?? '') + character
    } else if (character === quote) {
      quote = ''
    } else if (character === '\\' && i + 1 < line.length) {
      i += 1
      word = (word ?? '') + line[i]
    } else if (quote === '' && (character === "'" || character === '"')) {
      quote = character
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else {
      word = (word ?? '') + character
    }
  }
  if (quote !== '') throw new SyntaxError(`the quotation mark ${quote} is not closed`)
  if (word !== null) words.push(word)
  return words
}
