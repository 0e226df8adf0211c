/** The API on a filled database, in a process of its own: the client must not share its event loop. Prints its port. */
import { mkdtemp } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApi, keysFrom, openApp, readConfig } from '@firstread/server'

const [adminUrl = ''] = process.argv.slice(2)
const home = await mkdtemp(join(tmpdir(), 'firstread-qido-'))
const config = readConfig({ FIRSTREAD_HOME: home, LOG_LEVEL: 'silent', PORT: '0' })
const app = await openApp({ config, keys: keysFrom(Buffer.alloc(32, 'bench')), adminUrl, part: 'api' })
const server = await createApi(app)
await server.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`${(server.server.address() as AddressInfo).port}\n`)
process.on('SIGTERM', () => process.exit(0))
