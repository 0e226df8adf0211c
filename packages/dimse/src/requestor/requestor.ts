import type { DicomJson } from '@firstread/dicom'
import type { OutgoingInstance } from '../acceptor/services.ts'
import type { Response } from '../asking.ts'
import type { Association } from '../association.ts'
import { commandFields } from '../command-set.ts'
import { DimseError, StatusError } from '../errors.ts'
import { decodeIdentifier, encodeIdentifier } from '../identifier.ts'
import { type QueryModel, queryClasses, verification } from '../sop-classes.ts'
import { isPending, statuses } from '../statuses.ts'
import { type MoveOriginator, storeOn } from './store.ts'

/** An association that we asked for: what a service class user does on it. */
export class Requestor implements AsyncDisposable {
  readonly association: Association

  constructor(association: Association) {
    this.association = association
  }

  /** C-ECHO. @returns the status; 0 is success. @throws DimseError */
  async echo(): Promise<number> {
    const context = this.#context(verification)
    const command = { AffectedSOPClassUID: verification, CommandField: commandFields.echo }
    for await (const { command: answer } of this.association.ask(context, command)) return answer.Status ?? 0
    throw new DimseError('closed')
  }

  /** C-STORE, see `storeOn`. */
  store(instance: OutgoingInstance, moveOriginator?: MoveOriginator): Promise<number> {
    return storeOn(this.association, instance, moveOriginator)
  }

  /**
   * C-FIND: the matches as they come. Who stops reading before the end cancels the query.
   *
   * @throws StatusError  the peer's final status when it is not success
   * @throws DimseError   no-context, or how the association ended
   */
  async *find(identifier: DicomJson, model: QueryModel = 'study'): AsyncGenerator<DicomJson> {
    const sopClassUid = queryClasses[model].find
    const context = this.#context(sopClassUid)
    const command = { AffectedSOPClassUID: sopClassUid, CommandField: commandFields.find, Priority: 0 }
    const asked = [encodeIdentifier(identifier, context.transferSyntax)]
    for await (const response of this.association.ask(context, command, asked)) {
      const status = response.command.Status ?? statuses.processingFailure
      if (isPending(status)) yield decodeIdentifier(await bytesOf(response), context.transferSyntax)
      else if (status !== statuses.success) throw new StatusError(status, response.command.ErrorComment)
    }
  }

  release(): Promise<void> {
    return this.association.release()
  }

  abort(): void {
    this.association.abort()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release()
  }

  #context(abstractSyntax: string) {
    const context = this.association.contexts.find((one) => one.abstractSyntax === abstractSyntax && one.isPeerScp)
    if (!context) throw new DimseError('no-context')
    return context
  }
}

async function bytesOf({ dataSet }: Response): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of dataSet ?? []) pieces.push(piece)
  return Buffer.concat(pieces)
}
