import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkerApp } from '../app.ts'
import { readDepth } from './queries.ts'

const states = ['waiting', 'running', 'dead'] as const

/** Keeps the gauge `firstread_jobs` up to date until the signal ends. */
export async function watchDepth(app: WorkerApp, signal: AbortSignal, everyMs = 15_000): Promise<void> {
  while (!signal.aborted) {
    await measure(app).catch((error) => app.log.warn({ err: error }, 'queue: depth unknown'))
    await sleep(everyMs, undefined, { signal }).catch(() => undefined)
  }
}

async function measure({ db, metrics }: WorkerApp): Promise<void> {
  const rows = await readDepth(db)
  metrics.jobs.reset()
  for (const row of rows) for (const state of states) metrics.jobs.set({ task: row.task, state }, row[state])
}
