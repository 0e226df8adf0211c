/** One job in hand. */
export type QueueRun = {
  jobId: string
  /** 1 for the first try. */
  attempt: number
  maxAttempts: number
  /** Ends when the worker is told to stop and has waited long enough. */
  signal: AbortSignal
}
export type QueueTask = (payload: unknown, run: QueueRun) => Promise<void>

/** A job that the clock asks for. `at` is a crontab pattern in UTC. */
export type Scheduled = { task: string; at: string }

export type QueueEvent =
  | { type: 'failed'; jobId: string; task: string; attempt: number; dead: boolean; error: unknown }
  | { type: 'released'; workers: number }
  | { type: 'given-back'; jobs: number }
  | { type: 'trouble'; error: unknown }

export type QueueOptions = {
  /** As fr_worker. */
  url: string
  tasks: Record<string, QueueTask>
  schedule?: readonly Scheduled[]
  /** Jobs at once. */
  concurrency?: number
  /** How often this worker says that it lives; 10,000 ms by default. */
  beatMs?: number
  /** A worker silent for this long loses its jobs; 60,000 ms by default. With the sweep every quarter of it: at most 75 s. */
  deadAfterMs?: number
  /** How long running jobs may finish after `stop`; then they are given back. 20,000 ms by default. */
  drainMs?: number
  onEvent?: (event: QueueEvent) => void
}

export type Queue = {
  /** Takes no more jobs, lets the running ones finish, gives back the rest without charging the attempt. */
  stop(): Promise<void>
}
