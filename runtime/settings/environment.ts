/** The settings as they are written: in the environment, in .env, and in the files that hold secrets. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { SECRET_SETTINGS, SETTINGS } from './settings.ts'

/** Text by name, as in process.env. */
export type Environment = Record<string, string | undefined>

/**
 * The settings of `environment` over those of the `.env` file in `folder`, and what is wrong with the two files. An empty
 * value counts as unset.
 */
export function readEnvironment(environment: Environment, folder: string) {
  const dotEnv = readDotEnv(resolve(folder, '.env'))
  const written: Environment = { ...dotEnv, ...withoutEmpty(environment) }
  const problems = misspelled(dotEnv)
  for (const name of SECRET_SETTINGS)
    written[name] ??= readSecretFile(name, written[`${name}_FILE`], problems)
  return { written, problems }
}

function readDotEnv(file: string): Environment {
  return existsSync(file) ? withoutEmpty(parseEnv(readFileSync(file, 'utf8'))) : {}
}

function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
}

/** Names in .env that look like a setting of ours and are none. */
function misspelled(dotEnv: Environment): string[] {
  const known = [...Object.keys(SETTINGS), ...SECRET_SETTINGS.map((name) => `${name}_FILE`)]
  const prefixes = new Set(
    known.map((name) => name.slice(0, name.indexOf('_') + 1)).filter((prefix) => prefix !== ''),
  )
  return Object.keys(dotEnv)
    .filter((name) => !known.includes(name) && prefixes.has(name.slice(0, name.indexOf('_') + 1)))
    .map((name) => `${name} is in .env and is no setting: correct its spelling or remove the line`)
}

function readSecretFile(name: string, file: string | undefined, problems: string[]): string | undefined {
  if (file === undefined) return undefined
  try {
    const secret = readFileSync(file, 'utf8').trim()
    if (secret === '')
      problems.push(`${name}_FILE is "${file}", which is empty: put the auth service's secret into it`)
    return secret || undefined
  } catch (error) {
    problems.push(
      `${name}_FILE is "${file}", which cannot be read (${(error as NodeJS.ErrnoException).code})`,
    )
    return undefined
  }
}
