/** The command line of a program: every one has --help, and refuses what it does not know before it does anything. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

export const EXIT_USAGE = 2

/** How many names a command takes. */
interface Names {
  least: number
  most: number
}
const NONE: Names = { least: 0, most: 0 }

/** As parseCommand, for a program that prints and ends: it ends quietly when its reader has read enough (`| head`). */
export function commandLine<const O extends ParseArgsOptionsConfig>(
  usage: string,
  options: O,
  names: Names = NONE,
) {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
  return parseCommand(usage, options, names)
}

/**
 * Options and names (positionals) of the command. `usage` is printed by --help; with it and the reason, the program ends (exit
 * status 2) for an unknown option, or for fewer or more names than `names` allows.
 */
export function parseCommand<const O extends ParseArgsOptionsConfig>(
  usage: string,
  options: O,
  names: Names = NONE,
) {
  const { values, positionals } = read(usage, options)
  if ((values as { help?: boolean }).help) {
    process.stdout.write(usage)
    process.exit(0)
  }
  if (positionals.length < names.least) refuse('Something is missing.', usage)
  if (positionals.length > names.most) refuse(`"${positionals[names.most]}" is too much.`, usage)
  return { values, positionals }
}

/** Ends the program with the reason and the usage. */
export function refuse(reason: string, usage: string): never {
  process.stderr.write(`${reason}\n\n${usage}`)
  process.exit(EXIT_USAGE)
}

function read<O extends ParseArgsOptionsConfig>(usage: string, options: O) {
  try {
    return parseArgs({ options: { ...options, help: { type: 'boolean' as const } }, allowPositionals: true })
  } catch (error) {
    return refuse((error as Error).message, usage)
  }
}
