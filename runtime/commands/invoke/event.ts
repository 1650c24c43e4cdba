/** The event of one invocation: read from a file, or made from the fields of a request. */
import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { scheduledEvent } from '../../gateway/functions/schedule.ts'
import { httpEvent } from '../../gateway/http/event.ts'
import { newRequestId } from '../../gateway/http/request-id.ts'
import { connectEvent, disconnectEvent, messageEvent } from '../../gateway/websocket/event.ts'
import { routeKeyOf } from '../../routes/table.ts'
import type { Invocable } from './invocable.ts'
import { UsageError } from './usage.ts'

/** The parts of an event that this program reads; the handler receives the whole event. */
export interface InvocationEvent {
  headers?: Record<string, string | undefined>
  queryStringParameters?: Record<string, string | undefined> | null
  requestContext?: { connectionId?: string; http?: unknown }
}
type Fields = Record<string, unknown>

const HOST = 'localhost'
const LOOPBACK = '127.0.0.1'
const NORMAL_CLOSURE = 1000

/** Throws UsageError where the file cannot be read, is no JSON, or holds an event of another kind than the function takes. */
export function eventFromFile(target: Invocable, file: string): InvocationEvent {
  const event: InvocationEvent = parseObject(readText(file), file)
  const { http, connectionId } = event.requestContext ?? {}
  const name = target.entry.name
  if (target.kind === 'http' && http === undefined)
    throw new UsageError(
      `${file} is not an event of an HTTP API (payload format 2.0), which ${name} expects: requestContext.http is missing.`,
    )
  if (target.kind === 'websocket' && connectionId === undefined)
    throw new UsageError(
      `${file} is not an event of a WebSocket API, which ${name} expects: requestContext.connectionId is missing.`,
    )
  return event
}

/** Throws UsageError where the text is no JSON object, or lacks a part of the route's path. */
export function eventFromData(target: Invocable, text: string): InvocationEvent {
  const fields = parseObject(text, '--data')
  if (target.kind === 'schedule') return scheduledEvent(target.name, newRequestId(), new Date()) as object
  return target.kind === 'http' ? requestEvent(target, fields) : clientEvent(target.routeKey, fields)
}

/** Fields that the path names go there; the others into the query of a GET or DELETE, or into the body. */
function requestEvent(target: Invocable & { kind: 'http' }, fields: Fields): InvocationEvent {
  const method = target.method === '*' ? 'GET' : target.method
  const pathParameters: Record<string, string> = {}
  const path = target.path.replace(/\{([^}+]+)\+?\}/g, (_part, name: string) => {
    if (!Object.hasOwn(fields, name))
      throw new UsageError(
        `--data lacks "${name}", which is part of the address of ${target.entry.name}: ${method} ${target.path}`,
      )
    pathParameters[name] = String(fields[name])
    return encodeURIComponent(String(fields[name]))
  })
  const others = Object.entries(fields).filter(([name]) => !Object.hasOwn(pathParameters, name))
  const hasBody = method !== 'GET' && method !== 'DELETE'
  const query = hasBody
    ? ''
    : String(new URLSearchParams(others.map(([name, value]) => [name, String(value)])))
  const headers: IncomingHttpHeaders = { host: HOST }
  if (hasBody) headers['content-type'] = 'application/json'
  return httpEvent({
    routeKey: routeKeyOf(target),
    method,
    url: `${path === '*' ? '/' : path}${query && `?${query}`}`,
    headers,
    pathParameters: target.path.includes('{') ? pathParameters : undefined,
    body: hasBody ? Buffer.from(JSON.stringify(Object.fromEntries(others))) : undefined,
    sourceIp: LOOPBACK,
    protocol: 'HTTP/1.1',
    requestId: newRequestId(),
    timeEpochMs: Date.now(),
  })
}

/** $connect takes its fields in the query (`channel`), a message in its body. */
function clientEvent(routeKey: string, fields: Fields): InvocationEvent {
  const { channel = 'capture', ...others } = fields
  const now = { requestId: newRequestId(), timeEpochMs: Date.now() }
  const peer = {
    connectionId: newRequestId(),
    connectedAtMs: now.timeEpochMs,
    channel: String(channel),
    headers: { host: HOST },
    rawQueryString: '',
    sourceIp: LOOPBACK,
  }
  if (routeKey === '$connect') return connectEvent(peer, now) as InvocationEvent
  if (routeKey === '$disconnect') return disconnectEvent(peer, now, NORMAL_CLOSURE, '')
  const type = routeKey.startsWith('$') ? {} : { type: routeKey }
  return messageEvent(peer, now, routeKey, JSON.stringify({ ...type, ...others }))
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`The event cannot be read: ${(error as Error).message}`)
  }
}

function parseObject(text: string, where: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${where} is not valid JSON: ${(error as Error).message}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${where} must be a JSON object, as in {"sample_no":"T1"}.`)
  return value as Fields
}
