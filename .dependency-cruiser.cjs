// The import rule: data flows socket -> gateway -> event -> handler -> device -> driver -> file.
const functionRuntime =
  '^runtime/(device/(?!open-device)[^/]+|routes/[^/]+|config|errors|logger|metrics|clock|version)\\.ts$'

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'functions-are-isolated',
      comment:
        'An endpoint imports functions/lib and the narrow part of the runtime, never another endpoint.',
      severity: 'error',
      from: { path: '^functions/[^/]+\\.ts$' },
      to: {
        path: '^(functions|runtime|console|test|bench|deploy)/',
        pathNot: ['^functions/lib/', functionRuntime],
      },
    },
    {
      name: 'function-lib-sees-only-the-device-port',
      severity: 'error',
      from: { path: '^functions/lib/' },
      to: { path: '^(functions|runtime)/', pathNot: ['^functions/lib/', functionRuntime] },
    },
    {
      name: 'runtime-never-names-a-function',
      comment: 'The gateway loads handlers by the handler string in serverless.yml.',
      severity: 'error',
      from: { path: '^runtime/' },
      to: { path: '^functions/' },
    },
    {
      name: 'drivers-know-no-http-no-config-and-no-other-driver',
      severity: 'error',
      from: { path: '^runtime/camera/([^/]+)/' },
      to: {
        path: [
          '^runtime/(config|metrics)\\.ts$',
          '^runtime/(gateway|connections|captures|device|settings)/',
          // What every driver with a reader process shares is in reader/.
          '^runtime/camera/(?!$1/|reader/)[^/]+/',
          'fastify',
          '(^|/)node_modules/ws/',
        ],
      },
    },
    {
      name: 'only-gateway-and-connections-know-servers',
      severity: 'error',
      from: { path: '^(functions|runtime)/', pathNot: '^runtime/(gateway|connections)/' },
      to: { path: ['node_modules/fastify/', 'node_modules/@fastify/', 'node_modules/ws/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
