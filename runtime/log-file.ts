/** A rotated log file that goes on after a fault: a full disk, or a folder that was away. */
import { basename, dirname } from 'node:path'
import { createStream, type RotatingFileStream } from 'rotating-file-stream'

const RETRY_MS = 5_000

export interface LogFileOptions {
  path: string
  maxSizeMb: number
  maxFiles: number
  /** Between a fault and the next try. */
  retryMs?: number
}

export interface LogFile {
  write(chunk: Buffer | string): void
  close(): void
}

/** Lines that come during a fault are missing in the file. A line in the file and one on standard error say so. */
export function openLogFile({ path, maxSizeMb, maxFiles, retryMs = RETRY_MS }: LogFileOptions): LogFile {
  let stream: RotatingFileStream | undefined
  let retry: NodeJS.Timeout | undefined
  let missing = 0
  let inFault = false

  const open = () => {
    const opened = createStream(basename(path), {
      path: dirname(path),
      size: `${maxSizeMb}M`,
      maxFiles,
      mode: 0o640,
    })
    opened.on('error', (error) => {
      if (stream !== opened) return
      if (!inFault) process.stderr.write(`The log file ${path} cannot be written: ${error.message}\n`)
      inFault = true
      missing += 1
      stream = undefined
      opened.destroy()
      retry = setTimeout(open, retryMs).unref()
    })
    stream = opened
    if (missing > 0) opened.write(gapLine(missing), (error) => settled(error))
  }
  const settled = (error?: Error | null) => {
    if (error) return
    missing = 0
    inFault = false
  }
  open()

  return {
    write(chunk) {
      if (stream === undefined) missing += 1
      else stream.write(chunk)
    },
    close() {
      clearTimeout(retry)
      const last = stream
      stream = undefined
      last?.end()
    },
  }
}

function gapLine(count: number): string {
  const message = `The log file could not be written. At least ${count} lines are missing.`
  return `${JSON.stringify({ level: 'WARN', message, timestamp: new Date().toISOString() })}\n`
}
