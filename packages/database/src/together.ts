import type pg from 'pg'
import type { Query, Result } from './prepared.ts'

type Waiting = { text: string; values: unknown[] }

/** What nobody waits for: its answer is empty, and whatever it does is only worth something when the transaction commits. */
const unheard = /^\s*(begin$|select audit\.write\()/i
const ends = /^(commit|rollback)$/i

/**
 * Sends the beginning of a transaction with its first question, and the audit entry with the commit: each is a packet less,
 * and waking the server for it costs more than what it does there. The order stays, and nothing is answered before all of
 * it was: an entry that cannot be written fails the commit, as it failed by itself. Connections are opened with pg's
 * `pipeline`.
 */
export function together(client: pg.PoolClient, run: Query): Query {
  let waiting: Waiting[] = []

  return async (text, values = []) => {
    if (unheard.test(text)) {
      waiting.push({ text, values })
      return { command: text.trim().slice(0, 6).toUpperCase(), rowCount: 0, rows: [] }
    }
    const before = waiting
    waiting = []
    const isEnd = ends.test(text)
    // Nothing was sent of it: there is nothing to end.
    if (isEnd && before[0] && /^begin$/i.test(before[0].text.trim()) && (before.length === 1 || /^r/i.test(text)))
      return { command: text.toUpperCase(), rowCount: null, rows: [] }
    return /^rollback$/i.test(text) ? run(text) : inOnePacket(client, [...before, { text, values }], run)
  }
}

/** @throws the first trouble: what comes behind it only says that the transaction is over */
async function inOnePacket(client: pg.PoolClient, all: readonly Waiting[], run: Query): Promise<Result> {
  const { stream } = (client as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection
  stream.cork()
  const answers = all.map(({ text, values }) => run(text, values))
  stream.uncork()
  for (const answer of answers) answer.catch(() => undefined)
  let last: Result | undefined
  for (const answer of answers) last = await answer
  if (!last) throw new Error('nothing was asked')
  return last
}
