import { createHash } from 'node:crypto'
import type pg from 'pg'

/**
 * Planning a worklist page under row security costs several times its execution, so each connection prepares what it
 * runs with parameters and runs it by name from then on.
 *
 * A plan belongs to the role it was made for: PostgreSQL throws it away when another role runs it (plancache.c,
 * dependsOnRLS). The name therefore carries the role, which the connection learns from the answer of auth.begin.
 */
const namesPerConnection = 400

type Query = (text: string, values: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>

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

  const run: Query = async (text, values) => {
    const name = nameOf(text)
    const result = (await send(name ? { name, text, values } : { text, values })) as Awaited<ReturnType<Query>>
    if (/auth\.begin(_peer)?\(/.test(text)) role = String(result.rows[0]?.role ?? '')
    return result
  }

  client.query = ((text: unknown, values?: unknown, ...rest: unknown[]) => {
    if (typeof text !== 'string' || rest.length > 0 || typeof values === 'function') return send(text, values, ...rest)
    if (/^(commit|rollback|begin)\b/i.test(text)) role = ''
    return Array.isArray(values) && values.length > 0 ? run(text, values) : send(text, values)
  }) as typeof client.query
}
