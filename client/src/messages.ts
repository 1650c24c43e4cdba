import type { components } from './api/schema.ts'

type Schemas = components['schemas']

/** A message that the service sends over its WebSocket. */
export type ServiceMessage = Schemas[Extract<keyof Schemas, `${string}Message`>]

/** The state of the connection, between the service's messages. */
export type ConnectionEvent =
  | { type: 'connected'; data: { attempt: number } }
  /** `attempt` counts from 1 after each connection that was lost. */
  | { type: 'disconnected'; data: { attempt: number; retry_in_ms: number } }

export type ServiceEvent = Exclude<ServiceMessage, { type: 'pong' }> | ConnectionEvent
