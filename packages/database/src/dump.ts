/** `npm run schema`: writes schema.sql and the table types from what the migrations make. `--check` only compares. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startEmbedded } from './embedded/index.ts'
import { migrate } from './migrate.ts'

const run = promisify(execFile)
const schemaFile = new URL('../schema.sql', import.meta.url)
const typesFile = new URL('./types.ts', import.meta.url)

/** Monthly partitions depend on the day of the dump, so they stay out of it. */
const monthly = ['audit_logs_2*', 'notifications_2*'].map((pattern) => `--exclude-table=public.${pattern}`)

async function dumpSchema(url: string): Promise<string> {
  const schemas = ['public', 'app', 'auth', 'audit', 'jobs'].map((name) => `--schema=${name}`)
  const { stdout } = await run('pg_dump', ['--schema-only', ...schemas, ...monthly, url], { maxBuffer: 64 << 20 })
  // The versions of server and client, and a random key of newer pg_dumps, are no part of the schema.
  return stdout.replace(/^-- Dumped (from|by) .*\n/gm, '').replace(/^\\(un)?restrict .*\n/gm, '')
}

async function generateTypes(url: string, folder: string): Promise<string> {
  const out = join(folder, 'types.ts')
  const flags = ['--dialect', 'postgres', '--numeric-parser', 'number', '--date-parser', 'string', '--out-file', out]
  const tables = [
    '--include-pattern',
    '(public|app|audit|auth).*',
    '--exclude-pattern',
    '(public|app|audit|auth).(*_20*|*_default)',
  ]
  await run('kysely-codegen', ['--url', url, ...flags, ...tables], { maxBuffer: 64 << 20 })
  const text = await readFile(out, 'utf8')
  // int8 is read as a number here (src/open.ts).
  return text
    .replace(
      /^export type Int8 = .*$/m,
      'export type Int8 = ColumnType<number, bigint | number | string, bigint | number | string>;',
    )
    .replace('export interface DB {', 'export interface Database {')
}

async function main(check: boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'firstread-schema-'))
  const server = await startEmbedded({ ephemeral: true })
  try {
    await migrate(server.url, { rootKey: Buffer.alloc(32) })
    const made = [
      [schemaFile, await dumpSchema(server.url)],
      [typesFile, await generateTypes(server.url, folder)],
    ] as const
    for (const [file, text] of made) {
      if (!check) await writeFile(file, text)
      else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
        throw new Error(
          `${file.pathname} is not what the migrations make. Run \`npm run schema\` and commit the result.`,
        )
      }
    }
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

await main(process.argv.includes('--check'))
