/** What the registry hands a message to: the sockets of this process, or a host that holds them. */
export interface Transport {
  /** Hands one text to one client. False, or a promise of it, when the client is gone. */
  send(connectionId: string, text: Buffer): boolean | Promise<boolean>
}
