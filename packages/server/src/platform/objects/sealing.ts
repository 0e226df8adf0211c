import { Worker } from 'node:worker_threads'
import type { Answer, Order } from './sealing-messages.ts'
import type { WriterOptions, Written } from './writer.ts'

/** Sent on together; held by the thread for one object, and for all of them together, at most: bytes. */
const together = 256 * 1024
const mostUnderway = 2 * 1024 * 1024
const mostOfAll = 8 * 1024 * 1024

type Distribute<T> = T extends unknown ? Omit<T, 'id'> : never
type Send = (order: Distribute<Order>, transfer?: ArrayBuffer[]) => void

/** An object that the sealing thread writes: an ObjectWriter from afar. */
export class SealedWriter {
  readonly #send: Send
  readonly #room: () => number
  #pieces: Uint8Array[] = []
  #held = 0
  #underway = 0
  #written: Written | undefined
  #isDurable = false
  #isAbandoned = false
  #error: Error | undefined
  #heard = Promise.withResolvers<void>()

  /** @param room  bytes that the thread may hold for this object */
  constructor(send: Send, room: () => number) {
    this.#send = send
    this.#room = room
  }

  /**
   * @param isOwned  the bytes may be moved away; otherwise they are copied
   * @returns undefined when there is room for more at once
   */
  write(bytes: Uint8Array, isOwned: boolean): Promise<void> | undefined {
    this.#pieces.push(isOwned && isWhole(bytes) ? bytes : new Uint8Array(bytes))
    this.#held += bytes.length
    if (this.#held >= together) this.#pass()
    const hasRoom = () => this.#underway <= this.#room()
    return this.#error === undefined && hasRoom() ? undefined : this.#until(hasRoom)
  }

  /** Resolves when the file has its name and can be read. @throws whatever keeps the thread from it */
  async finish(name: string): Promise<Written> {
    this.#pass()
    this.#send({ order: 'finish', name })
    await this.#until(() => this.#written !== undefined)
    if (!this.#written) throw new Error('nothing was written')
    return this.#written
  }

  /** Resolves when the flush that `finish` began has ended. @throws whatever keeps the thread from it */
  async durable(): Promise<void> {
    await this.#until(() => this.#isDurable)
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    if (!this.#isAbandoned) this.#send({ order: 'abandon' })
    while (!this.#isAbandoned) await this.#heard.promise
  }

  hear(answer: Answer): void {
    if (answer.answer === 'took') this.#underway -= answer.bytes
    else if (answer.answer === 'written') this.#written = answer
    else if (answer.answer === 'durable') this.#isDurable = true
    else if (answer.answer === 'abandoned') this.#isAbandoned = true
    else this.#error ??= Object.assign(new Error(answer.message), { code: answer.code })
    this.#heard.resolve()
    this.#heard = Promise.withResolvers()
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (this.#error === undefined && !isSo()) await this.#heard.promise
    if (this.#error !== undefined) throw this.#error
  }

  #pass(): void {
    if (this.#held === 0) return
    const buffers = [...new Set(this.#pieces.map(({ buffer }) => buffer as ArrayBuffer))]
    this.#send({ order: 'write', pieces: this.#pieces }, buffers)
    this.#underway += this.#held
    this.#pieces = []
    this.#held = 0
  }
}

/** Only a buffer that nothing else is part of can be moved. */
const isWhole = ({ buffer, byteLength }: Uint8Array) =>
  buffer instanceof ArrayBuffer && byteLength === buffer.byteLength

/** The thread starts with the first large object, and again should it ever end. */
export class Sealing {
  #thread: Worker | undefined
  #count = 0
  readonly #writers = new Map<number, SealedWriter>()

  open(options: WriterOptions): SealedWriter {
    const thread = this.#start()
    this.#count += 1
    const id = this.#count
    const send: Send = (order, transfer = []) => thread.postMessage({ ...order, id }, transfer)
    const writer = new SealedWriter(send, () => this.#share())
    this.#writers.set(id, writer)
    send({ order: 'open', ...options })
    return writer
  }

  /** Four films at once fill the thread's time; with more of them each gets less, instead of all holding more memory. */
  #share(): number {
    return Math.min(mostUnderway, Math.max(together, mostOfAll / this.#writers.size))
  }

  close(): void {
    void this.#thread?.terminate()
    this.#thread = undefined
  }

  #start(): Worker {
    if (this.#thread) return this.#thread
    const thread = new Worker(new URL('./sealing-thread.ts', import.meta.url))
    thread.unref() // it keeps no process alive
    thread.on('message', (answer: Answer) => this.#hear(answer))
    thread.on('error', ({ message }) => this.#end(thread, message))
    thread.on('exit', () => this.#end(thread, 'the sealing thread ended'))
    this.#thread = thread
    return thread
  }

  #hear(answer: Answer): void {
    const writer = this.#writers.get(answer.id)
    if (answer.answer === 'durable' || answer.answer === 'abandoned') this.#writers.delete(answer.id)
    writer?.hear(answer)
  }

  /** Whoever was being served is told; the parts that lie around are swept at the next start. */
  #end(thread: Worker, message: string): void {
    if (this.#thread === thread) this.#thread = undefined
    for (const [id, writer] of this.#writers) {
      writer.hear({ answer: 'failed', id, message, code: undefined })
      writer.hear({ answer: 'abandoned', id })
    }
    this.#writers.clear()
  }
}
