import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createApi } from '../api.ts'
import { dicomwebResources } from '../archive/index.ts'
import { openApp } from '../open-app.ts'
import { readConfig } from '../platform/config.ts'
import { keysFrom } from '../platform/keys.ts'
import { filled, tables } from './tables.ts'

const page = readFileSync(new URL('../../../../docs/conformance.md', import.meta.url), 'utf8')

test('docs/conformance.md says what the code does (else run conformance-file.ts), in every table', () => {
  expect(filled(page)).toBe(page)
  const shown = [...page.matchAll(/<!-- table: ([a-z-]+) -->/g)].map(([, name]) => name)
  expect(shown.toSorted()).toEqual(Object.keys(tables).toSorted())
})

test('each DICOMweb resource of the statement is there', async () => {
  const home = await mkdtemp(join(tmpdir(), 'firstread-conformance-'))
  const config = readConfig({ FIRSTREAD_HOME: home, LOG_LEVEL: 'silent' })
  // No database is asked for that.
  const adminUrl = 'postgres://nobody@127.0.0.1:1/none'
  const app = await openApp({ config, keys: keysFrom(Buffer.alloc(32)), adminUrl, part: 'api' })
  const server = await createApi(app)
  const missing = dicomwebResources.filter(({ method, path }) => !server.hasRoute({ method, url: `/dicom-web${path}` }))
  await server.close()
  await app.close()
  await rm(home, { recursive: true, force: true })
  expect(missing).toEqual([])
})
