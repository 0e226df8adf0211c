import type { Association } from './association.ts'
import type { CommandSet } from './command-set.ts'
import type { Request } from './context.ts'
import { StatusError } from './errors.ts'
import type { DataSet } from './outbox.ts'
import { statuses } from './statuses.ts'

/** Answers a request; each answer leaves in one write. */
export function respond(
  association: Association,
  { context, command, messageId }: Request,
  fields: CommandSet & { readonly Status: number },
  dataSet?: DataSet,
): Promise<void> {
  const answer = {
    AffectedSOPClassUID: command.AffectedSOPClassUID,
    CommandField: (command.CommandField ?? 0) | 0x8000,
    MessageIDBeingRespondedTo: messageId,
    AffectedSOPInstanceUID: command.AffectedSOPInstanceUID,
    ...fields,
  }
  return association.send(context, answer, dataSet)
}

/** Throws the rest of a data set away, and waits for its end: an answer comes after the whole message. */
export async function skipDataSet({ dataSet }: Request): Promise<void> {
  dataSet?.discard()
  await dataSet?.over
}

/** Status and comment of what a service threw; `undefined` when it is a bug. */
export function statusOf(error: unknown): { Status: number; ErrorComment?: string } | undefined {
  if (!(error instanceof StatusError)) return undefined
  return { Status: error.status, ...(error.comment === undefined ? {} : { ErrorComment: comment(error.comment) }) }
}

/** LO of the default character repertoire, at most 64 characters (PS3.5 6.2). */
export const comment = (text: string): string => text.replace(/[^ -[\]-~]/g, '?').slice(0, 64)

export const processingFailure = { Status: statuses.processingFailure } as const
