/**
 * sd_notify(3) without libsystemd: READY=1, WATCHDOG=1 and STOPPING=1 as datagrams to the socket that systemd names in
 * NOTIFY_SOCKET. Node has no Unix datagram sockets, so libc's sendto() is called through koffi. Elsewhere it does nothing.
 */
import { createRequire } from 'node:module'
import { logger } from '../logger.ts'

/** Linux, <bits/socket.h> and <bits/socket_type.h>. */
const AF_UNIX = 1
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2000000

export interface Systemd {
  send(state: 'READY=1' | 'WATCHDOG=1' | 'STOPPING=1'): void
  /** Half of WATCHDOG_USEC, as sd_watchdog_enabled(3) advises; undefined without a watchdog. */
  watchdogIntervalMs: number | undefined
}

/** Undefined where systemd did not start this process. */
export function openSystemd(environment = process.env): Systemd | undefined {
  const path = environment.NOTIFY_SOCKET
  if (!path) return undefined
  const watchdogMs = Number(environment.WATCHDOG_USEC ?? 0) / 1000
  return { send: openNotifySocket(path), watchdogIntervalMs: watchdogMs > 0 ? watchdogMs / 2 : undefined }
}

function openNotifySocket(path: string): (state: string) => void {
  const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi')
  const libc = koffi.load('libc.so.6')
  const socket = libc.func('int socket(int domain, int type, int protocol)')
  const sendto = libc.func(
    'intptr_t sendto(int fd, const void *buf, size_t len, int flags, const void *addr, uint32_t addrlen)',
  )
  const descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  const address = socketAddress(path)
  return (state) => {
    const message = Buffer.from(state)
    if (sendto(descriptor, message, message.length, 0, address, address.length) < 0) {
      logger.warn('systemd could not be notified', { state, errno: koffi.errno() })
    }
  }
}

/** struct sockaddr_un: sa_family_t, then the path; a leading @ means the abstract namespace (unix(7)). */
function socketAddress(path: string): Buffer {
  const name = path.startsWith('@') ? `\0${path.slice(1)}` : `${path}\0`
  const address = Buffer.alloc(2 + Buffer.byteLength(name))
  address.writeUInt16LE(AF_UNIX, 0)
  address.write(name, 2)
  return address
}
