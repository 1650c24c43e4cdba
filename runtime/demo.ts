/** The whole service on the simulated camera, with a secret made for this run and a short-lived token. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { loadConfig } from './config.ts'
import { startService } from './service.ts'
import { signToken } from './token.ts'

const TOKEN_LIFE = '2h'

if (!existsSync(new URL('../console/dist/index.html', import.meta.url))) {
  process.stdout.write('Building the console (once, some seconds)…\n')
  const built = spawnSync('npm', ['run', '--silent', 'build:console'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (built.status !== 0) process.stderr.write('The console could not be built; the API works without it.\n')
}

const config = loadConfig({
  JWT_SECRET: randomBytes(32).toString('base64url'),
  CAMERA_SOURCE: 'simulated',
  HOST: '127.0.0.1',
  LOG_LEVEL: 'WARNING',
  ...process.env,
})
const service = await startService(config)
const token = await signToken(config.auth, { subject: 'demo', expiresIn: TOKEN_LIFE })
process.stdout.write(`
Vision Capture Service, demo on the ${config.camera.source} camera. Pictures go to ${config.storage.folder}

  Console   ${service.address}/console/#token=${token}
            (the token is good for ${TOKEN_LIFE})

Three calls to try in another terminal:

  curl -s ${service.address}/api/v1/capture/health

  curl -s -X POST ${service.address}/api/v1/capture/image -H 'Authorization: Bearer ${token}' \\
    -H 'Content-Type: application/json' -d '{"sample_no":"TEST005","submission_no":"SUB001"}'

  curl -s -o plate.jpg -H 'Authorization: Bearer ${token}' ${service.address}/api/v1/stream/snapshot

Ctrl+C stops it.
`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => service.stop().then(() => process.exit(0)))
}
