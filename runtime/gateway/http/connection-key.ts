/** A key that a TCP connection and the TLS socket over it share. */
import type { Socket } from 'node:net'

/** The peer's address and port: one open connection of a server at a time has them. */
export function connectionKey({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}
