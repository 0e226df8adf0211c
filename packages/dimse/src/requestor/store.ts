import type { OutgoingInstance } from '../acceptor/services.ts'
import type { Association } from '../association.ts'
import { commandFields } from '../command-set.ts'
import { DimseError } from '../errors.ts'
import { statuses } from '../statuses.ts'

export interface MoveOriginator {
  readonly aeTitle: string
  readonly messageId: number
}

const MEDIUM = 0 // PS3.7 9.3.1.1, Priority

/**
 * Sends one instance by C-STORE (PS3.7 9.1.1), in the first of the accepted transfer syntaxes that it can be had in.
 *
 * @returns the status that the peer answered (PS3.4 B.2.3)
 * @throws DimseError  no-context, or how the association ended; what reading the instance throws
 */
export async function storeOn(
  association: Association,
  instance: OutgoingInstance,
  moveOriginator?: MoveOriginator,
): Promise<number> {
  const { sopClassUid, sopInstanceUid } = instance
  const contexts = association.contexts.filter((one) => one.isPeerScp && one.abstractSyntax === sopClassUid)
  const syntaxes = contexts.map(({ transferSyntax }) => transferSyntax)
  const encoded = syntaxes.length === 0 ? undefined : await instance.encode(syntaxes)
  const context = contexts.find(({ transferSyntax }) => transferSyntax === encoded?.transferSyntaxUid)
  if (!context || !encoded) throw new DimseError('no-context')
  const command = {
    AffectedSOPClassUID: sopClassUid,
    CommandField: commandFields.store,
    Priority: MEDIUM,
    AffectedSOPInstanceUID: sopInstanceUid,
    MoveOriginatorApplicationEntityTitle: moveOriginator?.aeTitle,
    MoveOriginatorMessageID: moveOriginator?.messageId,
  }
  for await (const response of association.ask(context, command, encoded.dataSet)) {
    return response.command.Status ?? statuses.processingFailure
  }
  throw new DimseError('closed')
}
