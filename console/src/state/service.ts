/** The service as this page knows it: one client, one connection, and what they have told. */
import { computed, effect, signal } from '@preact/signals'
import {
  type CameraStatus,
  CaptureServiceError,
  type Readiness,
  type ServiceEvent,
  type ServiceStatus,
} from '../../../client/src/index.ts'
import { client } from './client.ts'
import { endSession, isOverdue, sessionKey } from './session.ts'

const LOG_LENGTH = 300
const READINESS_INTERVAL_MS = 15_000
/** What comes so often that it would push what matters out of the log. */
const NO_NEWS: ServiceEvent['type'][] = ['heartbeat', 'capture_progress']

export interface LogEntry {
  id: number
  at: Date
  event: ServiceEvent
}

export type Connection = { state: 'connecting' } | { state: 'open' } | { state: 'waiting'; retryAtMs: number }

export { client }

export const camera = signal<CameraStatus | null>(null)
const isConnected = computed(() => camera.value?.is_connected)
export const connection = signal<Connection>({ state: 'connecting' })
/** Newest first. */
export const log = signal<LogEntry[]>([])
/** Why a capture would not work: the codes that it would answer. Kept while the service does not answer. */
export const problems = signal<Readiness['problems']>([])
export const storageFilledPercent = signal(0)
/** When stored pictures are removed; null before the service has said. */
export const retention = signal<ServiceStatus['retention'] | null>(null)

type Listener = (event: ServiceEvent) => void
const listeners = new Set<Listener>()

/** Calls back on every event; gives back the function that stops it. */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What a call failed with; a session that no longer counts leads to the sign-in over the page. */
export function toFailure(error: unknown): CaptureServiceError {
  const failure =
    error instanceof CaptureServiceError
      ? error
      : new CaptureServiceError('BAD_RESPONSE', String(error), { cause: error })
  if (failure.status === 401)
    endSession(failure.code === 'INVALID_TOKEN' && !isOverdue() ? 'refused' : 'expired')
  return failure
}

/** Asks for a sign-in where the service does not accept the session any more. */
export async function checkSession(): Promise<void> {
  await client.serviceStatus().catch(toFailure)
}

/** Listens for as long as somebody is signed in, anew after each sign-in. */
export function listenWhileSignedIn(): void {
  effect(() => {
    if (sessionKey.value === null) return
    const ended = new AbortController()
    listen(ended.signal)
    const checkReadiness = async () => {
      const readiness = await client.ready({ signal: ended.signal }).catch(() => null)
      if (readiness === null) return
      problems.value = readiness.problems
      storageFilledPercent.value = readiness.storage_filled_percent
    }
    const timer = setInterval(checkReadiness, READINESS_INTERVAL_MS)
    const stop = onEvent(({ type }) => {
      if (type === 'connected' || type === 'capture_result') checkReadiness()
    })
    const stopCamera = isConnected.subscribe(checkReadiness)
    return () => {
      stop()
      stopCamera()
      clearInterval(timer)
      ended.abort()
    }
  })
}

async function listen(signal: AbortSignal): Promise<void> {
  connection.value = { state: 'connecting' }
  try {
    for await (const event of client.events({ signal })) {
      if (signal.aborted) return
      receive(event)
      for (const listener of listeners) listener(event)
    }
  } catch (error) {
    if (!signal.aborted) toFailure(error)
  }
}

let logged = 0

function receive(event: ServiceEvent): void {
  const isNews = !NO_NEWS.includes(event.type) && !(event.type === 'status_update' && isKnown(event.data))
  switch (event.type) {
    case 'connected':
      connection.value = { state: 'open' }
      break
    case 'disconnected':
      connection.value = { state: 'waiting', retryAtMs: Date.now() + event.data.retry_in_ms }
      break
    case 'initial_status':
      camera.value = event.data.camera_status
      retention.value = event.data.retention
      break
    case 'status_update':
      camera.value = event.data
      break
  }
  if (isNews) log.value = [{ id: ++logged, at: new Date(), event }, ...log.value].slice(0, LOG_LENGTH)
}

/** Statuses come every few seconds; only a change of the camera's is worth a line. */
function isKnown(status: CameraStatus): boolean {
  return (
    camera.value?.state === status.state &&
    camera.value.error_message === status.error_message &&
    camera.value.resolution === status.resolution
  )
}
