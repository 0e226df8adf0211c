import { readFile } from 'node:fs/promises'
import { type EmbeddedServer, migrate, startEmbedded } from '@firstread/database'
import pg from 'pg'

/** Rows of one year at 10,000 users (the seed's table), scaled. */
export type Sizes = { users: number; reports: number; notes: number; audit: number }
export const sizesAt = (scale: number): Sizes => ({
  users: 10_000,
  reports: Math.round(500_000 * scale),
  notes: Math.round(2_000_000 * scale),
  audit: Math.round(5_000_000 * scale),
})

export type Year = { server: EmbeddedServer; rootKey: Buffer; seconds: number }

/** A migrated embedded PostgreSQL filled with a year. At full size about four minutes on two cores, 4 GB. */
export async function fillYear(sizes: Sizes): Promise<Year> {
  const began = Date.now()
  const rootKey = Buffer.alloc(32, 'bench')
  const server = await startEmbedded({ ephemeral: true })
  await migrate(server.url, { rootKey })
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  const text = await readFile(new URL('./fill.sql', import.meta.url), 'utf8')
  // Our own numbers, put in by name; the file holds no value from outside.
  const filled = text.replace(/\$(users|reports|notes|audit)\$/g, (_all, name: keyof Sizes) => String(sizes[name]))
  for (const statement of filled.split(/;\s*\n/).filter((part) => part.trim())) await client.query(statement)
  await client.query('vacuum analyze')
  await client.end()
  return { server, rootKey, seconds: Math.round((Date.now() - began) / 1000) }
}

/** The n-th thing of a kind, as fill.sql numbers them. */
export async function keyOf(client: pg.Client, kind: string, n: number): Promise<string> {
  return (await client.query('select md5($1 || $2::text)::uuid as id', [kind, n])).rows[0].id
}
