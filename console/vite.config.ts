import { defineConfig } from 'vite'
import { precompress } from './precompress.ts'

/** Relative addresses, so that the page works under any prefix; names with a hash, which the service lets browsers keep for good. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [precompress()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
})
