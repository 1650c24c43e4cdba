import { defineConfig } from 'vitest/config'

export default defineConfig({
  // On file systems that fail: root, to mount tmpfs and loop devices; packages gcc, libc6-dev and e2fsprogs.
  test: {
    include: ['test/captures/disk/*.test.ts'],
    fileParallelism: false,
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT' },
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
