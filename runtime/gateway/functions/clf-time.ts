/** The time format of API Gateway's request context. */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (number: number) => String(number).padStart(2, '0')

let second = -1
let text = ''

/** Common Log Format in UTC, as in 12/Mar/2020:19:03:58 +0000; remembered for the second it is good for. */
export function clfTime(epochMs: number): string {
  const now = Math.floor(epochMs / 1000)
  if (now === second) return text
  const date = new Date(epochMs)
  second = now
  text =
    `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:` +
    `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`
  return text
}
