/** How tokens are checked: with a secret, or with a key set. */
import type { Environment } from './environment.ts'
import { PLACEHOLDER_SECRETS, type Settings } from './settings.ts'

/** What is missing or too much for JWT_ALGORITHM, each with its remedy. */
export function tokenProblems(settings: Settings, written: Environment): string[] {
  const problems: string[] = []
  const { JWT_ALGORITHM: algorithm, JWT_SECRET: secret } = settings
  const keySets = [settings.JWT_JWKS_URL, settings.JWT_JWKS_FILE, settings.COGNITO_USER_POOL_ID].filter(
    Boolean,
  )
  if (algorithm.startsWith('HS')) {
    // A secret file that cannot be read is a problem of its own.
    if (secret === undefined && written.JWT_SECRET_FILE === undefined) {
      problems.push(
        `JWT_SECRET is missing: ${algorithm} checks tokens with the auth service's secret; set JWT_SECRET or JWT_SECRET_FILE`,
      )
    } else if (PLACEHOLDER_SECRETS.includes((secret ?? '').trim().toLowerCase())) {
      problems.push(
        "JWT_SECRET is the example's placeholder, which anybody could sign tokens with: set the auth service's own secret",
      )
    }
    if (keySets.length > 0)
      problems.push(
        `JWT_ALGORITHM is ${algorithm}, which uses no key set: set it to RS256, say, or remove the JWKS and Cognito settings`,
      )
  } else if (keySets.length === 0) {
    problems.push(
      `JWT_ALGORITHM is ${algorithm}, which needs a key set: set JWT_JWKS_URL, JWT_JWKS_FILE or COGNITO_USER_POOL_ID`,
    )
  }
  if (settings.COGNITO_USER_POOL_ID !== undefined && settings.COGNITO_CLIENT_ID === undefined) {
    problems.push('COGNITO_CLIENT_ID is missing: COGNITO_USER_POOL_ID needs it')
  }
  return problems
}
