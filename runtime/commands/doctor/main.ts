/** `npm run doctor`: why no picture is taken, and what to do. Exit status 1 when something would stop a capture. */
import { redact } from '../../redaction.ts'
import { commandLine } from '../command-line.ts'
import { checkCamera, checkRunningService } from './camera.ts'
import { checkClock, checkClockSteps } from './clock.ts'
import { checkDelivery } from './delivery.ts'
import type { Finding } from './finding.ts'
import { checkPort } from './port.ts'
import { checkRetention } from './retention.ts'
import { checkSettings } from './settings.ts'
import { checkStorage } from './storage.ts'
import { checkTls } from './tls.ts'

const MARKS = { ok: 'ok      ', warning: 'WARNING ', problem: 'PROBLEM ' } as const
const INDENT = ' '.repeat(MARKS.ok.length)

const USAGE = `npm run doctor

Says why no picture is taken, and what to do. Exit status 1 when something would stop a capture.
`

commandLine(USAGE, {})
let problems = 0
const print = (findings: Finding[]) => {
  for (const { level, what, why, remedy } of findings) {
    if (level === 'problem') problems += 1
    const lines = [`${MARKS[level]}${what}`, why && `${INDENT}${why}`, remedy && `${INDENT}${remedy}`]
    process.stdout.write(`${redact(lines.filter(Boolean).join('\n'))}\n`)
  }
}

const { findings, config } = checkSettings()
print(findings)
print(await checkClock())
if (config !== null) {
  print(checkClockSteps(config.storage.folder))
  print(await checkStorage(config.storage))
  // With a store, retention removes only pictures that it has confirmed.
  if (config.delivery.target === null) print(checkRetention(config.storage))
  print(await checkDelivery(config.delivery))
  if (config.server.tls !== null) print(checkTls(config.server.tls))
  const port = await checkPort(config.server)
  print(port.findings)
  print(
    port.runningAt === null ? await checkCamera(config.camera) : await checkRunningService(port.runningAt),
  )
}
process.stdout.write(
  problems === 0 ? 'A capture should work.\n' : `${problems} to be mended before a capture can work.\n`,
)
// A driver that could not be stopped must not keep the doctor.
process.exit(problems === 0 ? 0 : 1)
