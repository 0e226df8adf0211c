import { setTimeout } from 'node:timers/promises'
import { Problem } from '@firstread/contract'
import { NotEntered } from '@firstread/database'
import type { App } from '../platform/app.ts'
import type { Arrival } from './arrival.ts'
import { dropObjects } from './stage.ts'

/** Identical uploads at once race for the same unique keys; whoever loses finds the winner's study at the next try. */
const tries = 6

/**
 * unique_violation, serialization_failure, deadlock_detected: the same transaction may pass the next time. So may
 * insufficient_privilege and FR004: images join a pending report only, and the worker may have started it since we looked.
 */
const passing = new Set(['23505', '40001', '40P01', '42501', 'FR004'])
const codeOf = (error: unknown) => String((error as { code?: unknown } | undefined)?.code ?? '')

/** Repeats a whole transaction when PostgreSQL says that this may help. */
export async function again<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction()
    } catch (error) {
      if (attempt === tries || !passing.has(codeOf(error))) throw error
      await setTimeout(attempt * Math.random()) // two that met once shall not meet again, ms
    }
  }
}

/** Bad data, broken constraint, transaction rollback, missing right, an exception of ours: PostgreSQL took it all back. */
const rolledBack = new Set(['22', '23', '40', '42', 'FR', 'P0'])

/** When connection or server broke during the commit, nobody knows: the objects stay, and the sweep of orphans decides. */
export const isSurelyRolledBack = (error: unknown): boolean =>
  error instanceof Problem ||
  error instanceof NotEntered ||
  (codeOf(error).length === 5 && rolledBack.has(codeOf(error).slice(0, 2)))

/** Instances that were here already have their objects; these came for nothing. What cannot be removed now is swept later. */
export async function dropUnused(app: App, arrivals: readonly Arrival[]): Promise<void> {
  await dropObjects(app, arrivals).catch((error) => {
    app.log.warn({ step: 'ingest', err: error }, 'repeated objects stay until the sweep')
  })
}
