import { createHash } from 'node:crypto'
import type pg from 'pg'
import { together } from './together.ts'

/**
 * Planning a worklist page under row security costs several times its execution, so each connection prepares what it
 * runs with parameters and runs it by name from then on.
 *
 * A plan belongs to the role it was made for: PostgreSQL throws it away when another role runs it (plancache.c,
 * dependsOnRLS). The name therefore carries the role, which the connection learns from the answer of auth.begin.
 */
const namesPerConnection = 400

export type Result = { command?: string; rowCount: number | null; rows: Record<string, unknown>[] }
export type Query = (text: string, values?: unknown[]) => Promise<Result>

/** Behind pgbouncer's transaction mode before 1.21 prepared statements do not work: open without it there. */
export function prepareQueries(client: pg.PoolClient): void {
  const send = client.query.bind(client) as (...args: unknown[]) => unknown
  const names = new Map<string, string>()
  let role = ''

  const nameOf = (text: string): string | undefined => {
    const key = `${role}\n${text}`
    const known = names.get(key)
    if (known || names.size >= namesPerConnection) return known
    const name = `fr_${createHash('sha256').update(key).digest('base64url').slice(0, 22)}`
    names.set(key, name)
    return name
  }

  const run: Query = async (text, values = []) => {
    // Whoever was entered is so until the transaction ends; what is sent together is named before that.
    const name = values.length > 0 ? nameOf(text) : undefined
    if (/^(commit|rollback|begin)\b/i.test(text)) role = ''
    const sent = values.length === 0 ? send(text) : send(name ? { name, text, values } : { text, values })
    const result = (await sent) as Result
    if (/auth\.begin(_peer)?\(/.test(text)) role = String(result.rows[0]?.role ?? '')
    return result
  }

  const ask = together(client, run)
  client.query = ((text: unknown, values?: unknown, ...rest: unknown[]) => {
    if (typeof text !== 'string' || rest.length > 0 || typeof values === 'function') return send(text, values, ...rest)
    return ask(text, Array.isArray(values) ? values : [])
  }) as typeof client.query
}
