/** `npm run tls`: an authority of this laboratory, and a certificate of it for this computer's names and addresses. */
import { ownNames } from '../../tls/own-names.ts'
import { commandLine } from '../command-line.ts'
import { MAX_SERVER_DAYS } from './certificates.ts'
import { makeFiles } from './files.ts'
import { howToTrust } from './trust.ts'

const USAGE = `npm run tls -- [--folder tls] [--name vision.lab.example]… [--days ${MAX_SERVER_DAYS}]

Makes an authority once, and a certificate for this computer's names and addresses, and for each --name.
Run it again to renew the certificate or to add a name: the authority stays, so nobody has to trust it anew.
`
/** A name of DNS, with a star at its front if need be, or an address. */
const NAME = /^(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$|^[0-9a-f:.]+$/i

const print = (text: string) => process.stdout.write(text)
const fail = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

const {
  folder,
  name: more,
  days: daysText,
} = commandLine(USAGE, {
  folder: { type: 'string', default: 'tls' },
  name: { type: 'string', multiple: true, default: [] },
  days: { type: 'string', default: String(MAX_SERVER_DAYS) },
}).values
const days = Number(daysText)
if (!Number.isInteger(days) || days < 1 || days > MAX_SERVER_DAYS)
  fail(`--days must be a whole number from 1 to ${MAX_SERVER_DAYS}: phones refuse a longer certificate.`)
for (const name of more)
  if (!NAME.test(name)) fail(`--name "${name}" is neither a host name nor an IP address.`)

const { dns, addresses } = ownNames()
const names = [...new Set([...dns, ...addresses, ...more.map((name) => name.toLowerCase())])]
try {
  const made = await makeFiles(folder, names, days)
  print(`${made.isNewAuthority ? 'A new authority and a' : 'A'} certificate for ${names.join(', ')}

Set these, and restart the service if they are new to it. It takes a renewed certificate without a restart.

  TLS_CERT_FILE=${made.serverCert}
  TLS_KEY_FILE=${made.serverKey}

${howToTrust(made.authorityCert)}
Keep ${made.authorityKey} private: with it anybody can pretend to be any site to those who trust the authority.
`)
} catch (error) {
  process.stderr.write(`The files in ${folder} cannot be made: ${(error as Error).message}\n`)
  process.exit(1)
}
