/** Looks whether the certificate or the key changed, so that a renewed one is used without a restart. */
import { setInterval } from 'node:timers'
import { readTlsFiles, type TlsFiles, type TlsPair } from './files.ts'

/** A renewal waits for weeks; files are small. Looking works for links that are exchanged too, where file events do not. */
const LOOK_INTERVAL_MS = 10_000
const DAY_MS = 86_400_000
/** Authorities renew 30 days before the end; what is left then is for people. */
export const WARN_DAYS = 14

export interface TlsWatch {
  close(): void
}

interface Options {
  /** A pair that differs from the last one. */
  changed(pair: TlsPair): void
  /** A sentence for the log: a pair that cannot be used, or a certificate that ends soon. */
  warn(message: string, facts: Record<string, unknown>): void
  intervalMs?: number
}

/** Watches from `first` on. A pair that is half written is tried again; the service goes on with the last good one. */
export function watchTlsFiles(files: TlsFiles, first: TlsPair, options: Options): TlsWatch {
  const { changed, warn, intervalMs = LOOK_INTERVAL_MS } = options
  let current = first
  let lastProblem: string | null = null
  let toldProblem: string | null = null
  let toldEndAtMs = Number.NEGATIVE_INFINITY

  const look = () => {
    try {
      const pair = readTlsFiles(files)
      if (!pair.cert.equals(current.cert) || !pair.key.equals(current.key)) {
        current = pair
        toldEndAtMs = Number.NEGATIVE_INFINITY
        changed(pair)
      }
      lastProblem = toldProblem = null
    } catch (error) {
      const { message } = error as Error
      // Certificate and key are written one after the other: only what is still wrong at the next look is a fault.
      if (message === lastProblem && message !== toldProblem) {
        toldProblem = message
        warn('The new certificate cannot be used. The service goes on with the one before.', { why: message })
      }
      lastProblem = message
    }
  }
  const tellEnd = () => {
    const endsAtMs = current.certificate.validToDate.getTime()
    if (endsAtMs - Date.now() > WARN_DAYS * DAY_MS || Date.now() - toldEndAtMs < DAY_MS) return
    toldEndAtMs = Date.now()
    warn('The certificate of the service ends soon or has ended. Renew it (npm run tls).', {
      valid_to: new Date(endsAtMs).toISOString(),
    })
  }
  tellEnd()
  const timer = setInterval(() => {
    look()
    tellEnd()
  }, intervalMs).unref()
  return { close: () => clearInterval(timer) }
}
