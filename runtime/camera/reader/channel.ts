/** The reader's end of the channel. Standard output is not used, because native libraries print to it. */
import { Socket } from 'node:net'
import { encodeMessage, MessageParser } from './messages.ts'
import type { FromReader, ToReader } from './protocol.ts'

/** The descriptor at which a reader process finds its channel. */
export const CHANNEL_FD = 3

export interface ReaderChannel {
  /** `onSent` is called when the payload's bytes may be used again. */
  send(message: FromReader, payload?: Uint8Array, onSent?: () => void): void
  /** Calls back when everything that was sent is out, and takes nothing more. */
  end(onEnded: () => void): void
}

/** Opens the channel. When the service ends or closes the channel, `onMessage` receives `close`. */
export function openReaderChannel(onMessage: (message: ToReader) => void): ReaderChannel {
  const socket = new Socket({ fd: CHANNEL_FD, readable: true, writable: true })
  const parser = new MessageParser<ToReader>(onMessage)
  let closed = false
  const close = () => {
    if (!closed) onMessage({ type: 'close' })
    closed = true
  }
  socket.on('data', (chunk) => parser.feed(chunk))
  socket.on('end', close)
  socket.on('error', close)
  return {
    send(message, payload, onSent) {
      if (!socket.writable) return
      socket.cork()
      const pieces = encodeMessage(message, payload)
      pieces.forEach((piece, index) => {
        socket.write(piece, index === pieces.length - 1 ? () => onSent?.() : undefined)
      })
      socket.uncork()
    },
    end: (onEnded) => void socket.end(onEnded),
  }
}
