import { readFile } from 'node:fs/promises'
import { createTestDatabase, type TestDatabase } from '@firstread/testing/database'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** The seed, line by line: seed.json lists each column, key, check, index, rule, trigger and view of the document. */
type Column = { column: string; type: string; key?: 'PK' | 'FK' | 'UK'; note?: string }
type Seed = {
  tables: Record<string, Column[]>
  indexes: { name: string; table: string; columns: string }[]
  uniques: [string, string][]
  checks: [string, string, string[]][]
  ranges: [string, string, number, number][]
  references: [string, string, string, 'cascade' | 'restrict' | 'set null' | null][]
  updatedAt: string[]
  views: Record<string, string[]>
}
const seed: Seed = JSON.parse(await readFile(new URL('./seed.json', import.meta.url), 'utf8'))

/** docs/decisions/0006: `timestamp` is timestamptz everywhere; the rest is PostgreSQL's own spelling. */
const typeOf: Record<string, string> = {
  uuid: 'uuid',
  varchar: 'character varying',
  text: 'text',
  date: 'date',
  timestamp: 'timestamp with time zone',
  boolean: 'boolean',
  jsonb: 'jsonb',
  inet: 'inet',
  decimal: 'numeric',
  integer: 'integer',
  bigint: 'bigint',
}
const deleteRule: Record<string, string> = { c: 'cascade', r: 'restrict', n: 'set null', a: 'no action' }

let database: TestDatabase
let client: pg.Client
beforeAll(async () => {
  database = await createTestDatabase()
  client = new pg.Client({ connectionString: database.adminUrl })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})
const rows = async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows

describe.each(Object.entries(seed.tables))('table %s', (table, columns) => {
  test.each(columns.map((column) => [column.column, column] as const))(
    'has %s as the seed says',
    async (name, column) => {
      const [found] = await rows(
        `select data_type from information_schema.columns where table_schema = 'public' and table_name = $1 and column_name = $2`,
        [table, name],
      )
      expect(found?.data_type).toBe(typeOf[column.type])
      if (column.key === 'PK') expect(await primaryKey(table)).toContain(name)
      if (column.key === 'UK') expect(await isUnique(table, name)).toBe(true)
      if (column.key === 'FK') expect(await references(table, name)).toHaveLength(1)
    },
  )
})

const primaryKey = async (table: string): Promise<string[]> =>
  (
    await rows(
      `select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
     where i.indrelid = $1::regclass and i.indisprimary`,
      [`public.${table}`],
    )
  ).map(({ attname }) => attname)

const isUnique = async (table: string, column: string): Promise<boolean> =>
  (
    await rows(
      `select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where i.indrelid = $1::regclass and i.indisunique and i.indnkeyatts = 1 and i.indpred is null and a.attname = $2`,
      [`public.${table}`, column],
    )
  ).length > 0

const references = (table: string, column: string) =>
  rows(
    `select c.confrelid::regclass::text as target, c.confdeltype as rule from pg_constraint c
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.conrelid = $1::regclass and a.attname = $2`,
    [`public.${table}`, column],
  )

test.each(seed.uniques)('%s.%s is unique', async (table, column) => {
  expect(await isUnique(table, column)).toBe(true)
})

test.each(seed.references)(
  '%s.%s points at %s and follows the seed on delete: %s',
  async (table, column, target, rule) => {
    const [found] = await references(table, column)
    expect(found?.target).toBe(target)
    if (rule) expect(deleteRule[found.rule]).toBe(rule)
  },
)

test.each(seed.checks)("%s.%s takes exactly the seed's words", async (table, column, words) => {
  const [found] = await rows(
    `select pg_get_constraintdef(oid) as text from pg_constraint where contype = 'c' and conrelid = $1::regclass and conname = $2`,
    [`public.${table}`, `${table}_${column}_check`],
  )
  const taken = [...(found?.text ?? '').matchAll(/'([^']+)'::/g)].map((match) => match[1])
  expect(taken.toSorted()).toEqual(words.toSorted())
})

test.each(seed.ranges)('%s.%s lies between %d and %d', async (table, column, low, high) => {
  const [found] = await rows(
    `select pg_get_constraintdef(oid) as text from pg_constraint where contype = 'c' and conrelid = $1::regclass and conname = $2`,
    [`public.${table}`, `${table}_${column}_check`],
  )
  expect([...(found?.text ?? '').matchAll(/[<>]= \(?(-?\d+)/g)].map((match) => Number(match[1]))).toEqual([low, high])
})

test.each(seed.indexes.map((index) => [index.name, index] as const))(
  'index %s stands as the seed writes it',
  async (name, index) => {
    const [found] = await rows(
      `select tablename, indexdef from pg_indexes where schemaname = 'public' and indexname = $1`,
      [name],
    )
    expect(found?.tablename).toBe(index.table)
    expect(found?.indexdef.toLowerCase()).toContain(`(${index.columns.toLowerCase()})`)
  },
)

test.each(seed.updatedAt)('%s.updated_at follows every update', async (table) => {
  const found = await rows(
    `select 1 from pg_trigger t join pg_proc p on p.oid = t.tgfoid
     where t.tgrelid = $1::regclass and p.proname = 'update_updated_at_column' and (t.tgtype & 2) = 2 and (t.tgtype & 16) = 16`,
    [`public.${table}`],
  )
  expect(found).toHaveLength(1)
})

test.each(Object.entries(seed.views))("view %s has the seed's columns in the seed's order", async (view, columns) => {
  const found = await rows(
    `select column_name from information_schema.columns where table_schema = 'public' and table_name = $1 order by ordinal_position`,
    [view],
  )
  expect(found.map(({ column_name }) => column_name)).toEqual(columns)
})

test('every primary key is a uuid made by uuid_generate_v4()', async () => {
  for (const [table, columns] of Object.entries(seed.tables)) {
    const key = columns.find((column) => column.key === 'PK')
    const [found] = await rows(
      `select column_default from information_schema.columns where table_schema = 'public' and table_name = $1 and column_name = $2`,
      [table, key?.column],
    )
    expect(found.column_default, table).toBe('uuid_generate_v4()')
  }
})

test('audit_logs and notifications are partitioned by month, with months ahead already made', async () => {
  for (const table of ['audit_logs', 'notifications']) {
    const months = await rows(
      `select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass and c.relname ~ '_\\d{4}_\\d{2}$'`,
      [`public.${table}`],
    )
    expect(months.length, table).toBeGreaterThanOrEqual(4)
  }
})
