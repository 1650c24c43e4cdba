/** The certificate and the key of the service itself (TLS_CERT_FILE, TLS_KEY_FILE). */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'

/** Where both are, in PEM. The certificate's file may hold the chain behind it. */
export interface TlsFiles {
  certFile: string
  keyFile: string
}

export interface TlsPair {
  cert: Buffer
  key: Buffer
  /** The first certificate of the file: the service's own. */
  certificate: X509Certificate
}

/** Reads both files. Throws an Error whose message names the setting, what is wrong and what to do. */
export function readTlsFiles({ certFile, keyFile }: TlsFiles): TlsPair {
  const cert = read('TLS_CERT_FILE', certFile)
  const key = read('TLS_KEY_FILE', keyFile)
  const certificate = parse('TLS_CERT_FILE', certFile, 'a certificate', () => new X509Certificate(cert))
  const privateKey: KeyObject = parse('TLS_KEY_FILE', keyFile, 'a private key without a passphrase', () =>
    createPrivateKey(key),
  )
  if (!certificate.checkPrivateKey(privateKey))
    throw new Error(
      `TLS_KEY_FILE is "${keyFile}", which is not the key of the certificate in TLS_CERT_FILE, "${certFile}". Name the two files that belong together, with the service's own certificate first in its file.`,
    )
  // OpenSSL refuses more than the two checks above: a key that is too small, a broken chain.
  parse('TLS_CERT_FILE', certFile, 'a certificate that TLS can use', () => createSecureContext({ cert, key }))
  return { cert, key, certificate }
}

function read(setting: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new Error(
      `${setting} is "${file}", which cannot be read (${(error as NodeJS.ErrnoException).code}). Correct the path or its permissions.`,
    )
  }
}

function parse<T>(setting: string, file: string, what: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new Error(
      `${setting} is "${file}", which does not hold ${what} in PEM (${(error as Error).message}). Make a new pair with npm run tls, or correct the path.`,
    )
  }
}
