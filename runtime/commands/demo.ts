/** The whole service on the simulated camera, with a secret made for this run and a short-lived token. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ConfigError, EXIT_BAD_CONFIG, loadConfig } from '../config.ts'
import type { CaptureData } from '../device/captures.ts'
import { shownSource } from '../redaction.ts'
import { type Service, startService } from '../service.ts'
import { parseCommand } from './command-line.ts'
import { signToken } from './token.ts'

const USAGE = `npm run demo

Starts the whole service on the simulated camera. Settings are taken from the environment, as in PORT=6500 npm run demo.
`
const TOKEN_LIFE = '2h'
const READY_TIMEOUT_MS = 30_000

/** A checkout has the console's sources only. */
async function buildConsole(): Promise<void> {
  const folder = fileURLToPath(new URL('../../console/', import.meta.url))
  if (existsSync(`${folder}dist/index.html`)) return
  const startedAtMs = performance.now()
  const { build } = await import('vite')
  await build({ configFile: `${folder}vite.config.ts`, logLevel: 'warn' })
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1)
  process.stdout.write(`The console was built in ${seconds} s.\n`)
}

async function demo(): Promise<void> {
  const config = loadConfig({
    JWT_SECRET: randomBytes(32).toString('base64url'),
    CAMERA_SOURCE: 'simulated',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'WARNING',
    ...process.env,
  })
  await buildConsole()
  const service = await startService(config)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => service.stop().then(() => process.exit(0)))
  const token = await signToken(config.auth, { subject: 'demo', expiresIn: TOKEN_LIFE })
  const filename = await firstPicture(service, token)
  const bearer = `-H 'Authorization: Bearer ${token}'`
  process.stdout.write(`
Vision Capture Service, demo on the ${shownSource(config.camera.source)} camera. Pictures go to ${config.storage.folder}

  Console   ${service.address}/console/#token=${token}
  API       ${service.address}/docs#token=${token}
            (the token is good for ${TOKEN_LIFE})

Three calls to try in another terminal:

  curl -s ${service.address}/api/v1/capture/health

  curl -s -X POST ${service.address}/api/v1/capture/image ${bearer} -H 'Content-Type: application/json' -d '{"sample_no":"TEST005","submission_no":"SUB001"}'

  curl -s -o plate.jpg ${bearer} ${service.address}/api/v1/capture/image/${filename}

Ctrl+C stops it.
`)
}

/** One picture, so that there is something to fetch. */
async function firstPicture({ address }: Service, token: string): Promise<string> {
  const giveUpAt = Date.now() + READY_TIMEOUT_MS
  for (;;) {
    const ready = (await (await fetch(`${address}/api/v1/capture/ready`)).json()) as {
      ready: boolean
      reasons: string[]
    }
    if (ready.ready) break
    if (Date.now() > giveUpAt) throw new Error(`no picture can be taken: ${ready.reasons.join(' ')}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const response = await fetch(`${address}/api/v1/capture/image`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sample_no: 'DEMO', description: 'The first picture of this demo' }),
  })
  const { data, error } = (await response.json()) as { data?: CaptureData; error?: { message: string } }
  if (data === undefined) throw new Error(error?.message)
  return data.image_data.filename
}

parseCommand(USAGE, {})
try {
  await demo()
} catch (error) {
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  const message = taken
    ? 'The port is taken by another program: stop it, or choose another, as in PORT=6500 npm run demo.'
    : (error as Error).message
  process.stderr.write(`${message}\n`)
  process.exit(error instanceof ConfigError ? EXIT_BAD_CONFIG : 1)
}
