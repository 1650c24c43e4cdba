// What `npm start` runs: main.ts with Node's compile cache on. Types are then stripped at the first start only, and the
// stripper is not even loaded at the next ones, which halves the time to start and saves some 30 MB.
import { enableCompileCache } from 'node:module'
import { compileCacheFolder } from './host/compile-cache.mjs'
import { keepMemorySmall } from './host/memory.mjs'

keepMemorySmall()
// A folder that the administrator named is in use already.
process.env.NODE_COMPILE_CACHE ||= compileCacheFolder() ?? ''
if (process.env.NODE_COMPILE_CACHE) enableCompileCache(process.env.NODE_COMPILE_CACHE)
await import('./main.ts')
