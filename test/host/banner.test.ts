/** What `npm start` says to a person on a terminal, and when it calls itself ready. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { banner } from '../../runtime/banner.ts'
import { loadConfig } from '../../runtime/config.ts'
import { ROOT } from '../support/root.ts'
import { startProcess, testSettings } from '../support/service.ts'

it('shows a terminal where the console is, how to sign in, the camera and the folder', async () => {
  const { settings, folder, remove } = testSettings({ LOG_LEVEL: 'INFO', HOST: '0.0.0.0' })
  // `script` of util-linux runs the command on a terminal of its own.
  const command = `exec ${process.execPath} ${join(ROOT, 'runtime/start.mjs')}`
  const terminal = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...settings },
  })
  onTestFinished(remove)
  let output = ''
  terminal.stdout.on('data', (chunk) => {
    output += chunk
  })
  await expect.poll(() => output, { timeout: 20_000 }).toContain('Ready')
  terminal.kill()
  expect(output).toMatch(/Console +http:\/\/[\d.]+:\d+\/console\//)
  expect(output).toMatch(/from other computers/)
  expect(output).toMatch(/Sign in +with a token: npm run --silent token/)
  expect(output).toMatch(/Camera +simulated/)
  expect(output).toContain(settings.CAPTURE_DIR)
  expect(output).toContain('removed after 24 hours')
})

it('names the sign-in server where only it can sign, and shows no password of the camera', () => {
  const { settings, folder, remove } = testSettings({
    JWT_SECRET: '',
    JWT_ALGORITHM: 'RS256',
    JWT_JWKS_URL: 'https://auth.example/jwks.json',
    CAMERA_SOURCE: 'http://user:hidden-word@10.0.0.9/stream',
  })
  onTestFinished(remove)
  const text = banner('http://127.0.0.1:6407', loadConfig(settings, folder))
  expect(text).toContain('token of your sign-in server')
  expect(text).not.toContain('hidden-word')
  expect(text).not.toContain('from other computers')
})

it('prints no banner where nobody looks, and is ready only when a picture could be taken', async () => {
  const service = await startProcess({ STORAGE_RESERVE_MB: '1000000000' }, { awaitReady: false })
  onTestFinished(async () => {
    await service.stop()
    service.remove()
  })
  const ready = await fetch(`${service.address}/api/v1/capture/ready`)
  expect(ready.status).toBe(503)
  expect(service.output()).toContain('"message":"Listening"')
  expect(service.output()).not.toContain('"message":"Ready"')
  expect(service.output()).not.toContain('Sign in')
})
