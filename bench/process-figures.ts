/** Processor time and memory of a process and its descendants, from /proc. */
import { readdirSync, readFileSync } from 'node:fs'

/** sysconf(_SC_CLK_TCK), which is 100 on every Linux that Node supports. */
const TICKS_PER_SECOND = 100

/** The process and all its descendants. */
export function family(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(family)]
}

/** Of the whole family: utime and stime, fields 14 and 15 of /proc/PID/stat (proc_pid_stat(5)). */
export function cpuSeconds(pid: number): number {
  return family(pid).reduce((sum, member) => {
    const stat = readFileSync(`/proc/${member}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return sum + (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  }, 0)
}

/** Of this process alone. */
export function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}
