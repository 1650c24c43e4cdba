import { message } from './lib/websocket.ts'

/** Answers with the client's own timestamp, so that it can measure the way. */
export const handler = message(({ message: { timestamp } }) => ({
  type: 'pong',
  data: { timestamp: timestamp ?? null },
}))
