import { ProtocolError } from './errors.ts'

type Kind = 'number' | 'text'

/** Elements of group 0000 that we use, PS3.7 E.1; numbers are US, texts UI, AE or LO. */
const elements = {
  AffectedSOPClassUID: [0x0002, 'text'],
  RequestedSOPClassUID: [0x0003, 'text'],
  CommandField: [0x0100, 'number'],
  MessageID: [0x0110, 'number'],
  MessageIDBeingRespondedTo: [0x0120, 'number'],
  MoveDestination: [0x0600, 'text'],
  Priority: [0x0700, 'number'],
  CommandDataSetType: [0x0800, 'number'],
  Status: [0x0900, 'number'],
  ErrorComment: [0x0902, 'text'],
  AffectedSOPInstanceUID: [0x1000, 'text'],
  RequestedSOPInstanceUID: [0x1001, 'text'],
  NumberOfRemainingSuboperations: [0x1020, 'number'],
  NumberOfCompletedSuboperations: [0x1021, 'number'],
  NumberOfFailedSuboperations: [0x1022, 'number'],
  NumberOfWarningSuboperations: [0x1023, 'number'],
  MoveOriginatorApplicationEntityTitle: [0x1030, 'text'],
  MoveOriginatorMessageID: [0x1031, 'number'],
} as const satisfies Record<string, readonly [number, Kind]>

type Elements = typeof elements
type Keyword = keyof Elements
type Value<K extends Keyword> = Elements[K][1] extends 'number' ? number : string

/** A command by the keywords of the standard. */
export type CommandSet = { readonly [K in Keyword]?: Value<K> | undefined }

/** CommandDataSetType when nothing follows; any other value says that a data set does (PS3.7 E.1). */
export const NO_DATA_SET = 0x0101

export const commandFields = {
  store: 0x0001,
  get: 0x0010,
  find: 0x0020,
  move: 0x0021,
  echo: 0x0030,
  cancel: 0x0fff,
} as const

export const isResponse = (commandField: number): boolean => (commandField & 0x8000) !== 0

const known = new Map<number, readonly [Keyword, Kind]>(
  Object.entries(elements).map(([keyword, [element, kind]]) => [element, [keyword as Keyword, kind]]),
)

/**
 * Reads a command set: implicit VR little endian, group 0000 only (PS3.7 6.3.1). Elements that we do not use are skipped.
 *
 * @throws ProtocolError  when it is none
 */
export function parseCommand(bytes: Buffer): CommandSet {
  const command: Partial<Record<Keyword, number | string>> = {}
  for (let at = 0; at < bytes.length; ) {
    if (at + 8 > bytes.length || bytes.readUInt16LE(at) !== 0) throw garbage()
    const element = bytes.readUInt16LE(at + 2)
    const end = at + 8 + bytes.readUInt32LE(at + 4)
    if (end > bytes.length) throw garbage()
    const [keyword, kind] = known.get(element) ?? []
    if (keyword !== undefined) command[keyword] ??= readValue(kind, bytes.subarray(at + 8, end))
    at = end
  }
  return command as CommandSet
}

const garbage = () => new ProtocolError('invalid-parameter', 'The command set is not one')

function readValue(kind: Kind | undefined, value: Buffer): number | string {
  if (kind === 'text') return value.toString('latin1').replace(/[\0 ]+$/, '')
  if (value.length !== 2) throw garbage()
  return value.readUInt16LE(0)
}

/** Elements go out in ascending order, after their group length. */
export function commandBytes(command: CommandSet): Buffer {
  const parts = Object.entries(elements).flatMap(([keyword, [element]]) => {
    const value = command[keyword as Keyword]
    return value === undefined ? [] : [elementBytes(element, typeof value === 'number' ? short(value) : padded(value))]
  })
  const length = Buffer.alloc(4)
  length.writeUInt32LE(parts.reduce((sum, part) => sum + part.length, 0))
  return Buffer.concat([elementBytes(0x0000, length), ...parts])
}

function elementBytes(element: number, value: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt16LE(element, 2)
  header.writeUInt32LE(value.length, 4)
  return Buffer.concat([header, value])
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

/** UIDs are padded with NUL, other text with a blank (PS3.5 6.2). */
function padded(text: string): Buffer {
  const padding = /^[\d.]+$/.test(text) ? '\0' : ' '
  return Buffer.from(text.length % 2 === 0 ? text : text + padding, 'latin1')
}
