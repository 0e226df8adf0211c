import { InferenceError } from '../errors.ts'
import type { Rendered, RenderOptions } from '../reading.ts'
import { type LinkLimits, type PixelInput, PixelLink } from './link.ts'
import type { PixelWork } from './messages.ts'

export type PixelsOptions = {
  /** Processes at most; each has one request in hand. 2 by default. */
  width?: number
  /** Resident memory at which a process is ended; 1536 by default. */
  memoryLimitMiB?: number
  /** Wall time of one request, its bytes on their way included; 60,000 by default. */
  timeoutMs?: number
}

/**
 * Processes that make pictures and turn transfer syntaxes, away from database, keys and network (security.md 4). Started when
 * needed; a request that kills its process fails alone.
 *
 * All reject with an `InferenceError`: `unreadable-image`, `unsupported-type`, `unsupported-encoding`, `no-pixels`, `too-large`,
 * `no-such-frame` about the bytes; `child-died`, `timeout`, `memory`, `start-failed`, `closed` about the process.
 */
export type Pixels = {
  render(input: PixelInput, options: RenderOptions): Promise<Pick<Rendered, 'bytes'>>
  /** The given frames (0-based), each as native little endian bytes or as a code stream of that transfer syntax. */
  frames(input: PixelInput, frames: number[], transferSyntaxUid: string): Promise<Buffer[]>
  transcode(input: PixelInput, transferSyntaxUid: string): Promise<Buffer>
  /** One value of the data set in little endian, by tags and item numbers. */
  bulk(input: PixelInput, path: string): Promise<Buffer>
  close(): Promise<void>
}

export function openPixels({ width = 2, memoryLimitMiB = 1536, timeoutMs = 60_000 }: PixelsOptions = {}): Pixels {
  const pool = new Pool(width, { memoryLimitMiB, timeoutMs })
  const one = async (work: PixelWork, input: PixelInput) => (await pool.ask(work, input))[0] ?? Buffer.alloc(0)
  return {
    render: async (input, options) => ({ bytes: await one({ do: 'render', options }, input) }),
    frames: (input, frames, transferSyntaxUid) => pool.ask({ do: 'frames', frames, transferSyntaxUid }, input),
    transcode: (input, transferSyntaxUid) => one({ do: 'transcode', transferSyntaxUid }, input),
    bulk: (input, path) => one({ do: 'bulk', path }, input),
    close: () => pool.close(),
  }
}

/** Lends processes; whoever comes when all are lent waits in line. The caller bounds how many may wait. */
class Pool {
  readonly #limits: LinkLimits
  readonly #idle: PixelLink[] = []
  readonly #all = new Set<PixelLink>()
  readonly #line: (() => void)[] = []
  #free: number
  #closed = false

  constructor(width: number, limits: LinkLimits) {
    this.#free = width
    this.#limits = limits
  }

  async ask(work: PixelWork, input: PixelInput): Promise<Buffer[]> {
    if (this.#closed) throw new InferenceError('closed')
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((start) => this.#line.push(start))
    try {
      const link = await this.#link()
      return await link.ask(work, input).finally(() => link.isAlive && this.#idle.push(link))
    } catch (error) {
      throw this.#closed ? new InferenceError('closed', undefined, { cause: error }) : error
    } finally {
      const next = this.#line.shift()
      if (next) next()
      else this.#free += 1
    }
  }

  async #link(): Promise<PixelLink> {
    if (this.#closed) throw new InferenceError('closed')
    const idle = this.#idle.pop()
    if (idle) return idle
    const link = await PixelLink.start(this.#limits)
    this.#all.add(link)
    void link.gone.then(() => this.#forget(link))
    if (this.#closed) link.kill()
    return link
  }

  #forget(link: PixelLink): void {
    this.#all.delete(link)
    const at = this.#idle.indexOf(link)
    if (at >= 0) this.#idle.splice(at, 1)
  }

  async close(): Promise<void> {
    this.#closed = true
    const links = [...this.#all]
    for (const link of links) link.kill()
    await Promise.all(links.map(({ gone }) => gone))
  }
}
