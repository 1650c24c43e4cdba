/** A certificate authority of one laboratory, and certificates that it issues for this computer. */
import 'reflect-metadata'
import { createPrivateKey, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'

const DAY_MS = 86_400_000
/** P-256 with SHA-256: what every browser and phone of the last ten years can check. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const AUTHORITY_DAYS = 3650
/** iOS 13 and macOS 10.15 refuse a server certificate of more than 825 days (Apple support, HT210176). */
export const MAX_SERVER_DAYS = 825
/** A clock that is late by an hour must not refuse a certificate that was just made. */
const LATE_CLOCK_MS = 3_600_000
/** id-kp-serverAuth (RFC 5280 section 4.2.1.12). */
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1'

/** Both in PEM. */
export interface Pair {
  cert: string
  key: string
}

/** A new authority for ten years. It may issue certificates for servers, and no other authorities. */
export async function makeAuthority(name: string, nowMs = Date.now()): Promise<Pair> {
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(nowMs, AUTHORITY_DAYS),
    serialNumber: newSerialNumber(),
    name: [{ CN: [name] }],
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: pem(certificate), key: await privatePem(keys.privateKey) }
}

/** A certificate for the names and addresses, with a new key. It ends no later than its authority. */
export async function issueCertificate(
  authority: Pair,
  names: string[],
  days: number,
  nowMs = Date.now(),
): Promise<Pair> {
  const issuer = new x509.X509Certificate(authority.cert)
  const keys = await newKeys()
  const { notBefore, notAfter } = validity(nowMs, days)
  const certificate = await x509.X509CertificateGenerator.create({
    notBefore,
    notAfter: notAfter < issuer.notAfter ? notAfter : issuer.notAfter,
    serialNumber: newSerialNumber(),
    // The names that count are in the extension; a subject is at most 64 characters long (RFC 5280, appendix A.1).
    subject: [{ CN: ['Vision Capture Service'] }],
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([SERVER_AUTHENTICATION]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) === 0 ? 'dns' : 'ip', value: name }) as const),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return { cert: pem(certificate), key: await privatePem(keys.privateKey) }
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

function importKey(key: string): Promise<CryptoKey> {
  const pkcs8 = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' })
  return crypto.subtle.importKey('pkcs8', new Uint8Array(pkcs8), ALGORITHM, false, ['sign'])
}

function validity(nowMs: number, days: number) {
  return {
    notBefore: new Date(nowMs - LATE_CLOCK_MS),
    notAfter: new Date(nowMs - LATE_CLOCK_MS + days * DAY_MS),
  }
}

/** 127 random bits: positive, and never used twice (RFC 5280 section 4.1.2.2). */
function newSerialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] as number) & 0x7f) | 0x40
  return bytes.toString('hex')
}

const pem = (certificate: x509.X509Certificate) => `${certificate.toString('pem')}\n`

async function privatePem(key: CryptoKey): Promise<string> {
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', key))
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
}
