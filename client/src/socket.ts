import { CaptureServiceError } from './errors.ts'
import type { ServiceMessage } from './messages.ts'
import type { Requests } from './requests.ts'

const OPENING_TIMEOUT_MS = 10_000

export interface SocketOptions {
  channel?: 'capture' | 'status'
  onMessage(message: ServiceMessage): void
  /** Once, when a socket that was open has closed. */
  onClose(): void
}

/** An open WebSocket. Throws NOT_SUPPORTED_HERE; rejects with a plain error if the handshake is refused (a browser hides the reason). */
export async function openSocket(
  requests: Requests,
  { channel = 'capture', onMessage, onClose }: SocketOptions,
): Promise<WebSocket> {
  if (typeof WebSocket === 'undefined')
    throw new CaptureServiceError(
      'NOT_SUPPORTED_HERE',
      'This JavaScript runtime has no WebSocket. Use Node 22 or newer, or a browser.',
    )
  const token = await requests.token()
  const socket = new WebSocket(requests.url(`ws/${channel}`, {}, 'ws'), token ? ['bearer', token] : [])
  socket.addEventListener('message', ({ data }) => {
    const message = parse(data)
    if (message) onMessage(message)
  })
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('the handshake took too long'))
      socket.close()
    }, OPENING_TIMEOUT_MS)
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('close', () => reject(new Error('the handshake was refused')))
    socket.addEventListener('open', () => clearTimeout(timer))
    socket.addEventListener('close', () => clearTimeout(timer))
  })
  socket.addEventListener('close', onClose)
  return socket
}

function parse(data: unknown): ServiceMessage | undefined {
  try {
    const message = JSON.parse(String(data))
    return typeof message?.type === 'string' ? message : undefined
  } catch {
    return undefined
  }
}
