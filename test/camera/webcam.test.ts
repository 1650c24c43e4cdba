/** A program in the place of fswebcam, which needs a camera: it keeps what it was given, and copies a picture. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, expect, test, vi } from 'vitest'
import { webcamDriver } from '../../runtime/camera/webcam/driver.ts'

const folder = mkdtempSync(join(tmpdir(), 'webcam-'))
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

test.runIf(process.platform === 'linux')(
  'the program of node-webcam sees no secret of the service',
  async () => {
    const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer()
    writeFileSync(join(folder, 'picture.jpg'), picture)
    const program = join(folder, 'fswebcam')
    writeFileSync(
      program,
      `#!/bin/sh\nenv > ${folder}/environment\nfor last; do :; done\ncp ${folder}/picture.jpg "$last"\n`,
    )
    chmodSync(program, 0o755)
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
    vi.stubEnv('JWT_SECRET', 'only the service may know this')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'only the service may know this')
    const signal = AbortSignal.timeout(20_000)
    const session = await webcamDriver({ width: 64, height: 48 }).open(signal)
    expect(session.granted.deviceName).toContain('fswebcam')
    await session.close()
    const environment = readFileSync(join(folder, 'environment'), 'utf8')
    expect(environment).toContain('PATH=')
    expect(environment).not.toContain('only the service may know this')
  },
)
