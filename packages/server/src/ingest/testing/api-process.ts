/** The API in a process of its own, for tests that kill it. argv: the options as JSON. Says `ready` and its port. */
import type { AddressInfo } from 'node:net'
import { testRootKey } from '@firstread/testing'
import { createApi, keysFrom, openApp, readConfig } from '../../index.ts'

export type ApiProcessOptions = { adminUrl: string; home: string }

const { adminUrl, home }: ApiProcessOptions = JSON.parse(process.argv[2] ?? '')
const config = readConfig({ FIRSTREAD_HOME: home, LOG_LEVEL: 'fatal', PORT: '0' })
const app = await openApp({ config, keys: keysFrom(testRootKey), adminUrl, part: 'api' })
const server = await createApi(app)
await server.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`ready ${(server.server.address() as AddressInfo).port}\n`)
