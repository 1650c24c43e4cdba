/** The real service for tests: in this process, or as a process of its own that can be killed, stopped and started again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { loadConfig } from '../../runtime/config.ts'
import { startService } from '../../runtime/service.ts'
import { programEnvironment, ROOT } from './root.ts'

export const JWT_SECRET = 'a secret that only these tests know and use'

/** Settings of a test's service: simulated camera, any free port, a folder of its own that `remove` deletes. */
export function testSettings(overrides: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vision-'))
  const settings: Record<string, string> = {
    HOST: '127.0.0.1',
    PORT: '0',
    JWT_SECRET,
    CAMERA_SOURCE: 'simulated',
    CAMERA_WIDTH: '640',
    CAMERA_HEIGHT: '480',
    CAPTURE_DIR: join(folder, 'captures'),
    LOG_FILE: '',
    LOG_LEVEL: 'ERROR',
    WS_MAX_CONNECTIONS: '100',
    ...overrides,
  }
  return { settings, folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A token as the auth service would sign it. */
export function token(claims: Record<string, unknown> = {}, expiresIn = '5m'): Promise<string> {
  return new SignJWT({ sub: 'tester', type: 'access', ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('microplate-auth')
    .setAudience('microplate-services')
    .setIssuedAt()
    .setExpirationTime(expiresIn)
    .sign(new TextEncoder().encode(JWT_SECRET))
}

export async function bearer(claims?: Record<string, unknown>): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await token(claims)}` }
}

/** The service in this process; its working folder is the test's, so no .env is read by chance. */
export async function startHere(overrides: Record<string, string> = {}) {
  const { settings, folder, remove } = testSettings(overrides)
  const service = await startService(loadConfig(settings, folder))
  await untilReady(service.address)
  return {
    address: service.address,
    folder: settings.CAPTURE_DIR as string,
    async stop() {
      await service.stop()
      remove()
    },
  }
}

/** The service as a process of its own, as `npm start` runs it. */
export async function startProcess(
  overrides: Record<string, string> = {},
  options: { awaitReady?: boolean; root?: string } = {},
) {
  const { settings, folder, remove } = testSettings({ LOG_LEVEL: 'INFO', ...overrides })
  const child = spawn(process.execPath, [join(options.root ?? ROOT, 'runtime/start.mjs')], {
    cwd: folder,
    env: programEnvironment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  const address = await announcedAddress(child, output)
  if (options.awaitReady !== false) await untilReady(address)
  return {
    address,
    child,
    folder: settings.CAPTURE_DIR as string,
    /** Everything it has printed. */
    output: () => output.join(''),
    async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
      const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      child.kill(signal)
      return exited
    },
    remove,
  }
}

function announcedAddress(child: ChildProcess, output: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output.push(chunk.toString())
      const ready = output.join('').match(/"address":"(http:[^"]+)"/)
      if (ready?.[1]) resolve(ready[1])
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}:\n${output.join('')}`)))
  })
}

/** Waits until a capture would work. */
export async function untilReady(address: string, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const response = await fetch(`${address}/api/v1/capture/ready`).catch(() => undefined)
    if (response?.status === 200) return
    if (Date.now() > deadline) throw new Error(`not ready: ${await response?.text()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
