// The face that serve, the tests and the command line rely on (helper S3 fills it):
//   startWorker({ app: WorkerApp, databaseUrl: string }): Promise<{ stop(): Promise<void> }>   databaseUrl: as fr_worker
//   runDueJobs({ app: WorkerApp, databaseUrl: string }): Promise<void>                         runs until nothing is due
import type { WorkerApp } from '../app.ts'

export type WorkerOptions = { app: WorkerApp; databaseUrl: string }
export type Worker = { stop(): Promise<void> }
export async function startWorker(_options: WorkerOptions): Promise<Worker> {
  throw new Error('the worker is being built')
}
export async function runDueJobs(_options: WorkerOptions): Promise<void> {
  throw new Error('the worker is being built')
}
