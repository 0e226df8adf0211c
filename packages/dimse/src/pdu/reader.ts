import { ProtocolError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { type PduType, pduTypes } from './control.ts'

export type ControlPdu = { readonly kind: Exclude<PduType, 'data'>; readonly body: Buffer }
/** A piece of a presentation data value, as it came: a data set of gigabytes never sits in memory. */
export type Piece = {
  readonly kind: 'piece'
  readonly contextId: number
  readonly isCommand: boolean
  /** the end of the command or data set */
  readonly isLast: boolean
  readonly bytes: Buffer
}
export type Pdu = ControlPdu | Piece

const HEADER = 6
const kinds = new Map<number, PduType>(Object.entries(pduTypes).map(([kind, type]) => [type, kind as PduType]))
const NOTHING = Buffer.alloc(0)

type Pdv = { contextId: number; isCommand: boolean; isLastFragment: boolean; left: number }

/** Takes bytes as they come from the network and gives PDUs, those with data piece by piece (PS3.8 9.3). */
export class PduReader {
  readonly #limits: Pick<Limits, 'pduBytes' | 'associateBytes'>
  #chunks: Buffer[] = []
  #available = 0
  #control: { kind: ControlPdu['kind']; length: number } | undefined
  /** bytes left of the P-DATA-TF PDU, its PDV headers included */
  #dataLeft = 0
  #pdv: Pdv | undefined

  constructor(limits: Pick<Limits, 'pduBytes' | 'associateBytes'>) {
    this.#limits = limits
  }

  get isInsidePdu(): boolean {
    return this.#available > 0 || this.#control !== undefined || this.#dataLeft > 0 || this.#pdv !== undefined
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#available += chunk.length
  }

  /**
   * @returns undefined when more bytes are needed
   * @throws ProtocolError  unrecognized-pdu, invalid-parameter (a length is wrong)
   */
  next(): Pdu | undefined {
    for (;;) {
      if (this.#pdv) return this.#piece(this.#pdv)
      if (this.#control) return this.#controlPdu(this.#control)
      const header = this.#take(HEADER)
      if (!header) return undefined
      if (this.#dataLeft > 0) this.#beginPdv(header)
      else this.#beginPdu(header)
    }
  }

  #beginPdu(header: Buffer): void {
    const kind = kinds.get(header.readUInt8(0))
    if (kind === undefined) throw new ProtocolError('unrecognized-pdu', 'There is no such PDU')
    const length = header.readUInt32BE(2)
    this.#checkLength(kind, length)
    if (kind === 'data') this.#dataLeft = length
    else this.#control = { kind, length }
  }

  #checkLength(kind: PduType, length: number): void {
    const { pduBytes, associateBytes } = this.#limits
    const isAssociate = kind === 'associate-rq' || kind === 'associate-ac'
    const [least, most] = kind === 'data' ? [HEADER, pduBytes] : isAssociate ? [0, associateBytes] : [4, 4]
    if (length < least || length > most) throw new ProtocolError('invalid-parameter', 'The length of a PDU is wrong')
  }

  /** A PDV item: length in 32 bits, presentation context, message control header (PS3.8 9.3.5, E.2). */
  #beginPdv(header: Buffer): void {
    const left = header.readUInt32BE(0) - 2
    this.#dataLeft -= HEADER + left
    const isCutOff = this.#dataLeft > 0 && this.#dataLeft < HEADER
    if (left < 0 || this.#dataLeft < 0 || isCutOff)
      throw new ProtocolError('invalid-parameter', 'The length of a PDV is wrong')
    const control = header.readUInt8(5)
    this.#pdv = {
      contextId: header.readUInt8(4),
      isCommand: (control & 1) === 1,
      isLastFragment: (control & 2) === 2,
      left,
    }
  }

  #piece(pdv: Pdv): Piece | undefined {
    const bytes = pdv.left === 0 ? NOTHING : this.#takeSome(pdv.left)
    if (!bytes) return undefined
    pdv.left -= bytes.length
    const { contextId, isCommand, isLastFragment } = pdv
    if (pdv.left === 0) this.#pdv = undefined
    return { kind: 'piece', contextId, isCommand, isLast: isLastFragment && pdv.left === 0, bytes }
  }

  #controlPdu({ kind, length }: { kind: ControlPdu['kind']; length: number }): ControlPdu | undefined {
    const body = this.#take(length)
    if (!body) return undefined
    this.#control = undefined
    return { kind, body }
  }

  /** Exactly so many bytes; they are joined only once they are all there. */
  #take(length: number): Buffer | undefined {
    if (this.#available < length) return undefined
    const first = this.#chunks[0]
    if (first === undefined) return NOTHING
    if (first.length < length) this.#chunks = [Buffer.concat(this.#chunks)]
    return this.#takeSome(length) ?? NOTHING
  }

  /** At most so many bytes, without copying. */
  #takeSome(length: number): Buffer | undefined {
    const first = this.#chunks[0]
    if (first === undefined) return undefined
    if (first.length > length) this.#chunks[0] = first.subarray(length)
    else this.#chunks.shift()
    const taken = first.subarray(0, length)
    this.#available -= taken.length
    return taken
  }
}
