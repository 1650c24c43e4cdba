/** Reduces the last output of a program to one readable line. */
import { redact } from '../../redaction.ts'

const KEPT_CHARACTERS = 4_000
const SHOWN_CHARACTERS = 300
/** Terminal sequences: CSI and OSC with what ends them, and two-character ones (ECMA-48). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences are made of control characters
const TERMINAL_SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])/g
/** Control and format characters, among them backspaces and those that change the direction of text. */
const CONTROL = /[\p{Cc}\p{Cf}]/gu
/** ffmpeg's status line (`frame=  12 fps=…`, `size=…`), percentages, bars and spinners. */
const PROGRESS = /^(?:frame|size)=\s*\S+\s.*=|\b\d{1,3}(?:\.\d+)?\s?%|[█▏▎▍▌▋▊▉⠁-⣿]|[=#-]{4,}>?\s*[\]|]/u

/** Keeps the end of a program's standard error. */
export class LastWords {
  #text = ''
  #cut = false

  add(text: string): void {
    this.#text += text
    if (this.#text.length <= KEPT_CHARACTERS) return
    this.#text = this.#text.slice(-KEPT_CHARACTERS)
    this.#cut = true
  }

  /**
   * The last line that is not a progress display, without terminal sequences and credentials, of up to 300 characters; '' where the
   * program said nothing of use. A carriage return starts the line anew, as on a terminal.
   */
  line(): string {
    const lines = this.#text.split(/\r?\n/)
    // Its start is missing: half a word, or an address without the part by which its password is recognised.
    if (this.#cut && lines.length > 1) lines.shift()
    const shown = lines.flatMap((line, index) => visible(line, index === lines.length - 1))
    const words = redact(shown.at(-1) ?? '')
    return words.length <= SHOWN_CHARACTERS ? words : `${words.slice(0, SHOWN_CHARACTERS - 1)}…`
  }
}

function visible(line: string, isUnfinished: boolean): string[] {
  const drawn = line.split('\r')
  // What was drawn over is a progress display; so is what was still being drawn when the program ended.
  if (isUnfinished && drawn.length > 1) return []
  const text = (drawn.at(-1) ?? '')
    .replace(TERMINAL_SEQUENCE, '')
    .replace(CONTROL, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return text === '' || PROGRESS.test(text) ? [] : [text]
}
