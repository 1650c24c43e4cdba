/** Settings of TLS without a proxy. */
import { readTlsFiles, type TlsFiles } from '../tls/files.ts'
import type { Settings } from './settings.ts'

/** Null for plain HTTP. */
export function tlsFiles({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile }: Settings): TlsFiles | null {
  return certFile === undefined || keyFile === undefined ? null : { certFile, keyFile }
}

/** What is wrong with the two files, with its remedy. A certificate that has ended does not stop the start: captures come first. */
export function tlsProblems(settings: Settings): string[] {
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, TLS_HSTS_MAX_AGE_S: hsts } = settings
  if (certFile === undefined && keyFile === undefined)
    return hsts === 0
      ? []
      : ['TLS_HSTS_MAX_AGE_S needs TLS_CERT_FILE and TLS_KEY_FILE. Set them, or remove it']
  if (certFile === undefined) return ['TLS_CERT_FILE is missing: TLS_KEY_FILE needs it']
  if (keyFile === undefined) return ['TLS_KEY_FILE is missing: TLS_CERT_FILE needs it']
  try {
    readTlsFiles({ certFile, keyFile })
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}
