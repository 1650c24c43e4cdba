import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Against Debian's simulated GigE Vision camera: packages aravis-tools and libaravis-0.8-0.
  test: {
    include: ['test/camera/genicam/device*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
})
