import { ProtocolError } from '../errors.ts'
import { ascii, type Item, itemBytes, itemsOf, itemTypes, lengthAndUid, takeUid, uidOf } from './items.ts'

/** Which roles the requestor of an association takes for a SOP class (PS3.7 D.3.3.4). */
export interface RoleSelection {
  readonly sopClassUid: string
  readonly isScu: boolean
  readonly isScp: boolean
}

export interface ExtendedNegotiation {
  readonly sopClassUid: string
  /** Service Class Application Information, PS3.4 */
  readonly information: Buffer
}

/** PS3.8 D.1 and PS3.7 D.3.3. User identity and common extended negotiation are read over: both are optional to answer. */
export interface UserInformation {
  /** bytes of a P-DATA-TF PDU that the sender takes, without its header; 0 is any length */
  readonly maximumLength: number
  readonly implementationClassUid: string
  readonly implementationVersionName?: string | undefined
  readonly roles: readonly RoleSelection[]
  readonly extended: readonly ExtendedNegotiation[]
}

type Draft = { -readonly [K in keyof UserInformation]: UserInformation[K] } & {
  roles: RoleSelection[]
  extended: ExtendedNegotiation[]
}

const readers: Partial<Record<number, (draft: Draft, value: Buffer) => void>> = {
  [itemTypes.maximumLength]: (draft, value) => {
    if (value.length !== 4) throw new ProtocolError('invalid-parameter', 'Maximum length has 4 bytes')
    draft.maximumLength = value.readUInt32BE(0)
  },
  [itemTypes.implementationClassUid]: (draft, value) => {
    draft.implementationClassUid = uidOf(value)
  },
  [itemTypes.implementationVersionName]: (draft, value) => {
    draft.implementationVersionName = value.toString('latin1').trim()
  },
  [itemTypes.roleSelection]: (draft, value) => {
    const { uid, rest } = takeUid(value)
    if (rest.length < 2) throw new ProtocolError('invalid-parameter', 'A role selection is cut off')
    draft.roles.push({ sopClassUid: uid, isScu: rest.readUInt8(0) === 1, isScp: rest.readUInt8(1) === 1 })
  },
  [itemTypes.extendedNegotiation]: (draft, value) => {
    const { uid, rest } = takeUid(value)
    draft.extended.push({ sopClassUid: uid, information: rest })
  },
}

export function parseUserInformation({ value }: Item): UserInformation {
  const draft: Draft = { maximumLength: 0, implementationClassUid: '', roles: [], extended: [] }
  for (const item of itemsOf(value)) readers[item.type]?.(draft, item.value)
  return draft
}

export function userInformationBytes(user: UserInformation): Buffer {
  const maximumLength = Buffer.alloc(4)
  maximumLength.writeUInt32BE(user.maximumLength)
  const version = user.implementationVersionName
  return itemBytes(
    itemTypes.userInformation,
    itemBytes(itemTypes.maximumLength, maximumLength),
    itemBytes(itemTypes.implementationClassUid, ascii(user.implementationClassUid)),
    ...user.roles.map(roleBytes),
    ...(version === undefined ? [] : [itemBytes(itemTypes.implementationVersionName, ascii(version))]),
    ...user.extended.map(({ sopClassUid, information }) =>
      itemBytes(itemTypes.extendedNegotiation, lengthAndUid(sopClassUid), information),
    ),
  )
}

const roleBytes = ({ sopClassUid, isScu, isScp }: RoleSelection): Buffer =>
  itemBytes(itemTypes.roleSelection, lengthAndUid(sopClassUid), Uint8Array.of(Number(isScu), Number(isScp)))
