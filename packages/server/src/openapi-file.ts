/** `npm run api`: writes docs/openapi.json from the routes. `--check` only compares. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApi } from './api.ts'
import { openApp } from './open-app.ts'
import { readConfig } from './platform/config.ts'
import { keysFrom } from './platform/keys.ts'

const file = new URL('../../../docs/openapi.json', import.meta.url)

/** The routes describe themselves; no database is asked (the pool connects on first use only). */
async function describe(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'firstread-openapi-'))
  const config = readConfig({ FIRSTREAD_HOME: home, LOG_LEVEL: 'silent' })
  const app = await openApp({
    config,
    keys: keysFrom(Buffer.alloc(32)),
    adminUrl: 'postgres://nobody@127.0.0.1:1/none',
    part: 'api',
  })
  try {
    const server = await createApi(app)
    const document = (await server.inject('/api/openapi.json')).json()
    await server.close()
    return `${JSON.stringify(document, null, 2)}\n`
  } finally {
    await app.close()
    await rm(home, { recursive: true, force: true })
  }
}

const text = await describe()
if (!process.argv.includes('--check')) await writeFile(file, text)
else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
  process.stderr.write('docs/openapi.json is not what the routes say. Run `npm run api` and commit the result.\n')
  process.exitCode = 1
}
