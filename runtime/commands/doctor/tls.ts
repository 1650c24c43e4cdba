/** Does the service's own certificate work, for how long, and for which names? Is its key private? */
import type { X509Certificate } from 'node:crypto'
import { statSync } from 'node:fs'
import { readTlsFiles, type TlsFiles } from '../../tls/files.ts'
import { ownNames } from '../../tls/own-names.ts'
import { WARN_DAYS } from '../../tls/watch.ts'
import type { Finding } from './finding.ts'

const DAY_MS = 86_400_000

/** `tls` has passed the check of the settings: both files can be read and belong together. */
export function checkTls(tls: TlsFiles): Finding[] {
  const { certificate } = readTlsFiles(tls)
  return [validity(certificate), ...names(certificate), ...keyAccess(tls.keyFile)]
}

function validity({ validFromDate, validToDate }: X509Certificate): Finding {
  const daysLeft = Math.floor((validToDate.getTime() - Date.now()) / DAY_MS)
  const remedy = 'Renew it (npm run tls). The service takes the new files without a restart.'
  if (validFromDate.getTime() > Date.now())
    return {
      level: 'problem',
      what: `The certificate of the service is valid from ${validFromDate.toISOString()}.`,
      why: 'Clients refuse it until then.',
      remedy: "Check the computer's clock, or make the certificate again (npm run tls).",
    }
  if (daysLeft < 0)
    return {
      level: 'problem',
      what: `The certificate of the service ended on ${validToDate.toISOString()}.`,
      why: 'Clients refuse it.',
      remedy,
    }
  if (daysLeft < WARN_DAYS)
    return {
      level: 'warning',
      what: `The certificate of the service ends on ${validToDate.toISOString()}, in ${daysLeft} days.`,
      why: 'Clients refuse it after that.',
      remedy,
    }
  return { level: 'ok', what: `The certificate of the service is valid until ${validToDate.toISOString()}.` }
}

function names(certificate: X509Certificate): Finding[] {
  const { dns, addresses } = ownNames()
  const covered = [
    ...dns.filter((name) => certificate.checkHost(name) !== undefined),
    ...addresses.filter((address) => certificate.checkIP(address) !== undefined),
  ]
  if (covered.length > 0) return [{ level: 'ok', what: `It is for ${covered.join(', ')}.` }]
  return [
    {
      level: 'warning',
      what: `The certificate has none of this computer's own names and addresses (${certificate.subjectAltName ?? 'it has no names'}).`,
      why: 'Clients that use one of them refuse it.',
      remedy: 'Reach the service by a name of the certificate, or make another one (npm run tls).',
    },
  ]
}

/** Windows has no such modes. */
function keyAccess(keyFile: string): Finding[] {
  const { mode } = statSync(keyFile)
  if (process.platform === 'win32' || (mode & 0o027) === 0) return []
  return [
    {
      level: 'warning',
      what: `Other users of this computer can read or change the key in ${keyFile}.`,
      why: 'Whoever has it can pretend to be this service.',
      remedy: `chmod 600 ${keyFile}`,
    },
  ]
}
