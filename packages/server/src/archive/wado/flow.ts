import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import { letGo } from './own.ts'

/**
 * Sends bytes as they come, no faster than they are taken. Fastify would put a stream of its own between; for a slice that
 * costs a third of the answer.
 */
export async function flow(reply: FastifyReply, bytes: AsyncIterable<Uint8Array>): Promise<FastifyReply> {
  const iterator = bytes[Symbol.asyncIterator]()
  // Damage in the first bytes is still a clear error: the headers leave after them.
  const first = await iterator.next()
  reply.hijack()
  const { raw } = reply
  raw.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string>)
  try {
    if (reply.request.method === 'HEAD') await iterator.return?.()
    else await pump(raw, first, iterator)
    raw.end()
  } catch {
    raw.destroy() // too late for an error: a cut connection says that the answer is not whole
  }
  return reply
}

async function pump(
  raw: ServerResponse,
  first: IteratorResult<Uint8Array>,
  iterator: AsyncIterator<Uint8Array>,
): Promise<void> {
  // Head and first chunks leave together. Not raw.cork(): an answer in chunks that ends while it is corked sends its end first.
  const { socket } = raw
  socket?.cork()
  process.nextTick(() => socket?.uncork())
  for (let next = first; !next.done; next = await iterator.next()) {
    if (raw.destroyed) break
    const { value } = next
    // Written without an error means that nobody reads these bytes any more.
    if (!raw.write(value, (error) => error ?? letGo(value))) await drained(raw)
  }
  await iterator.return?.()
}

function drained(raw: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done).off('close', done)
      resolve()
    }
    raw.on('drain', done).on('close', done)
  })
}

/** Reads ahead of whoever takes the bytes: the next chunk is read and decrypted while the last one is on the wire. */
export async function* ahead<T>(source: AsyncIterable<T>, most: number): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  const waiting: Promise<IteratorResult<T>>[] = []
  const ask = () => {
    const next = iterator.next()
    next.catch(() => undefined) // met when its turn comes
    waiting.push(next)
  }
  try {
    for (let i = 0; i < most; i++) ask()
    for (;;) {
      const next = await waiting.shift()
      if (next === undefined || next.done) return
      ask()
      yield next.value
    }
  } finally {
    await iterator.return?.(undefined)
  }
}

/** A source that is asked for its first piece now, and not when somebody comes for it. */
export function begun<T>(source: AsyncIterable<T>): AsyncIterableIterator<T> {
  const iterator = source[Symbol.asyncIterator]()
  const first = iterator.next()
  first.catch(() => undefined) // met by whoever comes
  let isFirst = true
  return {
    next() {
      if (!isFirst) return iterator.next()
      isFirst = false
      return first
    },
    async return() {
      await first.catch(() => undefined)
      await iterator.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
