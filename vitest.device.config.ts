import { defineConfig } from 'vitest/config'

// Each file boots a machine of its own, which keeps one processor busy: two at a time.
export default defineConfig({
  test: {
    include: ['test/device/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 480_000,
  },
})
