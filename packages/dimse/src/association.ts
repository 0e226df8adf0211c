import { Asking, type Response } from './asking.ts'
import { type CommandSet, commandFields, isResponse } from './command-set.ts'
import type { Connection } from './connection.ts'
import type { Context, Request } from './context.ts'
import { DimseError, ProtocolError } from './errors.ts'
import type { Limits, Timers } from './limits.ts'
import { type Message, MessageAssembler } from './message.ts'
import { BrokenMessage, type DataSet, Outbox } from './outbox.ts'
import { providerAbortPdu, releaseAnswerPdu, releaseRequestPdu, userAbortPdu } from './pdu/control.ts'
import type { ControlPdu, Piece } from './pdu/reader.ts'
import { isPending } from './statuses.ts'
import { isOverdue, lookEvery } from './watch.ts'
import { Working } from './working.ts'

/** Answers one request; the next one waits (asynchronous operations window 1, PS3.7 D.3.3.3). */
export type Handle = (association: Association, request: Request) => Promise<void>

export interface AssociationOptions {
  readonly connection: Connection
  readonly contexts: readonly Context[]
  /** as the peer announced it */
  readonly maximumLength: number
  readonly limits: Limits
  readonly timers: Timers
  readonly handle: Handle
}

/** An established association (Sta6 of PS3.8 9.2), on whichever side: messages in, messages out. */
export class Association {
  readonly contexts: readonly Context[]
  readonly #options: AssociationOptions
  readonly #connection: Connection
  readonly #messages: MessageAssembler
  readonly #outbox: Outbox
  readonly #asking = new Asking()
  readonly #working = new Working()
  readonly #over = Promise.withResolvers<DimseError | undefined>()
  #isOver = false
  #isOurTurn = false
  #isReleasing = false

