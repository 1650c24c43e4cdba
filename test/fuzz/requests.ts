/** Requests of every route, good and bad, from the OpenAPI document. */
import fc from 'fast-check'
import { openApi } from '../support/api-documents.ts'
import { arbitraryOf, hostileText, hostileValue } from './values.ts'

export interface FuzzRequest {
  method: string
  /** Path and query, as on the request line. */
  path: string
  headers: Record<string, string>
  /** Which token goes with it. */
  credentials: 'good' | 'none' | 'expired' | 'junk'
  body: Buffer | undefined
}

interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  schema: object
}
interface Described {
  method: string
  path: string
  parameters: Parameter[]
  body: object | undefined
}

/** They wait for frames or look for cameras: a share of each run, not most of its time. */
const SLOW = [
  '/api/v1/capture/image',
  '/api/v1/capture/test',
  '/api/v1/cameras',
  '/api/v1/stream/snapshot',
  '/api/v1/stream/mjpeg',
]

const described: Described[] = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    parameters: (operation as unknown as { parameters: Parameter[] }).parameters.filter(({ name }) => name),
    body: operation.requestBody?.content['application/json'].schema,
  })),
)
const route = fc.oneof(
  { weight: 99, arbitrary: fc.constantFrom(...described.filter(({ path }) => !SLOW.includes(path))) },
  { weight: 1, arbitrary: fc.constantFrom(...described.filter(({ path }) => SLOW.includes(path))) },
)

export const request: fc.Arbitrary<FuzzRequest> = route.chain((operation) =>
  fc.record({
    method: fc.oneof(
      { weight: 12, arbitrary: fc.constant(operation.method) },
      { weight: 1, arbitrary: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS') },
    ),
    path: pathOf(operation),
    headers: headersOf(operation),
    credentials: fc.oneof(
      { weight: 7, arbitrary: fc.constant('good' as const) },
      { weight: 1, arbitrary: fc.constantFrom('none' as const, 'expired' as const, 'junk' as const) },
    ),
    body: operation.method === 'GET' ? fc.constant(undefined) : bodyOf(operation.body),
  }),
)

function pathOf({ path, parameters }: Described): fc.Arbitrary<string> {
  const values = Object.fromEntries(parameters.map(({ name, schema }) => [name, arbitraryOf(schema)]))
  return fc
    .tuple(
      fc.record(values, {
        requiredKeys: parameters.filter((each) => each.in === 'path').map(({ name }) => name),
      }),
      fc.option(fc.tuple(hostileText, hostileText), { freq: 8, nil: undefined }),
    )
    .map(([given, extra]) => {
      const text = (name: string) => encode(asText(given[name]))
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => text(name) || '_')
      const query = parameters
        .filter(({ name, in: place }) => place === 'query' && given[name] !== undefined)
        .map(({ name }) => `${name}=${text(name)}`)
      if (extra !== undefined) query.push(`${encode(extra[0])}=${encode(extra[1])}`)
      return query.length === 0 ? filled : `${filled}?${query.join('&')}`
    })
}

/** As a client writes a value into an address; an object may have a toString of its own. */
const asText = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
const encode = (text: string) => encodeURIComponent(text.toWellFormed())

/** Characters that Node itself refuses to send in a header are left out. */
const headerText = hostileText.map((text) => text.replaceAll(/[^\x20-\x7e\x80-\xff]/g, ''))
function headersOf({ parameters }: Described): fc.Arbitrary<Record<string, string>> {
  const own = parameters
    .filter((each) => each.in === 'header')
    .map(({ name, schema }) => [
      name.toLowerCase(),
      arbitraryOf(schema).map((value) => asText(value).replaceAll(/[^\x20-\x7e]/g, '')),
    ])
  const any = [
    'accept',
    'origin',
    'cookie',
    'x-request-id',
    'if-none-match',
    'range',
    'x-csrf-token',
    'x-forwarded-for',
  ]
  return fc.record(
    {
      ...Object.fromEntries(own),
      ...Object.fromEntries(any.map((name) => [name, headerText])),
      'content-type': contentType,
    },
    { requiredKeys: ['content-type'] },
  ) as fc.Arbitrary<Record<string, string>>
}
const contentType = fc.oneof(
  { weight: 9, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'text/plain',
      'application/json; charset=tis-620',
      'application/x+json',
      '',
      ';;=',
    ),
  },
)

function bodyOf(schema: object | undefined): fc.Arbitrary<Buffer | undefined> {
  const text = (schema === undefined ? hostileValue : arbitraryOf(schema)).map(
    (value) => JSON.stringify(value) ?? '',
  )
  return fc.oneof(
    { weight: 10, arbitrary: text.map((json) => Buffer.from(json)) },
    { weight: 1, arbitrary: text.map((json) => Buffer.from(json, 'utf16le')) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(
          '[',
          '['.repeat(20_000),
          '{"a":'.repeat(5_000),
          '{"__proto__":{"polluted":true}}',
          '{"sample_no":"A","sample_no":"B"}',
          '\ufeff{}',
          `{"sample_no":"${'x'.repeat(100_000)}"}`,
        )
        .map((json) => Buffer.from(json)),
    },
    { weight: 1, arbitrary: fc.constant(undefined) },
  )
}
