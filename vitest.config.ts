import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Proofs that need minutes or a whole service in a process of its own: `npm test` runs them, `npm run test:fast` does not. */
const SLOW = [
  'test/service/**/*.test.ts',
  'test/specification/**/*.test.ts',
  'test/api/new-endpoint.test.ts',
  'test/contract/runtime.test.ts',
  'test/captures/crash.test.ts',
  'test/captures/new-field.test.ts',
  'test/captures/backup.test.ts',
  'test/captures/reconcile.test.ts',
  'test/captures/verify.test.ts',
  'test/calibration/**/*.test.ts',
  'test/camera/simulated.test.ts',
  'test/camera/v4l2/measure-latency.test.ts',
  'test/plate/**/*.test.ts',
  'test/camera/supervision.test.ts',
  'test/camera/stream-sources.test.ts',
  'test/camera/http.test.ts',
  'test/commands/**/*.test.ts',
  'test/client/**/*.test.ts',
  'test/fuzz/**/*.test.ts',
  'test/host/**/*.test.ts',
]
const FFMPEG = ['test/camera/ffmpeg.test.ts']
const GENICAM = ['test/camera/genicam/device*.test.ts']
const BROWSER = ['test/browser/**/*.test.ts']
const SERVERLESS = ['test/contract/serverless-offline.test.ts', 'test/serverless/**/*.test.ts']
const PACKAGE = ['test/deploy/archive.test.ts']
const IMAGE = ['test/deploy/image.test.ts']
const DISK = ['test/captures/disk/**/*.test.ts']
const DELIVERY = ['test/delivery/**/*.test.ts']
const PROXY = ['test/proxy/**/*.test.ts']
const MACHINE = ['test/emulated-machine/**/*.test.ts']
const NEEDS_SYSTEM_PACKAGE = [
  ...FFMPEG,
  ...GENICAM,
  ...BROWSER,
  ...SERVERLESS,
  ...PACKAGE,
  ...IMAGE,
  ...DISK,
  ...DELIVERY,
  ...PROXY,
  ...MACHINE,
]

const env = {
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  // The programs that tests start are compiled once.
  NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/tests', import.meta.url)),
}

/** These files share the modules of their worker, whose loading would take longer than most of them; they wait more than they compute. */
const IN_PROCESS = { isolate: false, maxWorkers: 4, testTimeout: 60_000, hookTimeout: 60_000 }

/** One project per suite; package.json has a command for each, and CONTRIBUTING.md says what each needs. */
export default defineConfig({
  test: {
    projects: [
      suite('fast', {
        include: ['test/**/*.test.ts'],
        exclude: [...SLOW, ...NEEDS_SYSTEM_PACKAGE],
        ...IN_PROCESS,
      }),
      suite('slow', { include: SLOW, ...IN_PROCESS }),
      suite('ffmpeg', { include: FFMPEG, testTimeout: 60_000, hookTimeout: 30_000 }),
      suite('genicam', {
        include: GENICAM,
        fileParallelism: false,
        testTimeout: 60_000,
        hookTimeout: 30_000,
      }),
      suite('browser', {
        include: BROWSER,
        globalSetup: ['test/browser/build-console.ts'],
        // They wait more than they compute.
        maxWorkers: 2,
        testTimeout: 90_000,
        hookTimeout: 60_000,
      }),
      suite('serverless', {
        include: [...SERVERLESS, 'test/contract/runtime.test.ts'],
        fileParallelism: false,
        testTimeout: 30_000,
        hookTimeout: 120_000,
      }),
      suite('package', { include: PACKAGE, testTimeout: 120_000, hookTimeout: 600_000 }),
      suite('image', { include: IMAGE, testTimeout: 120_000, hookTimeout: 900_000 }),
      suite('delivery', {
        include: DELIVERY,
        fileParallelism: false,
        testTimeout: 60_000,
        hookTimeout: 120_000,
      }),
      suite('proxy', { include: PROXY, testTimeout: 60_000, hookTimeout: 60_000 }),
      suite('disk', { include: DISK, fileParallelism: false, testTimeout: 120_000, hookTimeout: 60_000 }),
      suite('machine', {
        include: MACHINE,
        globalSetup: ['test/emulated-machine/machine/compile-cache.ts'],
        // Each file boots a machine of its own, whose two processors take two of this one's.
        fileParallelism: false,
        testTimeout: 120_000,
        hookTimeout: 480_000,
      }),
    ],
  },
})

function suite(name: string, options: Record<string, unknown>) {
  return { test: { name, env, ...options } }
}
