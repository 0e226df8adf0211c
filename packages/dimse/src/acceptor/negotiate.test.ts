import { expect, test } from 'vitest'
import type { AssociateRequest } from '../pdu/associate.ts'
import type { ServiceName } from '../sop-classes.ts'
import { negotiate } from './negotiate.ts'
import type { Peer } from './peer.ts'
import type { Services } from './services.ts'

const implicit = '1.2.840.10008.1.2'
const explicit = '1.2.840.10008.1.2.1'
const jpegLossless = '1.2.840.10008.1.2.4.70'
const mpeg2 = '1.2.840.10008.1.2.4.100'
const ct = '1.2.840.10008.5.1.4.1.1.2'
const verification = '1.2.840.10008.1.1'
const studyFind = '1.2.840.10008.5.1.4.1.2.2.1'
const studyGet = '1.2.840.10008.5.1.4.1.2.2.3'
const worklist = '1.2.840.10008.5.1.4.31'

const never = () => Promise.reject(new Error('not asked in this test'))
const all: Services<Peer> = { store: never, find: never, get: never, move: never, extended: { find: [1, 0, 1] } }
const everybody: Peer = { key: 'x', permits: () => true }
const only = (...services: ServiceName[]): Peer => ({ key: 'x', permits: (service) => services.includes(service) })

function asked(contexts: [string, string[]][], user: Partial<AssociateRequest['user']> = {}): AssociateRequest {
  return {
    protocolVersion: 1,
    calledAeTitle: 'FIRSTREAD',
    callingAeTitle: 'CT1',
    applicationContext: '1.2.840.10008.3.1.1.1',
    contexts: contexts.map(([abstractSyntax, transferSyntaxes], i) => ({
      id: 2 * i + 1,
      abstractSyntax,
      transferSyntaxes,
    })),
    user: { maximumLength: 16384, implementationClassUid: '1.2', roles: [], extended: [], ...user },
  }
}

const results = (request: AssociateRequest, peer = everybody, services = all) =>
  negotiate(request, peer, services).answers.map(({ result, transferSyntax }) => `${result} ${transferSyntax}`)

test.each<[string, [string, string[]], string]>([
  ['the first transfer syntax that we know', [ct, [mpeg2, jpegLossless, explicit]], `acceptance ${jpegLossless}`],
  ['the order of the peer', [ct, [implicit, explicit]], `acceptance ${implicit}`],
  ['verification', [verification, [implicit]], `acceptance ${implicit}`],
  ['a query is not sent in JPEG', [studyFind, [jpegLossless, implicit]], `acceptance ${implicit}`],
  ['a class of a manufacturer is stored', ['1.3.12.2.1107.5.9.1', [explicit]], `acceptance ${explicit}`],
  ['no transfer syntax that we know', [ct, [mpeg2]], `transfer-syntaxes-not-supported ${mpeg2}`],
  ['a service we do not offer', [worklist, [implicit]], `abstract-syntax-not-supported ${implicit}`],
  ['a UID that is none', ['CT', [implicit]], `abstract-syntax-not-supported ${implicit}`],
  [
    'a directory of media is never sent',
    ['1.2.840.10008.1.3.10', [implicit]],
    `abstract-syntax-not-supported ${implicit}`,
  ],
  ['no transfer syntax at all', [ct, []], `transfer-syntaxes-not-supported ${implicit}`],
])('a presentation context is answered by itself: %s', (_name, context, expected) => {
  expect(results(asked([context]))).toEqual([expected])
})

test('each context gets its own answer, under its own number', () => {
  const { answers } = negotiate(
    asked([
      [ct, [explicit]],
      [worklist, [implicit]],
      [ct, [jpegLossless]],
    ]),
    everybody,
    all,
  )
  expect(answers.map(({ id, result }) => [id, result])).toEqual([
    [1, 'acceptance'],
    [3, 'abstract-syntax-not-supported'],
    [5, 'acceptance'],
  ])
})

test('a peer that may only send images cannot query, and one that may query cannot send', () => {
  const request = asked([
    [ct, [explicit]],
    [studyFind, [implicit]],
  ])
  expect(results(request, only('store'))).toEqual([`acceptance ${explicit}`, `user-rejection ${implicit}`])
  expect(results(request, only('find'))).toEqual([`user-rejection ${explicit}`, `acceptance ${implicit}`])
})

test('a service without a handler is not offered', () => {
  expect(results(asked([[studyFind, [implicit]]]), everybody, { store: never })).toEqual([`user-rejection ${implicit}`])
})

test('a peer that retrieves by C-GET takes the SCP role of storage', () => {
  const roles = [{ sopClassUid: ct, isScu: false, isScp: true }]
  const request = asked(
    [
      [studyGet, [implicit]],
      [ct, [jpegLossless]],
    ],
    { roles },
  )
  const agreed = negotiate(request, only('get'), all)
  expect(agreed.roles).toEqual(roles)
  expect(agreed.contexts[1]).toMatchObject({ abstractSyntax: ct, isPeerScu: false, isPeerScp: true })
  // Without C-GET there is nothing to take that role for.
  expect(results(request, only('store'))).toEqual([`user-rejection ${implicit}`, `user-rejection ${jpegLossless}`])
})

test('without role selection the peer sends and we receive', () => {
  expect(negotiate(asked([[ct, [explicit]]]), everybody, all).contexts[0]).toMatchObject({
    isPeerScu: true,
    isPeerScp: false,
  })
})

test('extended negotiation ends with what both can do', () => {
  const extended = [
    { sopClassUid: studyFind, information: Buffer.from([1, 1, 1, 1]) },
    { sopClassUid: ct, information: Buffer.from([2, 0, 0, 0, 1, 0]) },
    { sopClassUid: worklist, information: Buffer.from([1]) },
  ]
  const request = asked(
    [
      [studyFind, [implicit]],
      [ct, [explicit]],
      [worklist, [implicit]],
    ],
    { extended },
  )
  expect(negotiate(request, everybody, all).extended).toEqual([
    { sopClassUid: studyFind, information: Buffer.from([1, 0, 1, 0]) },
    // PS3.4 B.3.1: level 2 (full), signatures level 3 (bit preserving), nothing coerced
    { sopClassUid: ct, information: Buffer.from([2, 0, 3, 0, 0, 0]) },
  ])
})
