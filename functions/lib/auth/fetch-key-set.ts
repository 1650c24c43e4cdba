/** Fetches a key set (RFC 7517 section 5) with bounds on time and size. */
import type { JSONWebKeySet } from 'jose'

const TIMEOUT_MS = 5_000
/** Large sign-in servers publish some ten keys of 2 KB. */
const MAX_BYTES = 256 * 1024

/**
 * The key set at the address. Redirects are not followed: they could lead to a host that nobody configured. Throws an Error
 * that says what is wrong; a set without any key counts as wrong, because it would lock everybody out.
 */
export async function fetchKeySet(url: URL): Promise<JSONWebKeySet> {
  const response = await fetch(url, {
    redirect: 'error',
    headers: { accept: 'application/jwk-set+json, application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`${url.origin} answers ${response.status}`)
  }
  const keySet = JSON.parse(await readText(response)) as JSONWebKeySet | null
  const keys = keySet?.keys
  if (!Array.isArray(keys) || keys.length === 0) throw new Error(`${url.origin} answers without keys`)
  if (keys.some((key) => typeof key !== 'object' || key === null || typeof key.kty !== 'string'))
    throw new Error(`${url.origin} answers with an entry that is not a key`)
  return { keys }
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of body ?? []) {
    sizeBytes += chunk.length
    if (sizeBytes > MAX_BYTES) throw new Error(`the key set is larger than ${MAX_BYTES / 1024} KiB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
