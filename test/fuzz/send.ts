/** Sends what was generated, and says what is wrong with the answers. */
import { once } from 'node:events'
import { Agent, type IncomingMessage, request as openRequest } from 'node:http'
import { WebSocket } from 'ws'
import { assertDescribed, problemOf } from '../contract/conformance.ts'
import { token } from '../support/service.ts'
import type { FuzzRequest } from './requests.ts'

const DESCRIBED_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
/** Far more than the slowest route needs under load. */
const ANSWER_TIMEOUT_MS = 40_000
/** Enough of a live view, which never ends. */
const ENOUGH_BYTES = 65_536

export interface Sender {
  /** The problem with the answer, or undefined. */
  send(request: FuzzRequest): Promise<string | undefined>
  close(): void
}

export async function openSender(address: string): Promise<Sender> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const tokens = {
    good: await token({}, '1h'),
    expired: await token({}, '-1h'),
    junk: 'eyJhbGciOiJub25lIn0.e30.',
    none: undefined,
  }
  return {
    async send({ method, path, headers, credentials, body }) {
      const jwt = tokens[credentials]
      const sent = openRequest(address + path, {
        agent,
        method,
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
        headers: {
          'x-forwarded-for': nextClient(),
          ...headers,
          ...(jwt && { authorization: `Bearer ${jwt}` }),
          ...(body && { 'content-length': body.length }),
        },
      })
      sent.end(body)
      try {
        const [response] = (await once(sent, 'response')) as [IncomingMessage]
        return check(method, path, response, await readBody(response))
      } catch (error) {
        return `no answer: ${(error as Error).message}`
      }
    },
    close: () => agent.destroy(),
  }
}

let clients = 0
/** Addresses of 10.0.0.0/8, one after the other. */
function nextClient(): string {
  clients += 1
  return `10.${(clients >> 16) & 255}.${(clients >> 8) & 255}.${clients & 255}`
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    sizeBytes += chunk.length
    if (response.headers['content-type']?.startsWith('multipart/') && sizeBytes > ENOUGH_BYTES) break
  }
  return Buffer.concat(chunks)
}

function check(method: string, path: string, response: IncomingMessage, body: Buffer): string | undefined {
  const status = response.statusCode ?? 0
  if (status === 500 && body.includes('INTERNAL_ERROR'))
    return `INTERNAL_ERROR: ${body.toString().slice(0, 300)}`
  if (!DESCRIBED_METHODS.includes(method)) return undefined
  // An address that URL reads in another way than the service is not the document's matter.
  const url = new URL(path, 'http://host')
  if (url.pathname !== path.split('?')[0]) return undefined
  try {
    const headers = new Headers()
    for (const [name, value] of Object.entries(response.headers)) headers.set(name, String(value))
    assertDescribed(method, url.href, { status, headers, body })
  } catch (error) {
    const { message } = error as Error
    // A method that the route does not have may be refused for its content type first.
    if (message.endsWith('no such route is described') && status >= 400 && status < 500) return undefined
    return message
  }
}

/** Sends the messages over one socket and reads until the answer to a last `ping`. Problems of all answers. */
export async function sendMessages(address: string, messages: string[]): Promise<string[]> {
  const problems: string[] = []
  const socket = new WebSocket(`${address.replace('http', 'ws')}/ws/capture`, [
    'bearer',
    await token({}, '1h'),
  ])
  await once(socket, 'open')
  const last = `last-${messages.length}`
  const done = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const received = JSON.parse(data.toString())
      problems.push(...problemOf('capture', received))
      if (received.data?.code === 'INTERNAL_ERROR') problems.push('INTERNAL_ERROR')
      if (received.timestamp === last) resolve()
    })
    socket.on('close', (code) => {
      problems.push(`the socket was closed with ${code}`)
      resolve()
    })
  })
  for (const each of messages) socket.send(each)
  socket.send(JSON.stringify({ type: 'ping', timestamp: last }))
  const late = setTimeout(() => {
    problems.push('the messages were not all answered')
    socket.terminate()
  }, ANSWER_TIMEOUT_MS)
  await done
  clearTimeout(late)
  socket.removeAllListeners('close')
  socket.terminate()
  return problems
}
