import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

/** What each role may read of a person; the password's hash is granted to nobody. */
const columns = [
  'id',
  'name',
  'email',
  'role',
  'phone',
  'date_of_birth',
  'profile_picture_url',
  'preferences',
  'is_active',
  'is_email_verified',
  'is_provisional',
  'is_machine',
  'created_at',
  'updated_at',
  'last_login_at',
] as const
/** After every name that begins so, in byte order. */
const afterAll = '\u{10FFFF}'

export function findUser(tx: Tx, userId: string) {
  return tx.selectFrom('users').select(columns).where('id', '=', userId).executeTakeFirst()
}
export type UserRow = NonNullable<Awaited<ReturnType<typeof findUser>>>

export type UserFilter = { role?: string | undefined; isActive?: boolean | undefined; query?: string | undefined }
export type NameKey = { name: string; id: string }

/** By name, from after `last` on. A range over name_folded, because LIKE may not use an index under row security. */
export function listUsers(tx: Tx, filter: UserFilter, limit: number, last: NameKey | undefined) {
  let users = tx
    .selectFrom('users')
    .select(columns)
    .select('name_folded')
    .orderBy('name_folded')
    .orderBy('id')
    .limit(limit)
  if (filter.role !== undefined) users = users.where('role', '=', filter.role)
  if (filter.isActive !== undefined) users = users.where('is_active', '=', filter.isActive)
  if (filter.query !== undefined) users = users.where(...from(filter.query)).where(...until(filter.query))
  if (last) users = users.where(sql<boolean>`(name_folded, id) > (${last.name}, ${last.id}::uuid)`)
  return users.execute()
}
const from = (query: string) => ['name_folded', '>=', sql<string>`lower(${query}::text)`] as const
const until = (query: string) => ['name_folded', '<', sql<string>`lower(${query}::text) || ${afterAll}`] as const

export type ProfileChange = {
  name?: string | undefined
  phone?: string | null | undefined
  profile_picture_url?: string | null | undefined
  date_of_birth?: string | null | undefined
  is_active?: boolean | undefined
  /** Merged over what is there. */
  preferences?: object | undefined
}

/** Undefined when the caller may not see that person; what they may not change is refused by the database. */
export async function changeUser(tx: Tx, userId: string, { preferences, ...change }: ProfileChange) {
  const merged = preferences ? { preferences: sql<string>`preferences || ${JSON.stringify(preferences)}::jsonb` } : {}
  const values = { ...change, ...merged }
  if (Object.values(values).every((value) => value === undefined)) return findUser(tx, userId)
  return tx.updateTable('users').set(values).where('id', '=', userId).returning(columns).executeTakeFirst()
}

export type NewUser = { name: string; email: string; role: string; hash: string; dateOfBirth: string | null }

export async function createUser(tx: Tx, { name, email, role, hash, dateOfBirth }: NewUser): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select auth.create_user(${name}, ${email}, ${role}, ${hash}, ${dateOfBirth}::date) as id`.execute(tx)
  if (!rows[0]) throw new Error('no account was made')
  return rows[0].id
}

export async function changeRole(tx: Tx, userId: string, role: string): Promise<void> {
  await sql`select auth.change_role(${userId}, ${role})`.execute(tx)
}

/** False when there is no such account. Every session of that person ends. */
export async function resetAccount(tx: Tx, userId: string, hash: string): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`select auth.reset_account(${userId}, ${hash}) as done`.execute(tx)
  return rows[0]?.done ?? false
}
