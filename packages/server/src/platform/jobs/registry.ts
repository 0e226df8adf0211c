import type { JobName, QueueEvent, QueueRun, QueueTask } from '@firstread/database'
import type { WorkerApp } from '../app.ts'
import type { Slice } from '../slice.ts'

type Handler = (app: WorkerApp, payload: never, run: QueueRun) => Promise<void>

/** Every task with the handlers of the slices that answer to it, in the order of the slices. */
export function tasksOf(app: WorkerApp, slices: readonly Slice[]): Record<string, QueueTask> {
  const handlers = new Map<string, Handler[]>()
  for (const { jobs = {} } of slices) {
    for (const [name, handler] of Object.entries(jobs)) {
      handlers.set(name, [...(handlers.get(name) ?? []), handler as Handler])
    }
  }
  return Object.fromEntries([...handlers].map(([name, all]) => [name, taskOf(app, name as JobName, all)]))
}

function taskOf(app: WorkerApp, task: JobName, handlers: readonly Handler[]): QueueTask {
  return async (payload, run) => {
    const start = performance.now()
    // The payload was written by `enqueue`, whose type ties it to the task's name; jobs.tasks lets nobody else write.
    for (const handler of handlers) await handler(app, payload as never, run)
    app.log.info({ job: run.jobId, task, attempt: run.attempt, ms: Math.round(performance.now() - start) }, 'job done')
  }
}

/** What the queue has to say, as log lines and figures. */
export function listener(app: WorkerApp): (event: QueueEvent) => void {
  return ({ type, ...fields }) => {
    const { error, ...rest } = { error: undefined, ...fields }
    const line = { ...rest, ...(error === undefined ? {} : { err: error }) }
    app.log[type === 'given-back' ? 'info' : 'warn'](line, `queue: ${type}`)
  }
}
