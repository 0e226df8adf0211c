import type { Socket } from 'node:net'
import { DimseError } from './errors.ts'
import type { Limits, Timers } from './limits.ts'
import { type Pdu, PduReader } from './pdu/reader.ts'

/** How long we still listen after the last word, so that it is not lost in a reset of the connection. */
const LINGER_MS = 2_000

/** Whoever is slower than this in the middle of a message uses its time up as if it were silent: bytes a second. */
const SLOWEST = 1024

/** A TCP or TLS connection that speaks PDUs. Nothing is read ahead: a peer that is faster than us has to wait. */
export class Connection {
  readonly socket: Socket
  readonly #reader: PduReader
  readonly #chunks: AsyncIterator<Buffer>
  readonly #lingerMs: number
  /** when the message began that is coming, later by what has come of it, or the last one ended: milliseconds since the epoch */
  since = Date.now()
  /** what came last has a continuation */
  #isInFragments = false
  /** since when the peer takes nothing of what we send */
  blockedSince: number | undefined
  #drained: PromiseWithResolvers<void> | undefined
  #isOver = false

  constructor(socket: Socket, limits: Limits, timers: Timers) {
    this.socket = socket
    this.#reader = new PduReader(limits)
    this.#lingerMs = Math.min(LINGER_MS, timers.artimMs)
    this.#chunks = socket[Symbol.asyncIterator]()
    // With Nagle and delayed acknowledgements each answer would cost 40 ms.
    socket.setNoDelay(true)
    socket.on('drain', () => this.#wake())
    socket.once('close', () => this.#wake())
    socket.on('error', () => this.#wake()) // what it was comes out of `more`
  }

  get isInsidePdu(): boolean {
    return this.#reader.isInsidePdu
  }

  touch(): void {
    this.since = Date.now()
  }

  /** The next PDU, if its bytes are here. @throws ProtocolError */
  take(): Pdu | undefined {
    const pdu = this.#reader.next()
    if (!pdu) return undefined
    this.#isInFragments = pdu.kind === 'piece' && !pdu.isLast
    if (!this.#isInFragments) this.touch()
    return pdu
  }

  /** Waits for more bytes. @returns false when the connection has ended */
  async more(): Promise<boolean> {
    const next = await this.#chunks.next().catch(() => undefined)
    if (!next || next.done) return false
    if (this.#reader.isInsidePdu || this.#isInFragments) this.#earn(next.value.length)
    else this.touch()
    this.#reader.push(next.value)
    return true
  }

  /** Bytes buy time: a byte now and then does not keep an association for a gigabyte's length. */
  #earn(bytes: number): void {
    this.since = Math.min(Date.now(), this.since + (bytes / SLOWEST) * 1_000)
  }

  async next(): Promise<Pdu> {
    for (;;) {
      const pdu = this.take()
      if (pdu) return pdu
      if (!(await this.more())) throw new DimseError('closed')
    }
  }

  /** In one system call; waits while the peer has not taken what was sent before. @throws DimseError closed */
  async write(buffers: readonly Uint8Array[]): Promise<void> {
    if (this.#isOver || !this.socket.writable) throw new DimseError('closed')
    this.socket.cork()
    for (const buffer of buffers) this.socket.write(buffer)
    this.socket.uncork()
    if (this.socket.writableNeedDrain) await this.#drain()
  }

  async #drain(): Promise<void> {
    this.blockedSince ??= Date.now()
    this.#drained ??= Promise.withResolvers()
    await this.#drained.promise
    if (this.socket.destroyed) throw new DimseError('closed')
  }

  #wake(): void {
    this.blockedSince = undefined
    this.#drained?.resolve()
    this.#drained = undefined
  }

  /** Says the last word, and gives the peer a moment to read it and to close (Sta13 of PS3.8 9.2). */
  end(lastWord?: Uint8Array): void {
    if (this.#isOver) return
    this.#isOver = true
    const timer = setTimeout(() => this.destroy(), this.#lingerMs)
    this.socket.once('close', () => clearTimeout(timer))
    if (lastWord) this.socket.end(lastWord)
    else this.socket.end()
    void this.#readToTheEnd()
  }

  /** Bytes that nobody reads would turn our close into a reset, and the last word would be lost. */
  async #readToTheEnd(): Promise<void> {
    for (;;) {
      const next = await this.#chunks.next().catch(() => undefined)
      if (!next || next.done) return
    }
  }

  destroy(): void {
    this.#isOver = true
    this.socket.destroy()
  }
}
