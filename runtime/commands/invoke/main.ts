/** `npm run invoke`: one handler, one event, no server. Exit status 0, 1 for an error response, 2 for a bad command. */
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ConfigError, EXIT_BAD_CONFIG, loadConfig } from '../../config.ts'
import { eventFromData, eventFromFile } from './event.ts'
import { findFunction } from './invocable.ts'
import { isError, toText } from './print.ts'
import { USAGE, UsageError } from './usage.ts'

const SERVERLESS_FILE = fileURLToPath(new URL('../../../serverless.yml', import.meta.url))
const EXIT_ERROR_RESPONSE = 1
const EXIT_USAGE = 2

function readCommand() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        event: { type: 'string' },
        data: { type: 'string' },
        token: { type: 'string' },
        anonymous: { type: 'boolean', default: false },
        output: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`)
  }
}

/** Opened before anything is done, so that a mistyped folder costs no capture. */
async function openOutput(file: string): Promise<WriteStream> {
  const stream = createWriteStream(file)
  try {
    await once(stream, 'open')
  } catch (error) {
    throw new UsageError(`--output cannot be written: ${(error as Error).message}`)
  }
  // Told of where the file is ended.
  stream.on('error', () => {})
  return stream
}

async function main(): Promise<number> {
  const { values, positionals } = readCommand()
  const { event: eventFile, data, token, anonymous, output, help } = values
  if (help) {
    process.stdout.write(USAGE)
    return 0
  }
  if (positionals.length > 1) throw new UsageError(`One function at a time.\n\n${USAGE}`)
  if (eventFile !== undefined && data !== undefined)
    throw new UsageError(`--event or --data, not both.\n\n${USAGE}`)
  if (token !== undefined && anonymous) throw new UsageError(`--token or --anonymous, not both.\n\n${USAGE}`)
  const target = findFunction(SERVERLESS_FILE, positionals[0])
  const event =
    eventFile === undefined ? eventFromData(target, data ?? '{}') : eventFromFile(target, eventFile)
  const config = loadConfig({ LOG_LEVEL: 'WARNING', ...process.env })
  // Loaded now, so that a mistyped command is answered at once.
  const [{ authorize }, { runOnce }] = await Promise.all([import('./authorize.ts'), import('./run.ts')])
  const authorized = anonymous ? event : await authorize(event, config.auth, token)
  const file = output === undefined ? undefined : await openOutput(output)
  const answer = await runOnce(target, authorized, config, file)
  process.stdout.write(toText(answer, output))
  if (file !== undefined) await finished(file.end())
  return isError(answer) ? EXIT_ERROR_RESPONSE : 0
}

let status: number
try {
  status = await main()
} catch (error) {
  const { message, cause } = error as Error
  process.stderr.write(`${message}${cause instanceof Error ? ` (${cause.message})` : ''}\n`)
  if (error instanceof UsageError) status = EXIT_USAGE
  else status = error instanceof ConfigError ? EXIT_BAD_CONFIG : EXIT_ERROR_RESPONSE
}
// What a driver left behind must not keep the process; what was printed must be out.
process.stdout.write('', () => process.exit(status))
