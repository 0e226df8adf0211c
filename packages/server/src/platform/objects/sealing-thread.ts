import { parentPort } from 'node:worker_threads'
import type { Answer, Order } from './sealing-messages.ts'
import { ObjectWriter } from './writer.ts'

/** Hashes, encrypts and writes large objects beside the thread that serves requests: half of what a film costs. */
const writers = new Map<number, { writer: ObjectWriter; last: Promise<void> }>()
const say = (answer: Answer) => parentPort?.postMessage(answer)

parentPort?.on('message', (order: Order) => {
  if (order.order === 'open') {
    writers.set(order.id, { writer: new ObjectWriter(restored(order)), last: Promise.resolve() })
    return
  }
  const work = writers.get(order.id)
  if (!work) return
  // One after the other for each object; after a failure only `abandon` does anything.
  work.last = work.last.then(() => follow(work.writer, order))
})

async function follow(writer: ObjectWriter, order: Exclude<Order, { order: 'open' }>): Promise<void> {
  const { id } = order
  try {
    if (order.order === 'write') {
      // Counted before: what is written is gone.
      const bytes = order.pieces.reduce((sum, { length }) => sum + length, 0)
      for (const piece of order.pieces) await writer.write(piece)
      say({ answer: 'took', id, bytes })
    } else if (order.order === 'finish') {
      say({ answer: 'written', id, ...(await writer.finish(order.name)) })
      await writer.flush()
      writers.delete(id)
      say({ answer: 'durable', id })
    } else {
      writers.delete(id)
      await writer.abandon()
      say({ answer: 'abandoned', id })
    }
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    say({ answer: 'failed', id, message, code })
  }
}

/** Buffers arrive as plain byte arrays. */
const restored = ({ path, header, key }: Extract<Order, { order: 'open' }>) => ({
  path,
  header: Buffer.from(header),
  key: { ...key, objectId: Buffer.from(key.objectId), key: Buffer.from(key.key) },
})
