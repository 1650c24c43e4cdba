import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Suites that need a system package have their own commands (see package.json).
    exclude: [
      'test/contract/serverless-offline.test.ts',
      'test/hosts/**',
      'test/deploy/archive.test.ts',
      'test/deploy/image.test.ts',
      'test/device/**',
      'test/captures/disk/**',
      'test/browser/**',
      'test/camera/ffmpeg*',
      'test/camera/genicam/device*',
    ],
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT' },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
