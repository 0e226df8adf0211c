import type { FastifyRequest } from 'fastify'
import { begun } from './flow.ts'
import type { Parts } from './parts.ts'
import type { StoredInstance } from './queries.ts'

/**
 * The file of an instance, read and decrypted while the database still commits that somebody looks at it: the flush of that
 * takes as long as half a megabyte. Nothing of it leaves before; whoever asked for it ends it, sent or not.
 */
export class EarlyFile {
  #bytes: AsyncIterableIterator<Uint8Array> | undefined
  readonly #parts: Parts
  readonly #isWhole: boolean

  constructor(parts: Parts, { method, headers }: Pick<FastifyRequest, 'method' | 'headers'>) {
    this.#parts = parts
    this.#isWhole = method === 'GET' && headers.range === undefined && headers['if-none-match'] === undefined
  }

  begin({ object_id, size_bytes }: StoredInstance): void {
    if (this.#isWhole) this.#bytes = begun(this.#parts.read(object_id, { start: 0, end: size_bytes }))
  }

  /** What was begun, for the one who sends it. */
  get bytes(): AsyncIterable<Uint8Array> | undefined {
    return this.#bytes
  }

  async end(): Promise<void> {
    await this.#bytes?.return?.()
  }
}
