/** Delivers messages through API Gateway's @connections API, as serverless offline provides it. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Transport } from './transport.ts'

/** A client whose $connect is still running counts as gone for its host until the handshake is done. */
const RETRY_DELAYS_MS = [20, 50, 100, 200, 400, 800]
const REQUEST_TIMEOUT_MS = 5_000

/**
 * The client for `{endpoint}/@connections/{connectionId}` (Amazon API Gateway, "Use @connections commands in your backend
 * service"). Messages to one client go out in order. A host that cannot be reached holds no client, so that counts as gone.
 */
export function managementApi(endpoint: string): Transport {
  /** The last delivery to each client, which the next one waits for. */
  const deliveries = new Map<string, Promise<boolean>>()
  /** Clients that have received something: their 410 is final. */
  const seen = new Set<string>()

  const request = async (method: 'POST' | 'DELETE', connectionId: string, body?: Buffer) => {
    const response = await fetch(`${endpoint}/@connections/${encodeURIComponent(connectionId)}`, {
      method,
      ...(body && { body: new Uint8Array(body), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    })
    await response.arrayBuffer()
    return response
  }

  const deliver = async (connectionId: string, text: Buffer): Promise<boolean> => {
    for (const delayMs of [...RETRY_DELAYS_MS, null]) {
      const response = await request('POST', connectionId, text).catch(() => undefined)
      if (response?.ok) {
        seen.add(connectionId)
        return true
      }
      if (response?.status !== 410 || seen.has(connectionId) || delayMs === null) break
      await delay(delayMs)
    }
    seen.delete(connectionId)
    return false
  }

  return {
    send(connectionId, text) {
      const before = deliveries.get(connectionId) ?? Promise.resolve(true)
      const delivery = before.then(() => deliver(connectionId, text))
      deliveries.set(connectionId, delivery)
      void delivery.then(() => {
        if (deliveries.get(connectionId) === delivery) deliveries.delete(connectionId)
      })
      return delivery
    },
    async close(connectionId) {
      await request('DELETE', connectionId).catch(() => {})
    },
  }
}
