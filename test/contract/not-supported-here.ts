/** Compares the table of hosts in docs/INTEGRATORS.md with the answers of serverless offline, route by route. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readRoutes } from '../../runtime/routes/serverless-file.ts'
import { ROOT } from '../support/root.ts'
import { bearer } from '../support/service.ts'
import type { Host } from './hosts.ts'

export function notSupportedHere(host: () => Host): void {
  it('answers NOT_SUPPORTED_HERE on exactly the routes in the table of docs/INTEGRATORS.md', async () => {
    const rows =
      readFileSync(join(ROOT, 'docs/INTEGRATORS.md'), 'utf8').match(/^\| `GET .*NOT_SUPPORTED_HERE.*$/gm) ??
      []
    const promised = rows.map((row) => /`GET ([^`]+)`/.exec(row)?.[1])
    const headers = await bearer()
    const refused: string[] = []
    for (const { method, path } of readRoutes(join(ROOT, 'serverless.yml')).http) {
      if (method !== 'GET' || path.includes('{')) continue
      const response = await fetch(host().http + path, { headers, redirect: 'manual' })
      const text = await response.text()
      if (response.status !== 501) continue
      const { error } = JSON.parse(text) as { error: { code: string; message: string } }
      expect(error.code).toBe('NOT_SUPPORTED_HERE')
      expect(error.message).toContain('npm start')
      refused.push(path)
    }
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.sort()).toEqual(promised.sort())
  })
}
