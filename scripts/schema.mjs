// npm run schema: writes packages/database/schema.sql from the migrations.
import { bootstrap, run } from './bootstrap.mjs'

await bootstrap()
process.exit(await run(process.execPath, ['packages/database/src/dump.ts']))
