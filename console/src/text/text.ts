/** The texts in the operator's language, and numbers and times as that language writes them. */
import { computed } from '@preact/signals'
import type { ClientErrorCode } from '../../../client/src/index.ts'
import { language } from '../state/preferences.ts'
import { en } from './en.ts'
import { th } from './th.ts'

export const text = computed(() => (language.value === 'th' ? th : en))

/** Thai with the Gregorian calendar: sample lists and file names have it too. */
const locale = computed(() => (language.value === 'th' ? 'th-TH-u-ca-gregory' : 'en-GB'))

const formats = computed(() => ({
  dateTime: new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle: 'medium' }),
  dayTime: new Intl.DateTimeFormat(locale.value, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }),
  time: new Intl.DateTimeFormat(locale.value, { timeStyle: 'medium' }),
  number: new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }),
  percent: new Intl.NumberFormat(locale.value, { style: 'percent', maximumFractionDigits: 1 }),
}))

export const dateTime = (iso: string | number | Date) => formats.value.dateTime.format(new Date(iso))
/** Without year and seconds, for times of these days. */
export const dayTime = (iso: string | number | Date) => formats.value.dayTime.format(new Date(iso))
export const timeOfDay = (date: Date) => formats.value.time.format(date)
export const number = (value: number) => formats.value.number.format(value)
export const percent = (share: number) => formats.value.percent.format(share)

/** Decimal units, as disks and file managers count. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3))
  return `${number(count / 1000 ** power)} ${units[power]}`
}

/** What to do about a failure, in the operator's language. */
export function adviceFor({ code }: { code: ClientErrorCode }): string {
  return text.value.errors.codes[code] ?? text.value.errors.title
}
