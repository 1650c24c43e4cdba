import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['test/deploy/image.test.ts'], testTimeout: 120_000, hookTimeout: 900_000 },
})
