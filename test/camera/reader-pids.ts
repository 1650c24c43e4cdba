/** The reader processes that this process started. */
import { readdirSync, readFileSync } from 'node:fs'

export function readerPids(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && isReader(pid))
}

function isReader(pid: number): boolean {
  try {
    const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return Number(parent) === process.pid && /\/(genicam|v4l2)\/reader\.ts/.test(command)
  } catch {
    // It ended while the list was read.
    return false
  }
}
