import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, parseCronItems, type Runner, run, runOnce, type WorkerEvents } from 'graphile-worker'
import type { Queue, QueueOptions, Scheduled } from './options.ts'
import { fallsSilent, type Pulse, silence, takePulse } from './pulse.ts'
import { openQueueDatabase, type QueueDatabase } from './queries.ts'
import { taskListOf } from './tasks.ts'

/** graphile-worker's own lines say nothing that our events do not. */
const silent = new Logger(() => () => undefined)

const BEAT_MS = 10_000
const DEAD_AFTER_MS = 60_000
const DRAIN_MS = 20_000
/** LISTEN only hints; this decides. */
const POLL_MS = 2000

/**
 * Works off the queue until stopped. A database that goes away and comes back is survived: the runner is started again.
 *
 * graphile-worker keeps the lock of a worker that died hard for hours; each of ours therefore beats, and sweeps for those
 * that stopped beating (schema `jobs`).
 */
export async function startQueue(options: QueueOptions): Promise<Queue> {
  const concurrency = options.concurrency ?? 1
  let database = openQueueDatabase(options.url, concurrency)
  const stopping = new AbortController()
  const givenBack = new Set<string>()
  const start = () => startRunner(options, database, concurrency, givenBack)
  let current = await start()
  const living = keepRunning()
  const life = keepBeating(options, () => ({ database, poolId: current.poolId }), stopping.signal)

  async function keepRunning(): Promise<void> {
    for (let pause = 500; !stopping.signal.aborted; pause = Math.min(10_000, pause * 2)) {
      const started = Date.now()
      const { runner, pulse } = current
      const ended = runner.promise.catch((error) => options.onEvent?.({ type: 'trouble', error }))
      if ((await Promise.race([ended, fallsSilent(pulse, stopping.signal)])) === silence) {
        options.onEvent?.({ type: 'trouble', error: silence })
        // Not waited for: they may never answer. A job it still holds is fenced, and given to the living by the sweep.
        void abandon(runner, database)
        database = openQueueDatabase(options.url, concurrency)
      }
      if (Date.now() - started > 60_000) pause = 500
      if (stopping.signal.aborted) return
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      current = await start().catch((error) => {
        options.onEvent?.({ type: 'trouble', error })
        return current
      })
    }
  }

  return {
    async stop() {
      if (stopping.signal.aborted) return
      stopping.abort()
      await current.runner.stop().catch(() => undefined) // it had ended by itself
      await Promise.all([living, life])
      if (givenBack.size > 0) {
        await database.giveBack([...givenBack], current.poolId)
        options.onEvent?.({ type: 'given-back', jobs: givenBack.size })
      }
      await database.end()
    },
  }
}

async function abandon(runner: Runner, database: QueueDatabase): Promise<void> {
  await runner.stop().catch(() => undefined)
  await database.end().catch(() => undefined)
}

/** Runs what is due now, one after the other, and ends. */
export async function drainQueue(options: QueueOptions): Promise<void> {
  const database = openQueueDatabase(options.url, 1)
  try {
    const taskList = taskListOf(options, new Set())
    await runOnce({ pgPool: database.pool, taskList, logger: silent, noHandleSignals: true })
  } finally {
    await database.end()
  }
}

type Running = { runner: Runner; poolId: string; pulse: Pulse }

async function startRunner(
  options: QueueOptions,
  database: QueueDatabase,
  concurrency: number,
  givenBack: Set<string>,
): Promise<Running> {
  const events: WorkerEvents = new EventEmitter()
  let poolId = ''
  // Jobs are locked in the name of the pool, so it is the pool that must be known to live.
  events.on('worker:create', ({ worker }) => {
    poolId = worker.workerPool.id
  })
  const pulse = takePulse(events, concurrency)
  const runner = await run({
    pgPool: database.pool,
    taskList: taskListOf(options, givenBack),
    parsedCronItems: parseCronItems((options.schedule ?? []).map(cronItem)),
    concurrency,
    events,
    logger: silent,
    noHandleSignals: true,
    pollInterval: POLL_MS,
    gracefulShutdownAbortTimeout: options.drainMs ?? DRAIN_MS,
  })
  await database.beat(poolId)
  return { runner, poolId, pulse }
}

/** The key folds what piled up while nobody worked into one run; several workers may run the same clock. */
const cronItem = ({ task, at }: Scheduled) => ({
  task,
  match: at,
  identifier: task,
  options: { jobKey: `schedule:${task}`, maxAttempts: 3, backfillPeriod: 0 },
})

async function keepBeating(
  { beatMs = BEAT_MS, deadAfterMs = DEAD_AFTER_MS, onEvent }: QueueOptions,
  present: () => { database: QueueDatabase; poolId: string },
  signal: AbortSignal,
): Promise<void> {
  const every = async (ms: number, work: () => Promise<unknown>) => {
    while (!signal.aborted) {
      await work().catch((error) => onEvent?.({ type: 'trouble', error }))
      await sleep(ms, undefined, { signal }).catch(() => undefined)
    }
  }
  const beat = () => {
    const { database, poolId } = present()
    return database.beat(poolId)
  }
  const sweep = async () => {
    const workers = await present().database.releaseSilent(deadAfterMs)
    if (workers > 0) onEvent?.({ type: 'released', workers })
  }
  await Promise.all([every(beatMs, beat), every(deadAfterMs / 4, sweep)])
}
