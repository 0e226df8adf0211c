// npm run schema: writes packages/database/schema.sql from the migrations.
import { bootstrap } from './bootstrap.mjs'
import { writeDump } from './checks.mjs'

await bootstrap()
process.exit(await writeDump())
