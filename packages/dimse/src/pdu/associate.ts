import { ProtocolError } from '../errors.ts'
import { ascii, type Item, itemBytes, itemsOf, itemTypes, uidOf } from './items.ts'
import { parseUserInformation, type UserInformation, userInformationBytes } from './user-information.ts'

export const dicomApplicationContext = '1.2.840.10008.3.1.1.1' // PS3.7 A.2.1

export interface ProposedContext {
  /** odd, 1 to 255 */
  readonly id: number
  readonly abstractSyntax: string
  /** in the order of the requestor's wish */
  readonly transferSyntaxes: readonly string[]
}

/** Results of a presentation context, PS3.8 Table 9-18. */
export const contextResults = {
  acceptance: 0,
  'user-rejection': 1,
  'no-reason': 2,
  'abstract-syntax-not-supported': 3,
  'transfer-syntaxes-not-supported': 4,
} as const

export interface AnsweredContext {
  readonly id: number
  readonly result: keyof typeof contextResults
  /** without meaning unless accepted */
  readonly transferSyntax: string
}

interface Associate<Context> {
  /** bit n stands for version n + 1; there is only version 1 */
  readonly protocolVersion: number
  readonly calledAeTitle: string
  readonly callingAeTitle: string
  readonly applicationContext: string
  readonly contexts: readonly Context[]
  readonly user: UserInformation
}

export type AssociateRequest = Associate<ProposedContext>
export type AssociateAccept = Associate<AnsweredContext>

/** Version, reserved, two AE titles, 32 reserved bytes: PS3.8 Tables 9-11 and 9-17. */
const FIXED = 68

const parser =
  <Context>(contextType: number, parseContext: (value: Buffer) => Context) =>
  (body: Buffer): Associate<Context> => {
    if (body.length < FIXED) throw new ProtocolError('invalid-parameter', 'The associate PDU is cut off')
    const items = [...itemsOf(body.subarray(FIXED))]
    const user = items.find(({ type }) => type === itemTypes.userInformation)
    const application = items.find(({ type }) => type === itemTypes.applicationContext)
    if (user === undefined) throw new ProtocolError('invalid-parameter', 'User information is missing')
    return {
      protocolVersion: body.readUInt16BE(0),
      calledAeTitle: aeTitle(body.subarray(4, 20)),
      callingAeTitle: aeTitle(body.subarray(20, 36)),
      applicationContext: application === undefined ? '' : uidOf(application.value),
      contexts: items.filter(({ type }) => type === contextType).map(({ value }) => parseContext(value)),
      user: parseUserInformation(user),
    }
  }

export const parseAssociateRequest = parser(itemTypes.proposedContext, parseProposed)
export const parseAssociateAccept = parser(itemTypes.answeredContext, parseAnswered)

/** Leading and trailing blanks do not count (PS3.5 6.2, AE); some peers pad with NUL. */
const aeTitle = (bytes: Buffer): string => bytes.toString('latin1').replaceAll('\0', ' ').trim()

function parseProposed(value: Buffer): ProposedContext {
  const items = contextItems(value)
  const abstractSyntax = items.find(({ type }) => type === itemTypes.abstractSyntax)
  const transferSyntaxes = items.filter(({ type }) => type === itemTypes.transferSyntax)
  return {
    id: value.readUInt8(0),
    abstractSyntax: abstractSyntax === undefined ? '' : uidOf(abstractSyntax.value),
    transferSyntaxes: transferSyntaxes.map((item) => uidOf(item.value)),
  }
}

const resultNames = Object.keys(contextResults) as (keyof typeof contextResults)[]

function parseAnswered(value: Buffer): AnsweredContext {
  const [syntax] = contextItems(value)
  const result = resultNames[value.readUInt8(2)] ?? 'no-reason'
  return { id: value.readUInt8(0), result, transferSyntax: syntax === undefined ? '' : uidOf(syntax.value) }
}

function contextItems(value: Buffer): Item[] {
  if (value.length < 4) throw new ProtocolError('invalid-parameter', 'A presentation context is cut off')
  return [...itemsOf(value.subarray(4))]
}

export const associateRequestBody = (request: AssociateRequest): Buffer =>
  associateBody(
    request,
    request.contexts.map(({ id, abstractSyntax, transferSyntaxes }) =>
      itemBytes(
        itemTypes.proposedContext,
        Uint8Array.of(id, 0, 0, 0),
        itemBytes(itemTypes.abstractSyntax, ascii(abstractSyntax)),
        ...transferSyntaxes.map((uid) => itemBytes(itemTypes.transferSyntax, ascii(uid))),
      ),
    ),
  )

export const associateAcceptBody = (accept: AssociateAccept): Buffer =>
  associateBody(
    accept,
    accept.contexts.map(({ id, result, transferSyntax }) =>
      itemBytes(
        itemTypes.answeredContext,
        Uint8Array.of(id, 0, contextResults[result], 0),
        itemBytes(itemTypes.transferSyntax, ascii(transferSyntax)),
      ),
    ),
  )

function associateBody(associate: Associate<unknown>, contexts: readonly Buffer[]): Buffer {
  const fixed = Buffer.alloc(FIXED)
  fixed.writeUInt16BE(associate.protocolVersion, 0)
  fixed.write(associate.calledAeTitle.padEnd(16), 4, 16, 'latin1')
  fixed.write(associate.callingAeTitle.padEnd(16), 20, 16, 'latin1')
  const application = itemBytes(itemTypes.applicationContext, ascii(associate.applicationContext))
  return Buffer.concat([fixed, application, ...contexts, userInformationBytes(associate.user)])
}
