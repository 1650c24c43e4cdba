/** Are the settings complete and right, the secret among them? */
import { randomBytes } from 'node:crypto'
import { type Config, ConfigError, loadConfig } from '../../config.ts'
import type { Finding } from './finding.ts'

/** `config` is what the other checks go by; null when the settings are too broken for any. */
export function checkSettings(environment = process.env): { findings: Finding[]; config: Config | null } {
  try {
    return {
      findings: [{ level: 'ok', what: 'The settings are complete.' }],
      config: loadConfig(environment),
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const findings = error.problems.map((problem): Finding => {
      const [setting = '', ...rest] = problem.split(/(?<=^[A-Z_]+) /)
      return {
        level: 'problem',
        what: `The setting ${setting} stops the service from starting.`,
        why: `${setting} ${rest.join(' ')}.`,
        remedy: 'Correct it in .env or the environment; env.example explains each setting.',
      }
    })
    return { findings, config: withoutTokens(environment) }
  }
}

/** The settings as they would be with working tokens, so that a missing secret does not hide what is wrong with the camera. */
function withoutTokens(environment: NodeJS.ProcessEnv): Config | null {
  try {
    const secret = randomBytes(32).toString('base64url')
    return loadConfig({ ...environment, JWT_ALGORITHM: 'HS256', JWT_SECRET: secret })
  } catch {
    return null
  }
}