  constructor(options: AssociationOptions) {
    this.#options = options
    this.contexts = options.contexts
    this.#connection = options.connection
    this.#messages = new MessageAssembler(options.limits)
    this.#outbox = new Outbox(options.connection, options.maximumLength)
    const stopLooking = lookEvery(options.timers, () => this.#look())
    void this.#over.promise.then(stopLooking)
    void this.#pump().catch((error) => this.fail(error))
  }

  /** Settles when the association has ended: with the reason, or with `undefined` after an orderly release. */
  get over(): Promise<DimseError | undefined> {
    return this.#over.promise
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Settles when nothing is being worked on. */
  idle(): Promise<void> {
    return this.#working.idle()
  }

  /** @throws DimseError closed; BrokenMessage (the association is aborted then); what `dataSet` throws at its beginning */
  async send(context: Context, command: CommandSet, dataSet?: DataSet): Promise<void> {
    try {
      await this.#outbox.send(context.id, command, dataSet)
      this.#connection.touch()
    } catch (error) {
      if (error instanceof BrokenMessage) this.fail(error)
      throw error
    }
  }

  /**
   * Sends a request and gives its answers up to the final one. Whoever stops listening before cancels it (PS3.7 9.3.2.3).
   *
   * @throws DimseError  when the association ends before
   */
  async *ask(context: Context, command: CommandSet, dataSet?: DataSet): AsyncGenerator<Response> {
    if (this.#isOver) throw (await this.over) ?? new DimseError('closed')
    const { messageId, responses } = this.#asking.open()
    let isOpen = false
    try {
      await this.send(context, { ...command, MessageID: messageId }, dataSet)
      for (isOpen = true; isOpen; ) {
        const response = await responses.take()
        isOpen = isPending(response.command.Status ?? 0)
        yield response
        response.dataSet?.discard()
      }
    } finally {
      this.#asking.close(messageId)
      if (isOpen && !this.#isOver) await this.#cancel(context, messageId)
    }
  }

  /** Asks for an orderly end, as the requestor does. */
  async release(): Promise<void> {
    if (this.#isOver) return
    this.#isReleasing = true
    await this.#connection.write([releaseRequestPdu()]).catch((error) => this.fail(error))
    await this.over
  }

  abort(): void {
    this.fail(new DimseError('stopped'))
  }

  /** Ends the association with the abort that fits the reason; once it is over, nothing happens any more. */
  fail(reason: unknown): void {
    if (this.#isOver) return
    const error = reason instanceof DimseError ? reason : new DimseError('stopped', undefined, { cause: reason })
    this.#finish(error)
    if (error.code === 'closed') this.#connection.destroy()
    else this.#connection.end(lastWord(error))
  }

  #finish(error: DimseError | undefined): void {
    this.#isOver = true
    const gone = error ?? new DimseError('closed')
    this.#working.cancelAny(gone)
    this.#messages.fail(gone)
    this.#asking.fail(gone)
    this.#over.resolve(error)
  }

  async #pump(): Promise<void> {
    while (!this.#isOver) {
      const pdu = this.#connection.take()
      if (pdu) {
        const busy = pdu.kind === 'piece' ? this.#piece(pdu) : this.#control(pdu)
        if (busy) await this.#ourTurn(busy)
      } else if (!(await this.#connection.more())) throw new DimseError('closed')
    }
  }

  async #ourTurn(work: Promise<void>): Promise<void> {
    this.#isOurTurn = true
    await work
    this.#isOurTurn = false
    this.#connection.touch()
  }

  #piece(piece: Piece): Promise<void> | undefined {
    const message = this.#messages.accept(piece)
    return message === undefined || message instanceof Promise ? message : this.#dispatch(message)
  }

  #dispatch(message: Message): Promise<void> | undefined {
    const { CommandField = 0, MessageID, MessageIDBeingRespondedTo } = message.command
    const context = this.contexts.find(({ id }) => id === message.contextId)
    if (!context) throw new ProtocolError('unexpected-parameter', 'A presentation context that was not accepted')
    if (CommandField === commandFields.cancel) {
      this.#working.cancel(MessageIDBeingRespondedTo, new DimseError('stopped', 'cancelled'))
      return undefined
    }
    if (isResponse(CommandField)) return this.#asking.answered(message)
    if (MessageID === undefined) throw new ProtocolError('invalid-parameter', 'A request without MessageID')
    const { command, dataSet } = message
    return this.#working.start(MessageID, (cancelled) =>
      this.#handle({ context, command, messageId: MessageID, dataSet, cancelled }),
    )
  }

  async #handle(request: Request): Promise<void> {
    try {
      await this.#options.handle(this, request)
    } catch (error) {
      this.fail(error)
    } finally {
      request.dataSet?.discard()
      this.#connection.touch()
    }
  }

  #control({ kind }: ControlPdu): Promise<void> | undefined {
    if (kind === 'abort') throw new DimseError('aborted')
    if (kind === 'release-rq') return this.#released()
    if (kind !== 'release-rp' || !this.#isReleasing)
      throw new ProtocolError('unexpected-pdu', 'This PDU does not belong into an association')
    this.#finish(undefined)
    this.#connection.end()
    return undefined
  }

  /** What was asked before is answered first. */
  async #released(): Promise<void> {
    await this.#working.idle()
    if (this.#isOver) return
    this.#finish(undefined)
    this.#connection.end(releaseAnswerPdu())
  }

  async #cancel(context: Context, messageId: number): Promise<void> {
    const command = { CommandField: commandFields.cancel, MessageIDBeingRespondedTo: messageId }
    await this.send(context, command).catch(() => undefined)
  }

  #look(): void {
    const { since, blockedSince, isInsidePdu } = this.#connection
    const waiting = {
      since,
      blockedSince,
      isOurTurn: this.#isOurTurn,
      isInsideMessage: isInsidePdu || this.#messages.isInsideMessage,
      isAnswerDue: this.#asking.isWaiting || this.#isReleasing,
      isWorking: this.#working.isBusy,
    }
    if (isOverdue(waiting, this.#options.timers, Date.now())) this.fail(new DimseError('timeout'))
  }
}

function lastWord(error: DimseError): Uint8Array | undefined {
  if (error instanceof ProtocolError) return providerAbortPdu(error.reason)
  return error.code === 'aborted' ? undefined : userAbortPdu()
}
