// npm run api: writes docs/openapi.json from the routes, then the client from it. --check only compares.
import { bootstrap, run } from './bootstrap.mjs'

await bootstrap()
const flags = process.argv.slice(2)
const code = await run(process.execPath, ['packages/server/src/openapi-file.ts', ...flags])
process.exit(code || (await run(process.execPath, ['packages/client/generate.ts', ...flags])))
