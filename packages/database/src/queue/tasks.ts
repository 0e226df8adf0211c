import type { JobHelpers, TaskList } from 'graphile-worker'
import type { QueueEvent, QueueOptions, QueueRun } from './options.ts'

/** The job was still running when the worker's patience ended. It goes back as if it had never been taken. */
class GivenBack extends Error {
  override name = 'GivenBack'
}

/**
 * Our tasks as graphile-worker wants them.
 *
 * @param givenBack  collects the jobs that `stop` interrupted
 */
export function taskListOf({ tasks, onEvent }: QueueOptions, givenBack: Set<string>): TaskList {
  return Object.fromEntries(
    Object.entries(tasks).map(([task, work]) => [
      task,
      async (payload: unknown, { job, abortSignal }: JobHelpers) => {
        const run: QueueRun = {
          jobId: job.id,
          attempt: job.attempts,
          maxAttempts: job.max_attempts,
          signal: abortSignal,
        }
        try {
          await Promise.race([work(payload, run), interrupted(abortSignal)])
        } catch (error) {
          if (error instanceof GivenBack) givenBack.add(job.id)
          else onEvent?.(failure(task, run, error))
          throw error
        }
      },
    ]),
  )
}

const failure = (task: string, { jobId, attempt, maxAttempts }: QueueRun, error: unknown): QueueEvent => ({
  type: 'failed',
  jobId,
  task,
  attempt,
  dead: attempt >= maxAttempts,
  error,
})

/** Never fulfils; rejects when the signal ends. What goes on in the meantime is stopped by the fence, not by us. */
function interrupted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new GivenBack('the worker stops'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
