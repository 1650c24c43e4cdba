/** Asks a service on this very host, whatever certificate it has: its names are those that others use. */
import { once } from 'node:events'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { buffer } from 'node:stream/consumers'

/** Status and body of a GET, as JSON is asked for. Throws what connecting and reading throw, TimeoutError among them. */
export async function askOwn(url: string, timeoutMs: number): Promise<{ status: number; body: Buffer }> {
  const options = {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
    agent: false,
  }
  const sent = url.startsWith('https:')
    ? requestHttps(url, { ...options, rejectUnauthorized: false })
    : requestHttp(url, options)
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: response.statusCode ?? 0, body: await buffer(response) }
}
