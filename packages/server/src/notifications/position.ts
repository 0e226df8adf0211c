import { Problem } from '@firstread/contract'
import type { Position } from './event-queries.ts'

/** As the `id` of a server-sent event. */
export const writePosition = ({ transaction, event }: Position) => `${transaction}.${event}`

const largest = 2n ** 63n - 1n

/** @throws Problem  bad-cursor */
export function readPosition(text: string): Position {
  const [, transaction, event] = /^(\d{1,19})\.(\d{1,19})$/.exec(text) ?? []
  if (!transaction || !event || BigInt(transaction) > largest || BigInt(event) > largest)
    throw new Problem('bad-cursor')
  return { transaction, event }
}

export const isAfter = (one: Position, other: Position) => BigInt(one.transaction) > BigInt(other.transaction)
