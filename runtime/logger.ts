/** The service's log: JSON lines on standard output and in LOG_FILE. A token or secret never gets into it. */

import { Console } from 'node:console'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { Writable } from 'node:stream'
import { Logger } from '@aws-lambda-powertools/logger'
import { createStream, type RotatingFileStream } from 'rotating-file-stream'
import type { Config } from './config.ts'
import { redact } from './redaction.ts'

/** Fields by these names hold secrets, wherever they stand. */
const SECRET_FIELD = /^(authorization|token|jwt_?secret|secret|password|cookie|sec-websocket-protocol)$/i

export const logger = new Logger({
  serviceName: 'vision-capture',
  jsonReplacerFn: (key, value) => {
    if (SECRET_FIELD.test(key)) return '***'
    return typeof value === 'string' ? redact(value) : value
  },
})

/**
 * Sets level and file. The service is worth more than its log: a folder that cannot be written is a warning, and a program that read
 * the output and ended (EPIPE) ends nothing.
 */
export function configureLogger({ level, file, maxSizeMb, maxFiles }: Config['log']): void {
  logger.setLogLevel(level)
  for (const terminal of [process.stdout, process.stderr]) terminal.on('error', () => {})
  if (file === null) return
  const path = resolve(file)
  try {
    mkdirSync(dirname(path), { recursive: true })
    accessSync(dirname(path), constants.W_OK)
  } catch (error) {
    logger.warn(
      `LOG_FILE cannot be written in ${dirname(path)}; the log goes to standard output only`,
      error as Error,
    )
    return
  }
  const rotated = createStream(basename(path), {
    path: dirname(path),
    size: `${maxSizeMb}M`,
    maxFiles,
    mode: 0o640,
  })
  rotated.on('error', (error) => process.stderr.write(`the log file failed: ${error.message}\n`))
  const both = new Console({ stdout: tee(process.stdout, rotated), stderr: tee(process.stderr, rotated) })
  // Powertools writes through this console; it has no public way to give it another.
  Object.assign(logger, { console: both })
}

/** For programs whose standard output is their answer. */
export function logToStandardError(): void {
  Object.assign(logger, { console: new Console(process.stderr, process.stderr) })
}

function tee(terminal: NodeJS.WriteStream, file: RotatingFileStream): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      file.write(chunk)
      terminal.write(chunk, () => done())
    },
  })
}
