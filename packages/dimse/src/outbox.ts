import { type CommandSet, commandBytes, NO_DATA_SET } from './command-set.ts'
import type { Connection } from './connection.ts'
import { DimseError } from './errors.ts'
import { commandPdus, dataPdus, roomFor } from './pdu/data.ts'

export type DataSet = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** CommandDataSetType when a data set follows: any value but 0x0101 will do (PS3.7 E.1), most programs send this one. */
const DATA_SET = 0x0001

/** A data set that broke off in the middle of its message: the peer can only be told by an abort. */
export class BrokenMessage extends DimseError {
  constructor(cause: unknown) {
    super('stopped', 'a data set could not be read to its end', { cause })
  }
}

/** Sends messages, one after the other whoever wants to. */
export class Outbox {
  readonly #connection: Connection
  readonly #room: number
  #last: Promise<unknown> = Promise.resolve()

  /** @param maximumLength  as the peer announced it */
  constructor(connection: Connection, maximumLength: number) {
    this.#connection = connection
    this.#room = roomFor(maximumLength)
  }

  /**
   * @throws DimseError     closed
   * @throws BrokenMessage  when `dataSet` throws after a part of it has left; before that, whatever it threw
   */
  send(contextId: number, command: CommandSet, dataSet?: DataSet): Promise<void> {
    const sent = this.#last.then(() => this.#send(contextId, command, dataSet))
    this.#last = sent.catch(() => undefined)
    return sent
  }

  async #send(contextId: number, command: CommandSet, dataSet: DataSet | undefined): Promise<void> {
    const type = { CommandDataSetType: dataSet === undefined ? NO_DATA_SET : DATA_SET }
    const head = commandPdus(contextId, commandBytes({ ...command, ...type }), this.#room)
    if (dataSet === undefined) return this.#connection.write(head)
    await this.#sendWhole(head, dataPdus(contextId, dataSet, this.#room))
  }

  /** The command goes out with the first part of its data set: two small writes would cost an acknowledgement each. */
  async #sendWhole(head: readonly Uint8Array[], pdus: AsyncIterable<Uint8Array[]>): Promise<void> {
    let waiting = head
    try {
      for await (const pdu of pdus) {
        await this.#connection.write([...waiting, ...pdu])
        waiting = []
      }
    } catch (error) {
      throw waiting === head || error instanceof DimseError ? error : new BrokenMessage(error)
    }
  }
}
