import { ByteChannel } from './byte-channel.ts'
import { type CommandSet, NO_DATA_SET, parseCommand } from './command-set.ts'
import { ProtocolError } from './errors.ts'
import type { Limits } from './limits.ts'
import type { Piece } from './pdu/reader.ts'

export interface Message {
  readonly contextId: number
  readonly command: CommandSet
  /** undefined when the command says that none follows */
  readonly dataSet: ByteChannel | undefined
}

/** Puts pieces together to messages: a command in one piece, its data set as it comes (PS3.8 E, PS3.7 6.3). */
export class MessageAssembler {
  readonly #limits: Limits
  #command: { contextId: number; parts: Buffer[]; length: number } | undefined
  #dataSet: { contextId: number; channel: ByteChannel } | undefined

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get isInsideMessage(): boolean {
    return this.#command !== undefined || this.#dataSet !== undefined
  }

  /**
   * @returns the message when its command is complete, or what to wait for when the reader of its data set is behind
   * @throws ProtocolError
   */
  accept(piece: Piece): Message | Promise<void> | undefined {
    return piece.isCommand ? this.#commandPiece(piece) : this.#dataPiece(piece)
  }

  /** Nothing more will come. */
  fail(error: Error): void {
    this.#dataSet?.channel.fail(error)
  }

  #commandPiece({ contextId, bytes, isLast }: Piece): Message | undefined {
    if (this.#dataSet) throw new ProtocolError('unexpected-parameter', 'A command inside a data set')
    this.#command ??= { contextId, parts: [], length: 0 }
    const command = this.#command
    if (command.contextId !== contextId) throw new ProtocolError('unexpected-parameter', 'A command in two contexts')
    command.length += bytes.length
    if (command.length > this.#limits.commandBytes) throw new ProtocolError('invalid-parameter', 'Command too large')
    command.parts.push(bytes)
    if (!isLast) return undefined
    this.#command = undefined
    return this.#message(contextId, parseCommand(Buffer.concat(command.parts)))
  }

  #message(contextId: number, command: CommandSet): Message {
    const { CommandField, CommandDataSetType } = command
    if (CommandField === undefined || CommandDataSetType === undefined)
      throw new ProtocolError('invalid-parameter', 'The command lacks an element')
    if (CommandDataSetType === NO_DATA_SET) return { contextId, command, dataSet: undefined }
    const channel = new ByteChannel(this.#limits)
    this.#dataSet = { contextId, channel }
    return { contextId, command, dataSet: channel }
  }

  #dataPiece({ contextId, bytes, isLast }: Piece): Promise<void> | undefined {
    const dataSet = this.#dataSet
    if (!dataSet || dataSet.contextId !== contextId)
      throw new ProtocolError('unexpected-parameter', 'A data set without its command')
    const behind = dataSet.channel.push(bytes)
    if (!isLast) return behind
    this.#dataSet = undefined
    dataSet.channel.end()
    return undefined
  }
}
