/** The service's log: JSON lines on standard output and in LOG_FILE. A token or secret never gets into it. */

import { Console } from 'node:console'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { dirname, join, parse, resolve } from 'node:path'
import { Writable } from 'node:stream'
import { Logger } from '@aws-lambda-powertools/logger'
import { clientLogOf } from './client-log.ts'
import type { Config } from './config.ts'
import { lineBudget } from './line-budget.ts'
import { type LogFile, openLogFile } from './log-file.ts'
import { prettyLine } from './log-format.ts'
import { redact } from './redaction.ts'

/** Fields with these names hold secrets, at any depth. */
const SECRET_FIELD = /^(authorization|token|jwt_?secret|secret|password|cookie|sec-websocket-protocol)$/i

export const logger = new Logger({
  serviceName: 'vision-capture',
  jsonReplacerFn: (key, value) => {
    if (SECRET_FIELD.test(key)) return '***'
    return typeof value === 'string' ? redact(value) : value
  },
})

/** For lines that clients cause: none of them can push captures out of the log. */
export const clientLog = clientLogOf({
  info: (message, facts) => logger.info(message, facts),
  warn: (message, facts) => logger.warn(message, facts),
  error: (message, facts) => logger.error(message, facts),
})

/**
 * Sets level, format and file. The service is worth more than its log: a folder that cannot be written is a warning, and nothing ends
 * when the program that reads the output has ended (EPIPE).
 */
export function configureLogger({ level, format, file, maxSizeMb, maxFiles }: Config['log']): void {
  logger.setLogLevel(level)
  for (const terminal of [process.stdout, process.stderr]) terminal.on('error', () => {})
  const pretty = format === 'pretty' || (format === null && process.stdout.isTTY === true)
  const files = file === null ? undefined : openFiles(resolve(file), { maxSizeMb, maxFiles })
  audit = files?.audit
  const { stdout, stderr } = process
  const both = new Console({
    stdout: tee(stdout, files?.log, pretty),
    stderr: tee(stderr, files?.log, pretty),
  })
  // Powertools writes through this console; it has no public way to give it another.
  Object.assign(logger, { console: both })
}

let audit: LogFile | undefined
const refusals = lineBudget(1)

/** One line of the audit log for a refusal: the first of each client, person and code in a minute, with the number of the others. */
export function auditRefusal(facts: {
  source_ip: string
  code: string
  sub: string | null
  [name: string]: unknown
}): void {
  const alsoRefused = refusals.take(`${facts.source_ip} ${facts.code} ${facts.sub}`)
  if (alsoRefused !== null) writeAudit({ event: 'refused', ...facts, also_refused: alsoRefused })
}

/**
 * Writes one line to the audit log: who changed what. The file has its own rotation, so that requests that only read cannot push its
 * lines out.
 */
export function writeAudit(facts: Record<string, unknown>): void {
  const line = JSON.stringify({ timestamp: new Date().toISOString(), ...facts }, (_key, value) =>
    typeof value === 'string' ? redact(value) : value,
  )
  audit?.write(`${line}\n`)
}

function openFiles(path: string, limits: { maxSizeMb: number; maxFiles: number }) {
  try {
    mkdirSync(dirname(path), { recursive: true })
    accessSync(dirname(path), constants.W_OK)
  } catch (error) {
    logger.warn(
      `LOG_FILE cannot be written in ${dirname(path)}. The log goes to standard output only.`,
      error as Error,
    )
    return undefined
  }
  const { dir, name } = parse(path)
  return {
    log: openLogFile({ path, ...limits }),
    audit: openLogFile({ path: join(dir, `${name}.audit.log`), ...limits }),
  }
}

/** For programs whose standard output is their answer. */
export function logToStandardError(): void {
  Object.assign(logger, { console: new Console(process.stderr, process.stderr) })
}

/** The file has JSON always, for programs; the terminal has what was chosen. */
function tee(terminal: NodeJS.WriteStream, file: LogFile | undefined, pretty: boolean): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      file?.write(chunk)
      terminal.write(pretty ? prettyLine(chunk.toString()) : chunk, () => done())
    },
  })
}
