/** The composition root of the real thing: settings, device, gateway; stopped by SIGTERM and SIGINT. */
import { flushCompileCache } from 'node:module'
import { banner } from './banner.ts'
import { parseCommand } from './commands/command-line.ts'
import { ConfigError, EXIT_BAD_CONFIG, loadConfig } from './config.ts'
import { reportToSupervisor } from './host/supervisor.ts'
import { logger } from './logger.ts'
import { shownSource } from './redaction.ts'
import { startService } from './service.ts'

const USAGE = `npm start

Starts the service with the settings of .env and the environment, which env.example explains.
`

parseCommand(USAGE, {})
try {
  const config = loadConfig()
  const service = await startService(config)
  for (const notice of config.notices) logger.warn(notice)
  const supervisor = reportToSupervisor(service.healthy)
  const facts = { address: service.address, camera: shownSource(config.camera.source) }
  logger.info('Listening', facts)
  if (process.stdout.isTTY && config.log.format !== 'json')
    process.stdout.write(banner(service.address, config))
  service.whenReady().then(() => logger.info('Ready', facts))

  // Otherwise it is written at the end of the process only, and a host that loses power starts slowly again.
  flushCompileCache()

  let stopping = false
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return
    stopping = true
    logger.info('Stopping', { signal })
    supervisor.stopping()
    await service.stop()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
} catch (error) {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`)
    process.exit(EXIT_BAD_CONFIG)
  }
  logger.critical('The service could not start', error as Error)
  process.exit(1)
}
