/** The client generated from docs/openapi.json (`npm run api`), and a login that keeps itself alive. */

export { type Connection, type Credentials, connect, RefusedError } from './connect.ts'
export { client } from './generated/client.gen.ts'
export * from './generated/index.ts'
