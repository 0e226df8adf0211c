import { InferenceError, type InferenceErrorCode } from '../errors.ts'
import { type Child, residentMiB } from './child-process.ts'
import type { FromChild, Request } from './messages.ts'

export type Limits = { memoryLimitMiB: number; timeoutMs: number; prefetch: number }

type Job = {
  id: number
  request: Request
  resolve: (result: unknown) => void
  reject: (error: Error) => void
  /** It was in hand when a child died with several; it is tried again with nobody beside it. */
  alone: boolean
  timer?: NodeJS.Timeout
}

const WATCH_MS = 50

/**
 * Hands requests to the child and keeps a child alive. When one dies with a single request in hand, that request is the culprit and
 * fails; when there were several, each is tried again alone, so that one poisonous image does not take its neighbours along.
 */
export class Dispatcher {
  readonly #start: () => Promise<Child>
  readonly #limits: Limits
  readonly #queue: Job[] = []
  readonly #running = new Map<number, Job>()
  #child: Child | undefined
  #starting = false
  #closed = false
  #nextId = 0
  #restarts = 0
  /** Why we killed the child ourselves. */
  #verdict: InferenceErrorCode | undefined
  readonly #watch: NodeJS.Timeout

  constructor(child: Child, start: () => Promise<Child>, limits: Limits) {
    this.#start = start
    this.#limits = limits
    this.#watch = setInterval(() => this.#checkMemory(), WATCH_MS)
    this.#watch.unref()
    this.#adopt(child)
  }

  get child(): Child | undefined {
    return this.#child
  }

  get restarts(): number {
    return this.#restarts
  }

  submit(request: Request): Promise<unknown> {
    if (this.#closed) return Promise.reject(new InferenceError('closed'))
    return new Promise((resolve, reject) => {
      this.#queue.push({ id: this.#nextId++, request, resolve, reject, alone: false })
      this.#pump()
    })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearInterval(this.#watch)
    const child = this.#child
    for (const job of [...this.#running.values(), ...this.#queue.splice(0)])
      this.#settle(job, () => job.reject(new InferenceError('closed')))
    child?.kill()
    await child?.gone
  }

  #adopt(child: Child): void {
    this.#child = child
    this.#verdict = undefined
    child.onMessage((message) => this.#hear(message))
    void child.gone.then(() => this.#lost(child))
  }

  /** Hands over what fits: `prefetch` requests at once, and a suspect only by itself. */
  #pump(): void {
    if (this.#child === undefined) return void this.#restart()
    while (this.#queue.length > 0 && this.#running.size < this.#limits.prefetch) {
      const suspects = [this.#queue[0], ...this.#running.values()].some((job) => job?.alone)
      if (suspects && this.#running.size > 0) return
      const job = this.#queue.shift()
      if (job !== undefined) this.#hand(job, this.#child)
    }
  }

  #hand(job: Job, child: Child): void {
    this.#running.set(job.id, job)
    // Those before it come first, so its time counts theirs.
    job.timer = setTimeout(() => this.#condemn('timeout'), this.#limits.timeoutMs * this.#running.size)
    child.send({ ...job.request, id: job.id })
  }

  #hear(message: FromChild): void {
    if (message.type !== 'done' && message.type !== 'failed') return
    const job = this.#running.get(message.id)
    if (job === undefined) return
    if (message.type === 'done') this.#settle(job, () => job.resolve(message.result))
    else this.#settle(job, () => job.reject(new InferenceError(message.trouble.code, message.trouble.detail)))
    this.#pump()
  }

  #settle(job: Job, act: () => void): void {
    clearTimeout(job.timer)
    this.#running.delete(job.id)
    act()
  }

  #condemn(verdict: InferenceErrorCode): void {
    this.#verdict ??= verdict
    this.#child?.kill()
  }

  #checkMemory(): void {
    if (this.#child === undefined || this.#running.size === 0) return
    if ((residentMiB(this.#child.pid) ?? 0) > this.#limits.memoryLimitMiB) this.#condemn('memory')
  }

  #lost(child: Child): void {
    if (this.#closed || this.#child !== child) return
    this.#child = undefined
    this.#restarts++
    const jobs = [...this.#running.values()]
    const [only] = jobs
    if (only !== undefined && jobs.length === 1)
      this.#settle(only, () => only.reject(new InferenceError(this.#verdict ?? 'child-died')))
    else for (const job of jobs.toReversed()) this.#settle(job, () => this.#queue.unshift({ ...job, alone: true }))
    void this.#restart()
  }

  /** A child that cannot start fails those who wait for it; the next request tries again. */
  async #restart(): Promise<void> {
    if (this.#starting || this.#closed) return
    this.#starting = true
    try {
      const child = await this.#start()
      if (this.#closed) return child.kill()
      this.#adopt(child)
    } catch (error) {
      for (const job of this.#queue.splice(0))
        job.reject(error instanceof Error ? error : new InferenceError('start-failed'))
    } finally {
      this.#starting = false
    }
    if (this.#child !== undefined) this.#pump()
  }
}
