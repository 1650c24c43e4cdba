import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadFunctions } from '../../runtime/routes/load.ts'
import { readRoutes } from '../../runtime/routes/serverless-file.ts'
import { RouteError } from '../../runtime/routes/table.ts'
import { FIXTURES } from '../gateway/start.ts'

const folder = mkdtempSync(join(tmpdir(), 'routes-'))
afterAll(() => rmSync(folder, { recursive: true }))

function routesOf(functions: string) {
  const file = join(folder, 'serverless.yml')
  writeFileSync(file, `functions:\n${functions}`)
  return readRoutes(file)
}

test('string and object forms make one table', () => {
  const table = readRoutes(`${FIXTURES}serverless.yml`)
  expect(table.http.map(({ method, path }) => `${method} ${path}`)).toContain('DELETE /items/{id}')
  expect([...table.websocket.keys()]).toEqual(['$connect', '$disconnect', '$default', 'ping', 'fail'])
  expect(table.routeSelectionExpression).toBe('$request.body.type')
  expect(table.schedules).toMatchObject([{ name: 'tick', intervalMs: 60_000 }])
  expect(table.http.find(({ path }) => path === '/slow')?.entry.timeoutMs).toBe(100)
  expect(table.http.find(({ path }) => path === '/echo')?.entry.timeoutMs).toBe(5000)
})

test('timeout and memory default to Lambda’s', () => {
  const { http } = routesOf('  f: { handler: a.b, events: [{ httpApi: "*" }] }')
  expect(http[0]).toMatchObject({ method: '*', path: '*', entry: { timeoutMs: 6000, memoryMb: 1024 } })
})

test.each([
  ['  f: { handler: a.b, events: [{ sqs: queue }] }', /function f \(line 2\): unknown event type "sqs"/],
  [
    '  f:\n    handler: a.b\n    events:\n      -\n',
    /function f \(line \d\): an event is its type and value/,
  ],
  ['  f: { events: [] }', /function f \(line 2\) has no handler/],
  ['  f: { handler: a.b, events: [{ httpApi: GETS /x }] }', /function f \(line 2\): httpApi is "GETS \/x"/],
  ['  f: { handler: a.b, events: [{ schedule: cron(0 * * * *) }] }', /line 2\): schedule is "cron/],
  [
    '  f: { handler: a.b, events: [{ httpApi: "GET /x/{a}" }] }\n  g:\n    handler: a.b\n    events:\n      - httpApi: GET /x/{b}',
    /function g \(line 6\): GET \/x\/\{b\} is already a route of function f/,
  ],
  [
    '  f: { handler: a.b, events: [{ websocket: ping }, { websocket: { route: ping } }] }',
    /WebSocket route ping is already one of function f/,
  ],
  ['  f: [', /serverless\.yml: /],
])('%s is refused with function, line and remedy', (functions, message) => {
  expect(() => routesOf(functions)).toThrow(RouteError)
  expect(() => routesOf(functions)).toThrow(message)
})

test('a missing table, file or export says so', async () => {
  expect(() => readRoutes(join(folder, 'absent.yml'))).toThrow(/absent\.yml is missing/)
  const noFile = routesOf('  f: { handler: absent.handler, events: [{ httpApi: GET /x }] }')
  await expect(loadFunctions(noFile)).rejects.toThrow(
    /function f \(line 2\): no file .*absent with \.ts, \.js, \.mjs/,
  )
  writeFileSync(join(folder, 'empty.mjs'), 'export const other = 1')
  const noExport = routesOf('  f: { handler: empty.handler, events: [{ httpApi: GET /x }] }')
  await expect(loadFunctions(noExport)).rejects.toThrow(
    /function f \(line 2\): .*empty\.mjs has no function "handler"/,
  )
  writeFileSync(join(folder, 'broken.mjs'), 'throw new Error("no luck")')
  const broken = routesOf('  f: { handler: broken.handler, events: [{ httpApi: GET /x }] }')
  await expect(loadFunctions(broken)).rejects.toThrow(/cannot be loaded: no luck/)
})
