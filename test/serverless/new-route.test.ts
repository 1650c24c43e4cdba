/** One handler file and one line in serverless.yml add an endpoint, on every host. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deviceRuntime, type Host, serverlessOffline } from '../contract/hosts.ts'
import { addEndpoint } from '../support/added-endpoint.ts'
import { bearer, testSettings } from '../support/service.ts'
import { copyCheckout, serverless } from './checkout.ts'

describe('a handler file added with its route', () => {
  let copy: ReturnType<typeof copyCheckout>
  beforeAll(() => {
    copy = copyCheckout()
    addEndpoint(copy.folder)
  })
  afterAll(() => copy.remove())

  const hosts: [string, (root: string) => Promise<Host>][] = [
    ['npm start', deviceRuntime],
    ['npm run offline', serverlessOffline],
  ]
  it.each(hosts)(
    'is served by %s',
    async (_name, start) => {
      const host = await start(copy.folder)
      try {
        const url = `${host.http}/api/v1/added`
        expect((await fetch(url)).status).toBe(401)
        const response = await fetch(url, { headers: await bearer() })
        expect([response.status, await response.json()]).toEqual([
          200,
          { added: true, by: 'tester', camera: 'streaming' },
        ])
      } finally {
        await host.stop()
      }
    },
    90_000,
  )

  it('is run by npm run invoke', () => {
    const { settings, remove } = testSettings()
    const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'invoke', '--', 'added'], {
      cwd: copy.folder,
      env: { PATH: process.env.PATH, ...settings },
      encoding: 'utf8',
    })
    remove()
    expect(status, stderr).toBe(0)
    expect(JSON.parse(stdout).body).toEqual({ added: true, by: 'developer', camera: 'streaming' })
  }, 60_000)

  it('is in the archive that serverless package makes', () => {
    serverless(copy.folder, 'package')
    const made = (file: string) => readFileSync(join(copy.folder, '.serverless', file), 'latin1')
    expect(made('cloudformation-template-update-stack.json')).toContain('"GET /api/v1/added"')
    expect(made('vision-capture.zip')).toContain('functions/added.ts')
  }, 60_000)
})
