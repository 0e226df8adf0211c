import { registerPackages } from './analysis/index.ts'
import type { WorkerApp } from './platform/app.ts'
import { drainWork, startWork, type Worker, type WorkTimes } from './platform/jobs/index.ts'
import { slices } from './slices.ts'

/** `databaseUrl`: as fr_worker. */
export type WorkerOptions = { app: WorkerApp; databaseUrl: string } & WorkTimes
export type { Worker }

/** The whole worker: makes the models in the folder known, then runs every slice's jobs until stopped. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  await registerPackages(options.app)
  return startWork({ ...options, slices })
}

/** Runs every slice's jobs until nothing is due. */
export async function runDueJobs(options: WorkerOptions): Promise<void> {
  await registerPackages(options.app)
  await drainWork({ ...options, slices })
}
