import { rawAssociateRequest } from '@firstread/testing/peers'
import { expect, test } from 'vitest'
import { ProtocolError } from '../errors.ts'
import { associateAcceptBody, associateRequestBody, parseAssociateAccept, parseAssociateRequest } from './associate.ts'

const hex = (...parts: string[]) => Buffer.from(parts.join('').replace(/\s/g, ''), 'hex')
const inHex = (text: string) => Buffer.from(text, 'latin1').toString('hex')

/** An A-ASSOCIATE-RQ for verification, by hand from PS3.8 Table 9-11. */
const request = hex(
  '0001 0000', // version 1, reserved
  inHex('FIRSTREAD       '), // called
  inHex('ECHOSCU         '), // calling
  '00'.repeat(32),
  `10 00 0015 ${inHex('1.2.840.10008.3.1.1.1')}`, // application context, 21 bytes
  '20 00 002e 01 00 00 00', // presentation context 1: 4 + 4 + 17 + 4 + 17 = 46 bytes
  `30 00 0011 ${inHex('1.2.840.10008.1.1')}`,
  `40 00 0011 ${inHex('1.2.840.10008.1.2')}`,
  '50 00 0027', // user information: 8 + 11 + 20 = 39 bytes
  '51 00 0004 00004000', // maximum length 16384
  `52 00 0007 ${inHex('1.2.3.4')}`,
  // role selection: class of 17 bytes, not as SCU, as SCP (PS3.7 Table D.3-9) comes below
  `55 00 0010 ${inHex('A_VERSION_OF_IT_')}`,
)

const meant = {
  protocolVersion: 1,
  calledAeTitle: 'FIRSTREAD',
  callingAeTitle: 'ECHOSCU',
  applicationContext: '1.2.840.10008.3.1.1.1',
  contexts: [{ id: 1, abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: ['1.2.840.10008.1.2'] }],
  user: {
    maximumLength: 16384,
    implementationClassUid: '1.2.3.4',
    implementationVersionName: 'A_VERSION_OF_IT_',
    roles: [],
    extended: [],
  },
}

test('an association request is read and written byte for byte as PS3.8 says', () => {
  expect(parseAssociateRequest(request)).toEqual(meant)
  expect(associateRequestBody(meant).toString('hex')).toBe(request.toString('hex'))
})

test('roles and extended negotiation are read; user identity is read over', () => {
  const uid = `0011 ${inHex('1.2.840.10008.1.1')}`
  const roles = hex(`54 00 0015 ${uid} 00 01`)
  const extended = hex(`56 00 0016 ${uid} 01 00 01`)
  const identity = hex('58 00 0009 01 01 0003 616461 0000') // type 1, answer wanted, "ada", no second field
  const raw = rawAssociateRequest({ contexts: [], user: [roles, extended, identity] }).subarray(6)
  const { user } = parseAssociateRequest(raw)
  expect(user.roles).toEqual([{ sopClassUid: '1.2.840.10008.1.1', isScu: false, isScp: true }])
  expect(user.extended).toEqual([{ sopClassUid: '1.2.840.10008.1.1', information: hex('010001') }])
})

test('an acceptance says of each context what became of it', () => {
  const accept = {
    ...meant,
    contexts: [
      { id: 1, result: 'acceptance' as const, transferSyntax: '1.2.840.10008.1.2' },
      { id: 3, result: 'abstract-syntax-not-supported' as const, transferSyntax: '1.2.840.10008.1.2.1' },
    ],
    user: { ...meant.user, roles: [{ sopClassUid: '1.2.3', isScu: true, isScp: true }] },
  }
  const body = associateAcceptBody(accept)
  expect(parseAssociateAccept(body)).toEqual(accept)
  // Item 21H: id, reserved, result, reserved (PS3.8 Table 9-18); 3 is abstract-syntax-not-supported.
  expect(body.toString('hex')).toContain('2100001b03000300')
})

test('a request cut off anywhere, or with a length that is wrong, is a protocol error and nothing else', () => {
  const codes = new Set<string>()
  for (let length = 0; length < request.length; length++) {
    try {
      parseAssociateRequest(request.subarray(0, length))
      codes.add('read')
    } catch (error) {
      codes.add(error instanceof ProtocolError ? 'protocol' : String(error))
    }
  }
  expect([...codes]).toEqual(['protocol'])
  const lying = Buffer.from(request)
  lying.writeUInt16BE(0xffff, 68 + 2)
  expect(() => parseAssociateRequest(lying)).toThrow(ProtocolError)
})
