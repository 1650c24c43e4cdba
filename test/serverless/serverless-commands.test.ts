/** serverless print and serverless package, with no account and no network. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readRoutes } from '../../runtime/routes/serverless-file.ts'
import { copyCheckout, serverless } from './checkout.ts'

interface Printed {
  functions: Record<string, { events: { httpApi?: { method: string; path: string }; websocket?: unknown }[] }>
}
interface Template {
  Resources: Record<string, { Type: string; Properties: { RouteKey?: string } }>
}

describe('serverless, with no account and no network', () => {
  let copy: ReturnType<typeof copyCheckout>
  beforeAll(() => {
    copy = copyCheckout()
  })
  afterAll(() => copy.remove())

  const table = () => {
    const { http, websocket } = readRoutes(join(copy.folder, 'serverless.yml'))
    return [...http.map(({ method, path }) => `${method} ${path}`), ...websocket.keys()].sort()
  }

  it('print shows the routes that the device serves', () => {
    const { functions } = parse(serverless(copy.folder, 'print')) as Printed
    const events = Object.values(functions).flatMap((fn) => fn.events)
    const routes = events.flatMap(({ httpApi, websocket }) => httpApi ?? websocket ?? [])
    expect(routes.sort()).toEqual(table())
  })

  it('package makes an archive with every handler, and a template with every route', () => {
    serverless(copy.folder, 'package')
    const made = (file: string) => join(copy.folder, '.serverless', file)
    const template = JSON.parse(
      readFileSync(made('cloudformation-template-update-stack.json'), 'utf8'),
    ) as Template
    const routes = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route')
    expect(routes.map(({ Properties }) => Properties.RouteKey).sort()).toEqual(table())
    // A ZIP names its files in plain text, in its directory.
    const archive = readFileSync(made('vision-capture.zip'), 'latin1')
    const handlers = readdirSync(join(copy.folder, 'functions')).filter((name) => name.endsWith('.ts'))
    expect(handlers.length).toBeGreaterThan(30)
    expect(handlers.filter((name) => !archive.includes(`functions/${name}`))).toEqual([])
  })
})
