/**
 * Barcode scanners are keyboards: they type a code within some milliseconds per character, and end it with Enter or Tab. A code is
 * recognised by its pace, so that it replaces what stands in the field and two codes never join.
 */

/** Scanners type a character every 1 to 30 ms; a fast typist (120 words a minute) needs 100 ms. The median is compared. */
const MAX_MEDIAN_GAP_MS = 65
/** A longer pause ends what was typed before it. A busy computer can hold up single keys, which must never cut a code in two. */
const PAUSE_MS = 700
/** Fewer characters are a person's fast fingers. */
const MIN_CHARACTERS = 3

/** The prefix that scanners add to name the code's type (ISO/IEC 15424), as in ]C1 or ]d2. */
const AIM_PREFIX = /^\][A-Za-z][0-9A-Za-z]/

export interface Scan {
  /** The code as its barcode has it. */
  code: string
  /** The keyboard layout of this computer changed the characters; `code` is read from the keys instead. */
  layout: boolean
  /** A GS1 code with several values, which are not one sample number. */
  gs1: boolean
}

interface Key {
  text: string
  /** The character of the same key on a keyboard with the United States layout, which scanners assume. */
  us: string
}

/**
 * Calls back with each scan, wherever the focus is, and keeps its terminator from the page. Returns the function that stops it. Keys in
 * another field count too: the code goes to the sample number, and what the scanner typed there is taken back by `onScan`'s owner.
 */
export function listenForScans(onScan: (scan: Scan, target: EventTarget | null) => void): () => void {
  let keys: Key[] = []
  let gapsMs: number[] = []
  let gs1 = false
  let lastAtMs = Number.NEGATIVE_INFINITY
  let startedIn: EventTarget | null = null
  const startAnew = () => {
    keys = []
    gapsMs = []
    gs1 = false
  }

  const onKey = (event: KeyboardEvent) => {
    if (['Shift', 'Control', 'CapsLock', 'AltGraph', 'Alt'].includes(event.key)) return
    const gapMs = event.timeStamp - lastAtMs
    lastAtMs = event.timeStamp
    if (gapMs > PAUSE_MS) startAnew()
    else gapsMs.push(gapMs)
    if (event.key === 'Enter' || event.key === 'Tab') {
      if (keys.length >= MIN_CHARACTERS && median(gapsMs) <= MAX_MEDIAN_GAP_MS) {
        event.preventDefault()
        event.stopImmediatePropagation()
        onScan({ ...read(keys), gs1 }, startedIn)
      }
      return startAnew()
    }
    if (keys.length === 0) startedIn = event.target
    if (event.ctrlKey && event.code === 'BracketRight') gs1 = true
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) keys.push(toKey(event))
    // A person corrects with Backspace and the arrow keys: then the field holds what counts.
    else startAnew()
  }
  document.addEventListener('keydown', onKey, { capture: true })
  return () => document.removeEventListener('keydown', onKey, { capture: true })
}

const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.POSITIVE_INFINITY

function read(keys: Key[]): Omit<Scan, 'gs1'> {
  const typed = keys.map(({ text }) => text).join('')
  // Barcodes of samples are ASCII: other letters come from the layout of this computer's keyboard.
  const layout = /[^\x20-\x7e]/.test(typed) && keys.every(({ us }) => us !== '')
  const code = layout ? keys.map(({ us }) => us).join('') : typed
  return { code: code.replace(AIM_PREFIX, '').trim(), layout }
}

/** Keys beside letters and digits: without and with Shift. */
const US_KEYS: Record<string, [string, string]> = {
  Space: [' ', ' '],
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Backquote: ['`', '~'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
}
const SHIFTED_DIGITS = ')!@#$%^&*('
/** What the letter keys type with Shift on the Thai Kedmanee layout: some scanners report no Shift key of its own. */
const KEDMANEE_SHIFTED = 'ฎฑธํ๊ณฯญฐฤฆฏโฌ็๋ษศ()ฉฮฺ์'

function toKey({ key, code, shiftKey }: KeyboardEvent): Key {
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? []
  const [, digit] = /^(?:Digit|Numpad)([0-9])$/.exec(code) ?? []
  if (letter !== undefined) {
    const upper = shiftKey || KEDMANEE_SHIFTED.includes(key) || key === letter
    return { text: key, us: upper ? letter : letter.toLowerCase() }
  }
  if (digit !== undefined)
    return { text: key, us: shiftKey ? (SHIFTED_DIGITS[Number(digit)] as string) : digit }
  return { text: key, us: US_KEYS[code]?.[shiftKey ? 1 : 0] ?? '' }
}
