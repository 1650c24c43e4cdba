import { defineConfig } from 'vitest/config'

// Each file boots a machine of its own, whose two processors take two of this one's.
export default defineConfig({
  test: {
    include: ['test/device/**/*.test.ts'],
    globalSetup: 'test/device/machine/compile-cache.ts',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 480_000,
  },
})
