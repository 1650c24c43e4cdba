/** Delivers for the registry: the sockets of this process, or a host that holds them. */
export interface Transport {
  /** Sends one text to one client. False, or a promise of false, when the client is gone. */
  send(connectionId: string, text: Buffer): boolean | Promise<boolean>
  /** Ends a connection. `code` is for hosts that can send one (RFC 6455 section 7.4). */
  close(connectionId: string, code: number, reason: string): void | Promise<void>
}
