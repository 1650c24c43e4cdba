/** The settings as text: from the environment, from `.env`, and from the files that hold secrets. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type DotEnv, parseDotEnv } from './dot-env.ts'
import { SECRET_SETTINGS, SETTINGS } from './settings.ts'

/** Text by name, as in process.env. */
export type Environment = Record<string, string | undefined>

/**
 * Reads the settings of `environment`, which win over those of the `.env` file in `folder`. An empty value counts as unset.
 * Returns the values, the problems that must stop the start, and the notices that the start should log.
 */
export function readEnvironment(environment: Environment, folder: string) {
  const dotEnv = readDotEnv(resolve(folder, '.env'))
  const written: Environment = { ...withoutEmpty(dotEnv.values), ...withoutEmpty(environment) }
  const problems = [...dotEnv.problems, ...misspelled(dotEnv.values)]
  for (const name of SECRET_SETTINGS) {
    written[name] ??= readSecretFile(name, written[`${name}_FILE`], problems)
  }
  return { written, problems, notices: [...dotEnv.notices, ...quotedSecrets(environment)] }
}

function readDotEnv(file: string): DotEnv {
  if (!existsSync(file)) return { values: {}, problems: [], notices: [] }
  return parseDotEnv(readFileSync(file), '.env', isSecret)
}

const isSecret = (name: string) => (SECRET_SETTINGS as readonly string[]).includes(name)

/** `docker run --env-file` keeps quotation marks as part of the value, where Compose and systemd remove them. */
function quotedSecrets(environment: Environment): string[] {
  return SECRET_SETTINGS.filter((name) => /^(["']).*\1$/s.test(environment[name] ?? '')).map(
    (name) =>
      `${name} in the environment starts and ends with a quotation mark, which counts as part of the secret. Remove the marks if they are not.`,
  )
}

function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
}

/** Names in .env that look like one of our settings but are not. */
function misspelled(dotEnv: Environment): string[] {
  const known = [...Object.keys(SETTINGS), ...SECRET_SETTINGS.map((name) => `${name}_FILE`)]
  const prefixes = new Set(
    known.map((name) => name.slice(0, name.indexOf('_') + 1)).filter((prefix) => prefix !== ''),
  )
  return Object.keys(dotEnv)
    .filter((name) => !known.includes(name) && prefixes.has(name.slice(0, name.indexOf('_') + 1)))
    .map((name) => `${name} in .env is not a setting. Correct the spelling or remove the line.`)
}

function readSecretFile(name: string, file: string | undefined, problems: string[]): string | undefined {
  if (file === undefined) return undefined
  try {
    const secret = readFileSync(file, 'utf8').trim()
    if (secret === '')
      problems.push(`${name}_FILE is "${file}", which is empty. Put the auth service's secret into it.`)
    return secret || undefined
  } catch (error) {
    problems.push(
      `${name}_FILE is "${file}", which cannot be read (${(error as NodeJS.ErrnoException).code}). Correct the path or its permissions.`,
    )
    return undefined
  }
}
