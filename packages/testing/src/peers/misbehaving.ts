import { connect, type Socket } from 'node:net'

/** A peer without manners: it writes the bytes it is told, made by hand and not by the code under test, and listens. */
export class MisbehavingPeer implements Disposable {
  readonly socket: Socket
  readonly #ended = Promise.withResolvers<void>()
  #heard = Buffer.alloc(0)
  #hasEnded = false
  #wake = Promise.withResolvers<void>()

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1' })
    this.socket.setNoDelay(true)
    this.socket.on('error', () => undefined) // a reset is an end like others
    this.socket.on('close', () => {
      this.#hasEnded = true
      this.#ended.resolve()
    })
    this.socket.on('data', (chunk) => {
      this.#heard = Buffer.concat([this.#heard, chunk])
      this.#wake.resolve()
    })
    void this.#ended.promise.then(() => this.#wake.resolve())
  }

  send(...bytes: Uint8Array[]): this {
    this.socket.write(Buffer.concat(bytes))
    return this
  }

  /** One byte after the other, each in a packet of its own. */
  async sendSlowly(bytes: Uint8Array, pauseMs: number): Promise<void> {
    for (const byte of bytes) {
      if (this.socket.destroyed) return
      this.socket.write(Uint8Array.of(byte))
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }

  /** The next PDU that the other side sends: its type and body; `undefined` when it closes instead. */
  async hear(): Promise<{ type: number; body: Buffer } | undefined> {
    for (;;) {
      const length = this.#heard.length < 6 ? Number.POSITIVE_INFINITY : 6 + this.#heard.readUInt32BE(2)
      if (this.#heard.length >= length) {
        const pdu = this.#heard.subarray(0, length)
        this.#heard = this.#heard.subarray(length)
        return { type: pdu.readUInt8(0), body: pdu.subarray(6) }
      }
      if (this.#hasEnded) return undefined
      this.#wake = Promise.withResolvers()
      await Promise.race([this.#wake.promise, this.#ended.promise])
    }
  }

  /** Settles when the other side has closed. */
  get ended(): Promise<void> {
    return this.#ended.promise
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }
}

const short = (n: number) => Uint8Array.of(n >> 8, n & 255)
const item = (type: number, ...values: Uint8Array[]) => {
  const value = Buffer.concat(values)
  return Buffer.concat([Uint8Array.of(type, 0), short(value.length), value])
}
const ascii = (text: string) => Buffer.from(text, 'latin1')

/** Any PDU: type, a reserved byte, length in 32 bits (PS3.8 9.3.1). `length` may lie. */
export function rawPdu(type: number, body: Uint8Array, length = body.length): Buffer {
  const header = Buffer.alloc(6)
  header[0] = type
  header.writeUInt32BE(length, 2)
  return Buffer.concat([header, body])
}

export type RawContext = { id: number; abstractSyntax: string; transferSyntaxes: string[] }
export type RawAssociation = {
  contexts: RawContext[]
  calling?: string
  called?: string
  version?: number
  applicationContext?: string
  maximumLength?: number
  /** more items of user information, as bytes */
  user?: Uint8Array[]
}

/** An A-ASSOCIATE-RQ (PS3.8 9.3.2). */
export function rawAssociateRequest(asked: RawAssociation): Buffer {
  const maximumLength = Buffer.alloc(4)
  maximumLength.writeUInt32BE(asked.maximumLength ?? 16384)
  const contexts = asked.contexts.map(({ id, abstractSyntax, transferSyntaxes }) =>
    item(
      0x20,
      Uint8Array.of(id, 0, 0, 0),
      item(0x30, ascii(abstractSyntax)),
      ...transferSyntaxes.map((uid) => item(0x40, ascii(uid))),
    ),
  )
  const user = item(0x50, item(0x51, maximumLength), item(0x52, ascii('1.2.3.4')), ...(asked.user ?? []))
  return rawPdu(
    1,
    Buffer.concat([
      short(asked.version ?? 1),
      short(0),
      ascii((asked.called ?? 'FIRSTREAD').padEnd(16)),
      ascii((asked.calling ?? 'PARROT').padEnd(16)),
      new Uint8Array(32),
      item(0x10, ascii(asked.applicationContext ?? '1.2.840.10008.3.1.1.1')),
      ...contexts,
      user,
    ]),
  )
}

/** A P-DATA-TF PDU with one PDV. `control`: 1 command, 2 last fragment (PS3.8 E.2). */
export function rawData(contextId: number, control: number, bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(6)
  header.writeUInt32BE(bytes.length + 2)
  header[4] = contextId
  header[5] = control
  return rawPdu(4, Buffer.concat([header, bytes]))
}

/** A command set from its elements: texts are padded, numbers have 16 bits (PS3.7 6.3.1). */
export function rawCommand(elements: Record<number, string | number>): Buffer {
  const parts = Object.entries(elements).map(([element, value]) => {
    const bytes = Buffer.alloc(typeof value === 'number' ? 2 : value.length + (value.length % 2))
    if (typeof value === 'number') bytes.writeUInt16LE(value)
    else bytes.write(value, 'latin1')
    return rawElement(Number(element), bytes)
  })
  const length = Buffer.alloc(4)
  length.writeUInt32LE(Buffer.concat(parts).length)
  return Buffer.concat([rawElement(0, length), ...parts])
}

function rawElement(element: number, value: Uint8Array): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt16LE(element, 2)
  header.writeUInt32LE(value.length, 4)
  return Buffer.concat([header, value])
}
