/** Reads a systemd unit (systemd.exec(5), systemd.service(5)): the last value of a key, and every value of one that may be repeated. */
import { readFileSync } from 'node:fs'

export function readUnit(file: string) {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /^[A-Za-z]+=/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
  const all = (key: string) => lines.filter(([name]) => name === key).map(([, value]) => value)
  return { all, last: (key: string) => all(key).at(-1) ?? '' }
}

/** `NAME=value` lines as an environment; comments and empty lines are left out. */
export function readEnvironment(lines: string[]): Record<string, string> {
  return Object.fromEntries(
    lines
      .filter((line) => /^[A-Z0-9_]+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}
