import { expect, test } from 'vitest'
import { commandBytes, commandFields, NO_DATA_SET, parseCommand } from './command-set.ts'
import { ProtocolError } from './errors.ts'

/** A C-ECHO-RQ as dcmtk's echoscu sends it: 68 bytes, elements after PS3.7 Table 9.3-12. */
const echo = Buffer.from(
  [
    '0000 0000 04000000 38000000', // group length 56
    '0000 0200 12000000 312e322e3834302e31303030382e312e3100', // AffectedSOPClassUID, padded with NUL
    '0000 0001 02000000 3000', // CommandField C-ECHO-RQ
    '0000 1001 02000000 0100', // MessageID 1
    '0000 0008 02000000 0101', // CommandDataSetType: none
  ]
    .join('')
    .replace(/\s/g, ''),
  'hex',
)

const meant = {
  AffectedSOPClassUID: '1.2.840.10008.1.1',
  CommandField: commandFields.echo,
  MessageID: 1,
  CommandDataSetType: NO_DATA_SET,
}

test('a command is read and written byte for byte', () => {
  expect(parseCommand(echo)).toEqual(meant)
  expect(commandBytes(meant).toString('hex')).toBe(echo.toString('hex'))
})

test('text is padded with a blank, a UID with NUL, and both go when read', () => {
  const command = { MoveDestination: 'PACS1', AffectedSOPInstanceUID: '1.2.3', ErrorComment: 'odd', Status: 0xa700 }
  const bytes = commandBytes(command)
  expect(bytes.toString('latin1')).toContain('PACS1 ')
  expect(bytes.toString('latin1')).toContain('1.2.3\0')
  expect(parseCommand(bytes)).toEqual(command)
})

test('elements that we do not use are skipped, and the first of two counts', () => {
  const other = Buffer.from('00000310020000001234', 'hex') // (0000,1003)
  const again = Buffer.from('00001001020000000900', 'hex') // MessageID 9
  expect(parseCommand(Buffer.concat([echo, other, again]))).toEqual(meant)
})

test.each([
  ['cut off', echo.subarray(0, 30)],
  ['another group', Buffer.concat([echo, Buffer.from('0800050000000000', 'hex')])],
  ['a length beyond the end', Buffer.from('00000001ffffffff3000', 'hex')],
  ['a number of four bytes', Buffer.from('000000010400000030000000', 'hex')],
  ['noise', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
])('a command set that is none is a protocol error: %s', (_name, bytes) => {
  expect(() => parseCommand(bytes)).toThrow(ProtocolError)
})
