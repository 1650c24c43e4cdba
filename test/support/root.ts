import { resolve } from 'node:path'

/** The repository's folder. */
export const ROOT = resolve(import.meta.dirname, '../..')

/** The environment of a program that a test starts: nothing of the tests' own, but for the cache of compiled modules. */
export function programEnvironment(settings: Record<string, string | undefined> = {}) {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  return { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }), ...settings }
}
