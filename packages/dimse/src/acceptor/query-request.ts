import type { Request } from '../context.ts'
import { readIdentifier } from '../identifier.ts'
import { sopClass } from '../sop-classes.ts'
import type { Peer } from './peer.ts'
import type { Asked, QueryRequest } from './services.ts'

/** @throws StatusError  when the identifier cannot be read */
export async function queryRequest<P extends Peer>(
  request: Request,
  asked: Asked<P>,
  identifierBytes: number,
): Promise<QueryRequest<P>> {
  const { context, cancelled } = request
  const identifier = await readIdentifier(request, identifierBytes)
  const model = sopClass(context.abstractSyntax)?.model ?? 'study'
  return { ...asked, model, identifier, extended: context.extended ?? [], cancelled }
}
