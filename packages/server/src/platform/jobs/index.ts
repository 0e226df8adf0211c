import { drainQueue, type QueueOptions, startQueue } from '@firstread/database'
import type { WorkerApp } from '../app.ts'
import type { Slice } from '../slice.ts'
import { watchDepth } from './depth.ts'
import { listener, tasksOf } from './registry.ts'
import { schedule } from './schedule.ts'

/** `databaseUrl`: as fr_worker. The times are the queue's own (see QueueOptions); tests shorten them. */
export type WorkOptions = { app: WorkerApp; databaseUrl: string; slices: readonly Slice[] } & WorkTimes
export type WorkTimes = Pick<QueueOptions, 'beatMs' | 'deadAfterMs' | 'drainMs'>
export type Worker = { stop(): Promise<void> }

/** Works until stopped: the slices' jobs, the clock's jobs, the figures about the queue. */
export async function startWork({ app, databaseUrl, slices, ...times }: WorkOptions): Promise<Worker> {
  const stopping = new AbortController()
  const tasks = tasksOf(app, slices)
  const queue = await startQueue({
    url: databaseUrl,
    tasks,
    schedule: schedule.filter(({ task }) => task in tasks),
    concurrency: app.config.WORKER_CONCURRENCY,
    onEvent: listener(app),
    ...times,
  })
  const depth = watchDepth(app, stopping.signal)
  return {
    async stop() {
      stopping.abort()
      await Promise.all([queue.stop(), depth])
    },
  }
}

/** Runs the queue until nothing is due. */
export const drainWork = ({ app, databaseUrl, slices }: WorkOptions): Promise<void> =>
  drainQueue({ url: databaseUrl, tasks: tasksOf(app, slices), onEvent: listener(app) })
