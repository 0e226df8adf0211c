import { sql } from 'kysely'
import type { Tx } from './act-as.ts'

/** Every kind of job with its payload. jobs.tasks in the database says who may enqueue which. */
export type Jobs = {
  analyze_study: { reportId: string; kind: 'first' | 'reanalysis'; requestId?: string }
  /** The report and the pictures that an adopted run adds to its study. */
  make_results: { reportId: string; runId: string; requestId?: string }
  release_result: { reportId: string }
  recompute_metrics: Record<string, never>
  recompute_due: Record<string, never>
  make_partitions: Record<string, never>
  close_dead_runs: Record<string, never>
  /** Without an id: whatever is due. */
  deliver: { deliveryId?: string }
  send_mail: Record<string, never>
  escalate_critical: Record<string, never>
  sweep: Record<string, never>
}
export type JobName = keyof Jobs

export type EnqueueOptions = { key?: string; afterSeconds?: number; priority?: number }

/**
 * Enqueues a job in the caller's transaction: a rollback takes it back. A second job with the same `key` replaces the
 * first while that is still waiting.
 */
export async function enqueue<N extends JobName>(
  tx: Tx,
  name: N,
  payload: Jobs[N],
  options: EnqueueOptions = {},
): Promise<void> {
  await sql`select jobs.enqueue(${name}, ${JSON.stringify(payload)}::json, ${options.key ?? null},
    make_interval(secs => ${options.afterSeconds ?? 0}), ${options.priority ?? 0})`.execute(tx)
}
