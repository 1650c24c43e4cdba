/** The folder of `npm run tls`: the authority is kept, so that a renewed certificate is trusted already. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { issueCertificate, makeAuthority, type Pair } from './certificates.ts'

export interface Made {
  authorityCert: string
  authorityKey: string
  serverCert: string
  serverKey: string
  /** False where the authority was there already. */
  isNewAuthority: boolean
}

/** Makes the authority where there is none, and a certificate for `names` in any case. Throws what the file system throws. */
export async function makeFiles(folder: string, names: string[], days: number): Promise<Made> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = (name: string) => resolve(join(folder, name))
  const made = {
    authorityCert: file('authority.crt'),
    authorityKey: file('authority.key'),
    serverCert: file('server.crt'),
    serverKey: file('server.key'),
  }
  const isNewAuthority = !existsSync(made.authorityCert) && !existsSync(made.authorityKey)
  if (isNewAuthority) {
    const authority = await makeAuthority(`Vision Capture authority of ${hostname()}`)
    writePair(made.authorityCert, made.authorityKey, authority)
  }
  const authority = {
    cert: readFileSync(made.authorityCert, 'utf8'),
    key: readFileSync(made.authorityKey, 'utf8'),
  }
  writePair(made.serverCert, made.serverKey, await issueCertificate(authority, names, days))
  return { ...made, isNewAuthority }
}

/** Each file is whole at every moment: a running service reads them when they change. */
function writePair(certFile: string, keyFile: string, { cert, key }: Pair): void {
  for (const [file, text, mode] of [
    [keyFile, key, 0o600],
    [certFile, cert, 0o644],
  ] as const) {
    writeFileSync(`${file}.new`, text, { mode })
    renameSync(`${file}.new`, file)
  }
}
