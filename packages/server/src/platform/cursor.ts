import { Problem } from '@firstread/contract'
import type { z } from 'zod'

/** A cursor is the last row's sort key. It grants nothing: the database decides again what the caller may see. */
export const writeCursor = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/** @throws Problem  bad-cursor */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string | undefined): T | undefined {
  if (cursor === undefined) return undefined
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new Problem('bad-cursor', undefined, { cause })
  }
}

/** Cuts a page out of `limit + 1` rows. */
export function cutPage<R>(
  rows: R[],
  limit: number,
  keyOf: (row: R) => unknown,
): { rows: R[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, nextCursor: rows.length > limit && last !== undefined ? writeCursor(keyOf(last)) : null }
}
