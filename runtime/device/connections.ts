/** The WebSocket clients, as handlers see them. */

/** Where a WebSocket client listens: everything, or status and heartbeat only. */
export type Channel = 'capture' | 'status'

export interface Connection {
  connectionId: string
  channel: Channel
  /** ISO 8601. */
  connectedAt: string
  sourceIp: string
  /** `sub` of the token, null for an anonymous reader. */
  subject: string | null
  /** When the token and so the connection ends, in milliseconds since 1970; null for an anonymous reader. */
  tokenEndsAtMs: number | null
}

/** A message to WebSocket clients. Without a `timestamp` it gets the time of sending. */
export interface OutgoingMessage {
  type: string
  data: unknown
  timestamp?: unknown
}

export interface Connections {
  /** Throws TOO_MANY_CONNECTIONS above WS_MAX_CONNECTIONS. */
  add(connection: Connection): void
  remove(connectionId: string): void
  /** Goes on with a new token. */
  renew(connectionId: string, token: Pick<Connection, 'subject' | 'tokenEndsAtMs'>): void
  get(connectionId: string): Connection | undefined
  readonly count: number
  /** Sends to one client; false when it is gone. A message to a client that is still connecting waits for it. */
  post(connectionId: string, message: OutgoingMessage): Promise<boolean>
  /** Sends to every client of the channels; serialised once. */
  broadcast(message: OutgoingMessage, channels?: Channel[]): void
}
