#!/usr/bin/env -S node --max-semi-space-size=8
// Plain JavaScript, since it runs before there is a cache: from the second start on Node finds our TypeScript stripped and compiled,
// and loads neither the stripper (20 MiB in each thread) nor what it leaves behind. A cache that cannot be written is done without.
import * as modules from 'node:module'
import { fileURLToPath } from 'node:url'

if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write('Firstread runs under the Node 24 that npm installed with it: npx firstread …\n')
  process.exit(1)
}
const cache = fileURLToPath(new URL('../../../node_modules/.cache/firstread', import.meta.url))
modules.enableCompileCache(process.env.NODE_COMPILE_CACHE ?? cache)
process.env.NODE_COMPILE_CACHE ??= cache // for threads

await import('../src/main.ts')
