// The import rule: data flows socket -> gateway -> event -> handler -> device -> driver -> file.
const functionRuntime =
  '^runtime/(device/(?!open-device)[^/]+|routes/[^/]+|config|errors|logger|metrics|clock|version)\\.ts$'

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Two files that import each other cannot be read or tested apart. Move what both need into a third file.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'functions-are-isolated',
      comment:
        'An endpoint can be deployed and tested alone. Put what endpoints share into functions/lib, and reach the camera, the captures and the connections through the Device that the function receives.',
      severity: 'error',
      from: { path: '^functions/[^/]+\\.ts$' },
      to: {
        path: '^(functions|runtime|console|client|test|bench|deploy)/',
        pathNot: ['^functions/lib/', functionRuntime],
      },
    },
    {
      name: 'function-lib-sees-only-the-device-port',
      comment:
        'What endpoints share knows no driver, store or server. Use the types in runtime/device, or add to that port.',
      severity: 'error',
      from: { path: '^functions/lib/' },
      to: {
        path: '^(functions|runtime|console|client|test|bench|deploy)/',
        pathNot: ['^functions/lib/', functionRuntime],
      },
    },
    {
      name: 'runtime-never-names-a-function',
      comment:
        'A new endpoint needs no change in the runtime. Name the handler in serverless.yml: the gateway loads it.',
      severity: 'error',
      from: { path: '^runtime/' },
      to: { path: '^(functions|console|client|test|bench)/' },
    },
    {
      name: 'drivers-know-no-http-no-config-and-no-other-driver',
      comment:
        'A driver can be read and replaced alone. Pass it what it needs as options (runtime/camera/drivers.ts); put what drivers share directly into runtime/camera, or into reader/ if they have a reader process.',
      severity: 'error',
      from: { path: '^runtime/camera/([^/]+)/' },
      to: {
        path: [
          '^runtime/(config|metrics)\\.ts$',
          '^runtime/(gateway|routes|connections|captures|device|settings|commands)/',
          '^runtime/camera/(?!$1/|reader/|jpeg/)[^/]+/',
          'fastify',
          '(^|/)node_modules/ws/',
        ],
      },
    },
    {
      name: 'plate-knows-pixels-only',
      comment: 'Pixels in, facts out. Pass pixels and thresholds as arguments.',
      severity: 'error',
      from: { path: '^runtime/plate/' },
      to: {
        path: [
          '^runtime/(?!plate/|errors\\.ts|clock\\.ts)',
          '^(functions|console|client|test|bench)/',
          'fastify',
        ],
      },
    },
    {
      name: 'only-gateway-and-connections-know-servers',
      comment:
        'Handlers run on hosts without our server. Answer with a Reply, and send to clients through device.connections.',
      severity: 'error',
      from: { path: '^(functions|runtime)/', pathNot: '^runtime/(gateway|connections)/' },
      to: { path: ['node_modules/fastify/', 'node_modules/@fastify/', 'node_modules/ws/'] },
    },
    {
      name: 'only-the-catalogue-knows-sql',
      comment:
        'All SQL is in runtime/captures/catalogue. Add an operation (operations.ts), or a query to its reader (reader.ts).',
      severity: 'error',
      from: { path: '^(runtime|functions)/', pathNot: '^runtime/captures/catalogue/' },
      to: { path: '^node:sqlite$|^sqlite$', dependencyTypes: ['core'] },
    },
    {
      name: 'console-knows-the-client-only',
      comment: 'The page uses the service as any front end does. Call it through client/src.',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^(functions|runtime|test|bench|deploy)/' },
    },
    {
      name: 'client-knows-nothing-of-the-service',
      comment:
        'The client is a package of its own. Its types come from client/openapi.json (npm run build:client).',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { path: '^(functions|runtime|console|test|bench|deploy)/' },
    },
    {
      name: 'floors-use-none-of-our-code',
      comment:
        'A floor that runs through our own code hides what that code costs. Use plain Node in bench/peers.',
      severity: 'error',
      from: { path: '^bench/peers/bare-' },
      to: { path: '^(functions|runtime|console|client)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: '^(console|client)/dist/',
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
