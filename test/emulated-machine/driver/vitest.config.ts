import { defineConfig } from 'vitest/config'

// Inside the machine: one camera is read by one file at a time.
export default defineConfig({
  test: {
    include: ['test/emulated-machine/driver/*.guest.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
  },
})
