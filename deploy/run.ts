import { spawnSync } from 'node:child_process'

/** Runs a program to its end and gives back what it printed; throws with its own words when it fails. */
export function run(
  program: string,
  args: string[],
  folder: string,
  environment: Record<string, string> = {},
): string {
  const result = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...environment },
  })
  if (result.error) throw new Error(`${program} could not be started: ${result.error.message}`)
  if (result.status !== 0)
    throw new Error(`${program} ${args.join(' ')} failed:\n${result.stderr || result.stdout}`)
  return result.stdout
}
