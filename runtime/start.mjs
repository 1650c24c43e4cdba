// What `npm start` runs: main.ts with Node's compile cache on. Types are then stripped at the first start only, and the
// stripper is not even loaded at the next ones, which halves the time to start and saves some 30 MB.
import { enableCompileCache } from 'node:module'
import { compileCacheFolder } from './host/compile-cache.mjs'

// A folder that the administrator named is in use already.
const folder = process.env.NODE_COMPILE_CACHE ? undefined : compileCacheFolder()
if (folder !== undefined) enableCompileCache(folder)
await import('./main.ts')
