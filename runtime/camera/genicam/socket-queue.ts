/** Counts the bytes that wait in the kernel for a UDP port: packets that libaravis' thread has not read yet. */
import { readFileSync } from 'node:fs'

/** Columns of a line of /proc/net/udp: `sl local_address rem_address st tx_queue:rx_queue …`, numbers in hexadecimal (proc(5)). */
const LOCAL_ADDRESS = 1
const QUEUES = 4

/** Bytes queued for a local IPv4 port over all addresses; null when nothing is bound to it. */
export function queuedBytes(port: number): number | null {
  return parseQueuedBytes(readFileSync('/proc/net/udp', 'latin1'), port)
}

/** The same from the file's text. */
export function parseQueuedBytes(table: string, port: number): number | null {
  let queued: number | null = null
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/)
    if (Number.parseInt(columns[LOCAL_ADDRESS]?.split(':')[1] ?? '', 16) !== port) continue
    queued = (queued ?? 0) + Number.parseInt(columns[QUEUES]?.split(':')[1] ?? '', 16)
  }
  return queued
}
