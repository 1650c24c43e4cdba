import { defineConfig } from 'vitest/config'

// Each file boots a machine of its own, 12 to 15 times slower than this one; two at once would share two processors.
export default defineConfig({
  test: {
    include: ['test/device/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 480_000,
  },
})
