/**
 * Which certificate of a camera is trusted. Cameras make their own certificates, with a name that is not their address, so three
 * settings exist beside the authorities that this computer knows.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type ConnectionOptions, rootCertificates, type TLSSocket } from 'node:tls'
import { ServiceError } from '../../errors.ts'
import { refused } from './address.ts'

export interface TlsTrust {
  /** CAMERA_TLS_CA_FILE: PEM certificates of an authority, or of the camera itself. */
  caFile?: string | undefined
  /** CAMERA_TLS_FINGERPRINT: SHA-256 of the one certificate that is trusted, whatever its name and date. */
  fingerprint?: string | undefined
  /** CAMERA_TLS_INSECURE: any certificate, and protocol versions that are no longer safe. */
  insecure?: boolean | undefined
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Options for tls.connect(). The certificate is checked by checkCertificate() and not by Node, so that the error can name the remedy. */
export function tlsOptions({ caFile, insecure }: TlsTrust): ConnectionOptions {
  return {
    rejectUnauthorized: false,
    ...(caFile === undefined ? {} : { ca: [...rootCertificates, readAuthorities(caFile)] }),
    // Cameras from before 2015 speak nothing newer.
    ...(insecure === true ? { minVersion: 'TLSv1' as const, ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
  }
}

/** To be called before anything is sent. Throws CAMERA_NOT_AVAILABLE with the settings that would help. */
export function checkCertificate(url: URL, socket: TLSSocket, trust: TlsTrust): void {
  const certificate = socket.getPeerX509Certificate()
  const seen = certificate?.fingerprint256 ?? 'none'
  if (trust.fingerprint !== undefined) {
    if (plain(seen) === plain(trust.fingerprint)) return
    throw refused(
      url,
      `its certificate has the fingerprint ${seen}, which is not the one in CAMERA_TLS_FINGERPRINT. If its certificate was renewed, correct the setting`,
    )
  }
  if (trust.insecure === true || socket.authorized) return
  if (trust.caFile !== undefined && certificate !== undefined && isListed(certificate, trust.caFile)) return
  throw refused(
    url,
    `this computer does not trust its certificate (${String(socket.authorizationError)}). Set CAMERA_TLS_CA_FILE to a file with the certificate of the camera or its authority, or, if you know that this is the camera's, CAMERA_TLS_FINGERPRINT=${seen}`,
  )
}

/** The camera's own certificate in the file is trusted under any name: it is this camera's and no other's. */
function isListed(certificate: X509Certificate, caFile: string): boolean {
  return (readAuthorities(caFile).match(PEM) ?? []).some(
    (pem) => new X509Certificate(pem).fingerprint256 === certificate.fingerprint256,
  )
}

function readAuthorities(caFile: string): string {
  try {
    const text = readFileSync(caFile, 'latin1')
    if (text.match(PEM) === null) throw new Error('it holds no certificate in PEM form')
    return text
  } catch (error) {
    throw new ServiceError(
      'CAMERA_NOT_AVAILABLE',
      `CAMERA_TLS_CA_FILE cannot be used: ${(error as Error).message}. Correct the path or the file.`,
      { cause: error },
    )
  }
}

const plain = (fingerprint: string) => fingerprint.replace(/[^0-9a-f]/gi, '').toLowerCase()
