import { type ChildProcess, fork } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { InferenceError, type InferenceErrorCode } from '../errors.ts'
import { residentMiB } from '../reader/child-process.ts'
import { launchOf } from '../reader/sandbox.ts'
import { BYTES_FD, type FromPixels, type PixelWork } from './messages.ts'

const program = fileURLToPath(new URL('./child.ts', import.meta.url))
const START_LIMIT_MS = 60_000
const WATCH_MS = 50

/** Bytes on their way in: so many, read when they are wanted. */
export type Bytes = {
  length: number
  read(): AsyncIterable<Uint8Array>
  /** told of each piece once it has been sent */
  release?(bytes: Uint8Array): void
}

/** A whole file, or its header and the wanted frames. */
export type PixelInput = { segments: Bytes[]; totalBytes?: number | undefined }

export type LinkLimits = { memoryLimitMiB: number; timeoutMs: number }

type Job = {
  id: number
  chunks: Buffer[]
  received: number
  segments?: number[]
  resolve(made: Buffer[]): void
  reject(error: Error): void
}

/** One process that makes pictures, with one request in hand at most. */
export class PixelLink {
  readonly #child: ChildProcess
  readonly #pipe: Duplex
  readonly #limits: LinkLimits
  #job: Job | undefined
  #nextId = 0
  #ended = false
  #verdict: InferenceErrorCode | undefined
  /** Resolves when the process is gone, however that came. */
  readonly gone: Promise<void>

  private constructor(child: ChildProcess, limits: LinkLimits) {
    this.#child = child
    this.#limits = limits
    this.#pipe = child.stdio[BYTES_FD] as Duplex
    this.gone = new Promise((resolve) => child.once('exit', () => resolve()))
    this.#pipe.on('data', (bytes: Buffer) => this.#receive(bytes))
    this.#pipe.on('error', () => this.kill())
    child.on('message', (message: FromPixels) => this.#hear(message))
    child.on('error', () => this.kill())
    void this.gone.then(() => {
      this.#ended = true
      this.#job?.reject(new InferenceError(this.#verdict ?? 'child-died'))
    })
  }

  static async start(limits: LinkLimits): Promise<PixelLink> {
    // Its output is thrown away: codecs print there, and what they print may quote a file.
    const child = fork(program, [], {
      ...launchOf(undefined, limits.memoryLimitMiB),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'],
    })
    const link = new PixelLink(child, limits)
    await firstWord(child).catch((error) => {
      link.kill()
      throw error
    })
    return link
  }

  /**
   * Has work done. The bytes are sent as they are read, so that reading and sending overlap.
   *
   * @throws InferenceError  what the child says of the bytes; child-died, timeout, memory
   */
  async ask(work: PixelWork, { segments, totalBytes }: PixelInput): Promise<Buffer[]> {
    const id = this.#nextId++
    const made = new Promise<Buffer[]>((resolve, reject) => {
      this.#job = { id, chunks: [], received: 0, resolve, reject }
    })
    made.catch(() => undefined) // it may fail while the bytes are still on their way
    const timer = setTimeout(() => this.#condemn('timeout'), this.#limits.timeoutMs)
    const watch = setInterval(() => this.#checkMemory(), WATCH_MS)
    try {
      this.#child.send({ ...work, id, segments: segments.map(({ length }) => length), totalBytes })
      for (const segment of segments) await this.#feed(segment)
      return await made
    } finally {
      clearTimeout(timer)
      clearInterval(watch)
      this.#job = undefined
    }
  }

  get isAlive(): boolean {
    return !this.#ended
  }

  kill(): void {
    this.#ended = true
    this.#child.kill('SIGKILL')
  }

  /** A source that fails or falls short leaves the child waiting for ever: it is ended with it. */
  async #feed({ length, read, release }: Bytes): Promise<void> {
    let sent = 0
    try {
      for await (const bytes of read()) {
        sent += bytes.length
        if (sent > length) break
        if (!this.#pipe.write(bytes, (error) => error ?? release?.(bytes))) await this.#drained()
      }
      if (sent !== length) throw new InferenceError('unreadable-image', 'the bytes are not as many as they should be')
    } catch (error) {
      this.kill()
      throw error
    }
  }

  #drained(): Promise<void> {
    return Promise.race([new Promise<void>((resolve) => this.#pipe.once('drain', resolve)), this.gone])
  }

  #receive(bytes: Buffer): void {
    this.#job?.chunks.push(bytes)
    if (this.#job) this.#job.received += bytes.length
    this.#finishIfWhole()
  }

  #hear(message: FromPixels): void {
    const job = this.#job
    if (message.type === 'ready' || job?.id !== message.id) return
    if (message.type === 'failed') {
      job.reject(new InferenceError(message.trouble.code, message.trouble.detail))
      return
    }
    job.segments = message.segments
    this.#finishIfWhole()
  }

  #finishIfWhole(): void {
    const { segments, received, chunks, resolve } = this.#job ?? {}
    if (segments === undefined || received !== segments.reduce((sum, length) => sum + length, 0)) return
    const whole = chunks?.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks ?? [])
    resolve?.(cut(whole, segments))
  }

  #condemn(verdict: InferenceErrorCode): void {
    this.#verdict ??= verdict
    this.kill()
  }

  #checkMemory(): void {
    if ((residentMiB(this.#child.pid ?? 0) ?? 0) > this.#limits.memoryLimitMiB) this.#condemn('memory')
  }
}

function cut(whole: Buffer, lengths: readonly number[]): Buffer[] {
  let from = 0
  return lengths.map((length) => {
    const segment = whole.subarray(from, from + length)
    from += length
    return segment
  })
}

function firstWord(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (detail: string) => reject(new InferenceError('start-failed', detail))
    const timer = setTimeout(() => fail('no answer'), START_LIMIT_MS)
    child.once('message', () => resolve(clearTimeout(timer)))
    child.once('exit', (code, signal) => fail(`exit ${code ?? signal}`))
  })
}
