/** An answer as JSON for people and for jq, and whether it is an error. */
import type { Answer } from './run.ts'

/** `body` is the JSON of the response, its text, or a sentence where it is neither. */
export function toText(
  { statusCode, headers, body, messages, ...rest }: Answer,
  outputFile?: string,
): string {
  const shown: Record<string, unknown> = { statusCode, headers }
  if (rest.sizeBytes > 0) shown.body = shownBody(headers['content-type'] ?? '', body, rest, outputFile)
  if (messages.length > 0) shown.messages = messages
  return `${JSON.stringify(shown, null, 2)}\n`
}

/** A status of 400 or more, `success: false` in the body, or an `error` message to a WebSocket client. */
export function isError({ statusCode, headers, body, messages }: Answer): boolean {
  if (statusCode >= 400 || messages.some(({ type }) => type === 'error')) return true
  return isJson(headers['content-type'] ?? '') && parsed(body)?.success === false
}

function shownBody(
  contentType: string,
  body: Buffer,
  { sizeBytes, cutAfterMs }: Pick<Answer, 'sizeBytes' | 'cutAfterMs'>,
  outputFile: string | undefined,
): unknown {
  if (outputFile === undefined && sizeBytes === body.length) {
    if (isJson(contentType)) return parsed(body)
    if (contentType.startsWith('text/')) return body.toString()
  }
  const cut = cutAfterMs === undefined ? '' : `, cut after ${cutAfterMs / 1000} s`
  const where = outputFile === undefined ? '; --output FILE writes them' : ` in ${outputFile}`
  return `${contentType || 'no content type'}, ${sizeBytes} bytes${cut}${where}`
}

const isJson = (contentType: string) => contentType.startsWith('application/json')

function parsed(body: Buffer): { success?: unknown } | null {
  try {
    return JSON.parse(body.toString())
  } catch {
    return null
  }
}
