import { rawData, rawPdu } from '@firstread/testing/peers'
import { expect, test } from 'vitest'
import { commandPdus, dataPdus, roomFor } from './data.ts'
import { type Pdu, PduReader } from './reader.ts'

const limits = { pduBytes: 1000, associateBytes: 2000 }
const letters = (length: number) => Buffer.from(Array.from({ length }, (_, i) => 97 + (i % 26)))

function* pdusOf(reader: PduReader): Generator<Pdu> {
  for (;;) {
    const pdu = reader.next()
    if (!pdu) return
    yield pdu
  }
}

/** What a reader makes of the bytes when they come in chunks of `size`; pieces of one PDV are joined again. */
function read(bytes: Buffer, size: number): string[] {
  const reader = new PduReader(limits)
  const seen: string[] = []
  let open = ''
  for (let at = 0; at < bytes.length; at += size) {
    reader.push(bytes.subarray(at, at + size))
    for (const pdu of pdusOf(reader)) {
      if (pdu.kind !== 'piece') seen.push(`${pdu.kind} ${pdu.body.length}`)
      else {
        open += pdu.bytes.toString('latin1')
        if (pdu.isLast) seen.push(`${pdu.isCommand ? 'command' : 'data'} on ${pdu.contextId}: ${open}`)
        if (pdu.isLast) open = ''
      }
    }
  }
  expect(reader.isInsidePdu).toBe(false)
  return seen
}

test('however the network cuts the bytes, the same PDUs come out', () => {
  const twoInOne = rawPdu(
    4,
    Buffer.concat([rawData(3, 1, letters(5)), rawData(3, 3, letters(4))].map((p) => p.subarray(6))),
  )
  const bytes = Buffer.concat([
    rawPdu(1, letters(1500)),
    twoInOne, // a command in two fragments
    rawData(5, 0, letters(900)),
    rawData(5, 0, Buffer.alloc(0)), // an empty fragment
    rawData(5, 2, letters(10)),
    rawPdu(5, new Uint8Array(4)),
  ])
  const expected = [
    'associate-rq 1500',
    'command on 3: abcdeabcd',
    `data on 5: ${letters(900)}${letters(10)}`,
    'release-rq 4',
  ]
  for (const size of [1, 2, 3, 5, 6, 7, 11, 64, 1000, bytes.length]) expect(read(bytes, size)).toEqual(expected)
})

test.each([
  ['a type that nobody knows', rawPdu(9, new Uint8Array(4)), 'unrecognized-pdu'],
  ['type 0', rawPdu(0, new Uint8Array(4)), 'unrecognized-pdu'],
  ['a data PDU above the agreed length', rawPdu(4, new Uint8Array(0), 1001), 'invalid-parameter'],
  ['4 GiB of association request', rawPdu(1, new Uint8Array(0), 0xffffffff), 'invalid-parameter'],
  ['a release with a body', rawPdu(5, new Uint8Array(0), 5), 'invalid-parameter'],
  ['an empty data PDU', rawPdu(4, new Uint8Array(0)), 'invalid-parameter'],
  ['a PDV longer than its PDU', rawPdu(4, Buffer.from('000000ff 0103'.replace(' ', ''), 'hex')), 'invalid-parameter'],
  ['a PDV shorter than its own header', rawPdu(4, Buffer.from('000000010103', 'hex')), 'invalid-parameter'],
  ['a PDV that leaves a stump', rawPdu(4, Buffer.from('000000020103aabb', 'hex')), 'invalid-parameter'],
])('%s is refused at its header', (_name, bytes, reason) => {
  const reader = new PduReader(limits)
  reader.push(bytes)
  expect(() => reader.next()).toThrow(expect.objectContaining({ reason }))
})

test('what is sent fills PDUs to the agreed length and not beyond, and comes back the same', async () => {
  const sent = letters(2500)
  const chunks = [sent.subarray(0, 1), sent.subarray(1, 700), sent.subarray(700)]
  const pdus: Buffer[] = commandPdus(7, letters(300), roomFor(200))
  for await (const pdu of dataPdus(7, chunks, roomFor(200))) pdus.push(Buffer.concat(pdu))
  const bytes = Buffer.concat(pdus)
  const reader = new PduReader({ ...limits, pduBytes: 200 })
  reader.push(bytes)
  expect(read(bytes, 64)).toEqual([`command on 7: ${letters(300)}`, `data on 7: ${sent}`])
  while (reader.next());
  expect(reader.isInsidePdu).toBe(false)
})

test('a data set of odd length is sent as an even one', async () => {
  const pdus: Buffer[] = []
  for await (const pdu of dataPdus(7, [Buffer.from('abc')], 122)) pdus.push(Buffer.concat(pdu))
  expect(Buffer.concat(pdus).toString('hex')).toBe('04000000000a' + '00000006' + '0702' + '61626300')
})

test.each([
  // announced, bytes in one PDU: less 6 for the PDV header, and even
  [16384, 16378],
  [16385, 16378],
  [0, 256 * 1024 - 6],
  [0xffffffff, 256 * 1024 - 6],
  [1, 122],
])('a peer that takes PDUs of %i bytes gets fragments of %i', (maximumLength, room) => {
  expect(roomFor(maximumLength)).toBe(room)
})
