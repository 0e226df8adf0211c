import { explicitLittleEndian, implicitLittleEndian, transferSyntaxes } from '@firstread/dicom'
import type { Context } from '../context.ts'
import type { AnsweredContext, AssociateRequest, ProposedContext } from '../pdu/associate.ts'
import type { ExtendedNegotiation, RoleSelection } from '../pdu/user-information.ts'
import { type ServiceName, sopClass } from '../sop-classes.ts'
import type { Peer } from './peer.ts'
import type { Services } from './services.ts'

export interface Agreement {
  readonly answers: readonly AnsweredContext[]
  readonly contexts: readonly Context[]
  readonly roles: readonly RoleSelection[]
  readonly extended: readonly ExtendedNegotiation[]
}

const explicitBigEndian = '1.2.840.10008.1.2.2'
/** Commands and identifiers are small: no need to deflate them. */
const plain: ReadonlySet<string> = new Set([implicitLittleEndian, explicitLittleEndian, explicitBigEndian])
/** Whatever we can read we store as it comes. */
const readable: ReadonlySet<string> = new Set(Object.keys(transferSyntaxes))

const syntaxesOf: Record<ServiceName, ReadonlySet<string>> = {
  echo: readable,
  store: readable,
  find: plain,
  move: plain,
  get: plain,
}

/** Full storage, bits preserved, nothing coerced (PS3.4 B.3.1, Table B.3-1). */
const storageInformation = [2, 0, 3, 0, 0, 0]

/** Answers each proposed context by itself (PS3.8 9.3.3.2). Of its transfer syntaxes the first that we know is taken. */
export function negotiate<P extends Peer>(request: AssociateRequest, peer: P, services: Services<P>): Agreement {
  const offers = (service: ServiceName) =>
    (service === 'echo' || services[service] !== undefined) && peer.permits(service)
  const roles = request.user.roles.flatMap((role) => agreedRole(role, offers))
  const agreed = request.contexts.map((proposed) => answer(proposed, roles, offers))
  const accepted = new Set(agreed.flatMap(({ context }) => (context ? [context.abstractSyntax] : [])))
  const extended = request.user.extended
    .filter(({ sopClassUid }) => accepted.has(sopClassUid))
    .map((proposed) => agreedInformation(proposed, services))
  return {
    answers: agreed.map(({ answered }) => answered),
    contexts: agreed.flatMap(({ context }) => (context ? [withInformation(context, extended)] : [])),
    roles: roles.filter(({ sopClassUid }) => accepted.has(sopClassUid)),
    extended,
  }
}

function withInformation(context: Context, extended: readonly ExtendedNegotiation[]): Context {
  const agreed = extended.find(({ sopClassUid }) => sopClassUid === context.abstractSyntax)
  return agreed ? { ...context, extended: [...agreed.information] } : context
}

type Offers = (service: ServiceName) => boolean

/** A peer that takes the SCP role of storage wants its instances by C-GET (PS3.4 C.4.3.1). Other roles stay as they are. */
function agreedRole({ sopClassUid, isScu, isScp }: RoleSelection, offers: Offers): RoleSelection[] {
  if (sopClass(sopClassUid)?.service !== 'store') return []
  return [{ sopClassUid, isScu: isScu && offers('store'), isScp: isScp && offers('get') }]
}

function answer(
  { id, abstractSyntax, transferSyntaxes: proposed }: ProposedContext,
  roles: readonly RoleSelection[],
  offers: Offers,
): { answered: AnsweredContext; context?: Context } {
  const fallback = proposed[0] ?? implicitLittleEndian
  const refused = (result: AnsweredContext['result']) => ({ answered: { id, result, transferSyntax: fallback } })
  const known = sopClass(abstractSyntax)
  if (!known) return refused('abstract-syntax-not-supported')
  const role = roles.find(({ sopClassUid }) => sopClassUid === abstractSyntax)
  const isPeerScu = offers(known.service) && (role?.isScu ?? true)
  const isPeerScp = role?.isScp ?? false
  if (!isPeerScu && !isPeerScp) return refused('user-rejection')
  const transferSyntax = proposed.find((uid) => syntaxesOf[known.service].has(uid))
  if (transferSyntax === undefined) return refused('transfer-syntaxes-not-supported')
  const context = { id, abstractSyntax, transferSyntax, isPeerScu, isPeerScp }
  return { answered: { id, result: 'acceptance', transferSyntax }, context }
}

function agreedInformation<P extends Peer>(
  { sopClassUid, information }: ExtendedNegotiation,
  { extended }: Services<P>,
): ExtendedNegotiation {
  const service = sopClass(sopClassUid)?.service
  if (service === 'store') return { sopClassUid, information: Buffer.from(storageInformation) }
  const ours = (service === 'find' ? extended?.find : extended?.retrieve) ?? []
  return { sopClassUid, information: information.map((byte, i) => Math.min(byte, ours[i] ?? 0)) as Buffer }
}
