/** Makes the tables of docs/conformance.md anew: `node packages/server/src/conformance/conformance-file.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { filled } from './tables.ts'

const file = new URL('../../../../docs/conformance.md', import.meta.url)
writeFileSync(file, filled(readFileSync(file, 'utf8')))
