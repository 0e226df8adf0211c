#!/usr/bin/env -S node --max-semi-space-size=8
// Plain JavaScript, since it runs before there is a cache: from the second start on Node finds our TypeScript stripped and compiled,
// and loads neither the stripper (20 MiB in each thread) nor what it leaves behind. A cache that cannot be written is done without.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

const cache = fileURLToPath(new URL('../../../node_modules/.cache/firstread', import.meta.url))
enableCompileCache(process.env.NODE_COMPILE_CACHE ?? cache)
process.env.NODE_COMPILE_CACHE ??= cache // for threads

await import('../src/main.ts')
