// npm start: a whole Firstread on this machine.
import { bootstrap, run } from './bootstrap.mjs'
import { nodeFlags } from './node-flags.mjs'
import { buildWebWhenStale } from './web.mjs'

await bootstrap()
await buildWebWhenStale()
process.exit(
  await run(process.execPath, [...nodeFlags, 'packages/cli/bin/firstread.mjs', 'demo', ...process.argv.slice(2)]),
)
