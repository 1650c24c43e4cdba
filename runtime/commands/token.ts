/**
 * `npm run token`: a development token for the configured secret, as the auth service would sign it.
 * `npm run token -- --secret`: a new secret, as a line for .env.
 */
import { randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import { type Config, ConfigError, EXIT_BAD_CONFIG, loadConfig } from '../config.ts'
import { commandLine } from './command-line.ts'

const USAGE = `npm run --silent token [-- --subject NAME] [--expires 1h] [--scope SCOPE]
npm run --silent token -- --secret

Prints a token for JWT_SECRET, as the auth service would sign it, or a new secret as a line for .env.

  --expires  how long it is valid, as in 15m, 2h or 1d
`

export interface TokenOptions {
  subject: string
  /** As jose reads it: 15m, 2h, 1d. */
  expiresIn: string
  scope?: string | undefined
}

/** Signs an access token. Throws where tokens are checked with a key set: only its owner can sign. */
export async function signToken(
  auth: Config['auth'],
  { subject, expiresIn, scope }: TokenOptions,
): Promise<string> {
  if (auth.secret === undefined || !auth.algorithm.startsWith('HS')) {
    throw new Error(
      `JWT_ALGORITHM is ${auth.algorithm}: only the auth service holds the key that signs such tokens. Ask it for one.`,
    )
  }
  return new SignJWT({ type: 'access', ...(scope === undefined ? {} : { scope }) })
    .setProtectedHeader({ alg: auth.algorithm })
    .setSubject(subject)
    .setIssuer(auth.issuer)
    .setAudience(auth.audience)
    .setIssuedAt()
    .setExpirationTime(expiresIn)
    .sign(new TextEncoder().encode(auth.secret))
}

/** A secret that is long enough for every HS algorithm (RFC 7518 section 3.2), in characters that need no quotes in .env. */
export const newSecret = () => randomBytes(64).toString('base64url')

if (import.meta.main) {
  const { values } = commandLine(USAGE, {
    subject: { type: 'string', default: 'developer' },
    expires: { type: 'string', default: '1h' },
    scope: { type: 'string' },
    secret: { type: 'boolean', default: false },
  })
  try {
    const { subject, expires: expiresIn, scope } = values
    const line = values.secret
      ? `JWT_SECRET=${newSecret()}`
      : await signToken(loadConfig().auth, { subject, expiresIn, scope })
    process.stdout.write(`${line}\n`)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exit(error instanceof ConfigError ? EXIT_BAD_CONFIG : 1)
  }
}
