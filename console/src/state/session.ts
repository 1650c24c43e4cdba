/** The operator's token: kept for this tab's session only, and never in the address. */
import { computed, signal } from '@preact/signals'

const KEY = 'vision-token'
const WARNING_MS = 10 * 60_000
/** setTimeout counts in 32 bits; a token that lives longer is looked at again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Why the operator is asked for a token: none yet, or what became of the last one. */
export type SignInReason = 'none' | 'expired' | 'refused' | 'signed-out'

export const token = signal<string | null>(sessionStorage.getItem(KEY))
export const signInReason = signal<SignInReason>('none')

/** A token in the address's fragment, as `npm run demo` prints it, is taken out of the address and its history at once. */
export function takeTokenFromAddress(): void {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given === null) return
  history.replaceState(null, '', `${location.pathname}${location.search}#/`)
  signIn(given)
}

export function signIn(given: string): void {
  sessionStorage.setItem(KEY, given)
  token.value = given
  look()
}

export function signOut(reason: SignInReason): void {
  sessionStorage.removeItem(KEY)
  signInReason.value = reason
  token.value = null
}

/** When the token expires, in milliseconds since the epoch; null where it does not say. */
const expiresAt = computed(() => (token.value === null ? null : expiryOf(token.value)))
const now = signal(Date.now())

/** Minutes until the token expires, once they are few; null before. */
export const minutesLeft = computed(() => {
  if (expiresAt.value === null) return null
  const leftMs = expiresAt.value - now.value
  return leftMs > WARNING_MS ? null : Math.max(0, Math.ceil(leftMs / 60_000))
})

/** The claim `exp` (RFC 7519 section 4.1.4), in milliseconds; whether the token is genuine is the service's to check. */
export function expiryOf(jwt: string): number | null {
  try {
    const claims = JSON.parse(atob((jwt.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
    return typeof claims.exp === 'number' ? claims.exp * 1000 : null
  } catch {
    return null
  }
}

/** After its end, how often the service is asked whether it still counts: its clock rules, not this machine's. */
const RECHECK_MS = 5_000
let timer: ReturnType<typeof setTimeout> | undefined
let askService = () => {}

/** Tells the minutes as they pass, and calls back once the token should have expired. */
export function watchExpiry(onOver: () => void): void {
  askService = onOver
  look()
}

function look(): void {
  clearTimeout(timer)
  now.value = Date.now()
  if (expiresAt.value === null) return
  const leftMs = expiresAt.value - now.value
  if (leftMs <= 0) askService()
  timer = setTimeout(look, untilNextLookMs(leftMs))
}

function untilNextLookMs(leftMs: number): number {
  if (leftMs <= 0) return RECHECK_MS
  if (leftMs > WARNING_MS) return Math.min(leftMs - WARNING_MS, LONGEST_TIMER_MS)
  return leftMs % 60_000 || 60_000
}
