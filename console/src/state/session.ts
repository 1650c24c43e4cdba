/**
 * Who is signed in: by a cookie that no script can read, so that new tabs, pictures and downloads are signed in too, and no token
 * stands in an address or in the browser's storage. What is open stays open when the session ends.
 */
import { computed, signal } from '@preact/signals'
import { CaptureServiceError, type Session } from '../../../client/src/index.ts'
import { client, holdToken } from './client.ts'

const WARNING_MS = 10 * 60_000
/** setTimeout counts in 32 bits; a token that lives longer is looked at again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1
/** Until the service answers the first question. */
const ASK_AGAIN_MS = 2_000

/** Why the operator is asked for a token: none yet, or what became of the last one. */
export type SignInReason = 'none' | 'expired' | 'refused' | 'signed-out'

export type SessionState =
  /** The service has not said yet. */
  | { is: 'unknown' }
  /** Nobody is, and there is nothing to lose: the sign-in is the whole page. */
  | { is: 'out'; reason: SignInReason }
  | { is: 'in'; session: Session }
  /** It ended while the page was open: the sign-in stands over the page, which keeps what was typed. */
  | { is: 'over'; reason: SignInReason; session: Session }

export const state = signal<SessionState>({ is: 'unknown' })
export const isSignedIn = computed(() => state.value.is === 'in')
/** Changes with every sign-in, so that what was opened with the old session is opened again. */
export const sessionKey = computed(() => (state.value.is === 'in' ? state.value.session.csrf_token : null))
/** The person's name, as the token has it. */
export const who = computed(() => ('session' in state.value ? state.value.session.subject : null))
/** The operator asked for the sign-in before the end. */
export const renewing = signal(false)

/** One browser has one cookie: what one tab does counts for all. */
const otherTabs = new BroadcastChannel('vision-session')
otherTabs.onmessage = () => askService()

/** A token in the address's fragment, as `npm run demo` prints it, is taken out of the address and its history at once. */
export async function startSession(): Promise<void> {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given !== null) {
    history.replaceState(null, '', `${location.pathname}${location.search}#/`)
    try {
      return await signIn(given)
    } catch {
      // An old link: whoever is signed in already stays so.
    }
  }
  await askService(given === null ? 'none' : 'refused')
}

/** Asks who is signed in. A service that does not answer is asked again. */
async function askService(reason: SignInReason = 'signed-out'): Promise<void> {
  try {
    const session = await client.session()
    if (session.signed_in) enter(session)
    else state.value = { is: 'out', reason }
  } catch {
    if (state.value.is === 'unknown') setTimeout(askService, ASK_AGAIN_MS, reason)
  }
}

/** Throws the service's codes for a token that it does not accept. */
export async function signIn(token: string): Promise<void> {
  const session = await client.signIn(token).catch(async (error) => {
    if (!(error instanceof CaptureServiceError) || error.code !== 'VALIDATION_ERROR') throw error
    holdToken(token)
    return client.session()
  })
  enter(session)
  otherTabs.postMessage('changed')
}

export async function signOut(): Promise<void> {
  await client.signOut()
  holdToken('')
  state.value = { is: 'out', reason: 'signed-out' }
  otherTabs.postMessage('changed')
}

/** The service does not accept the session any more. */
export function endSession(reason: SignInReason): void {
  const current = state.value
  if (current.is === 'in') state.value = { is: 'over', reason, session: current.session }
}

function enter(session: Session): void {
  renewing.value = false
  state.value = { is: 'in', session }
  look()
}

const now = signal(Date.now())
/** When the session ends, in milliseconds since 1970; null where its token does not say. */
const endsAtMs = computed(() =>
  state.value.is === 'in' && state.value.session.expires_at !== null
    ? Date.parse(state.value.session.expires_at)
    : null,
)

/** The browser removes the cookie at the end of the session, so that the service sees no token at all. */
export const isOverdue = () => endsAtMs.peek() !== null && Date.now() >= (endsAtMs.peek() ?? 0)

/** Minutes until the session ends, once they are few; null before. */
export const minutesLeft = computed(() => {
  if (endsAtMs.value === null) return null
  const leftMs = endsAtMs.value - now.value
  return leftMs > WARNING_MS ? null : Math.max(0, Math.ceil(leftMs / 60_000))
})

/** After its end, how often the service is asked whether it still counts: its clock rules, not this machine's. */
const RECHECK_MS = 5_000
let timer: ReturnType<typeof setTimeout> | undefined
let onOver = () => {}

/** Tells the minutes as they pass, and calls back once the session should have ended. */
export function watchExpiry(callback: () => void): void {
  onOver = callback
  look()
}

function look(): void {
  clearTimeout(timer)
  now.value = Date.now()
  if (endsAtMs.value === null) return
  const leftMs = endsAtMs.value - now.value
  if (leftMs <= 0) onOver()
  timer = setTimeout(look, untilNextLookMs(leftMs))
}

function untilNextLookMs(leftMs: number): number {
  if (leftMs <= 0) return RECHECK_MS
  if (leftMs > WARNING_MS) return Math.min(leftMs - WARNING_MS, LONGEST_TIMER_MS)
  return leftMs % 60_000 || 60_000
}
