import { expect, test } from 'vitest'
import { parse } from './file.ts'
import { parseDataSet } from './received.ts'
import { codeOf, hex, joined } from './testing/bytes.ts'
import { text } from './text.ts'
import { fileHead } from './write.ts'

const implicit = '1.2.840.10008.1.2'

test('a query without preamble is read as agreed upon, empty keys included', () => {
  // (0008,0052) "STUDY " and (0010,0010) with no value, implicit VR little endian
  const bytes = hex('0800 5200 06000000 535455445920', '1000 1000 00000000')
  expect(parseDataSet(bytes, implicit)).toEqual({
    '00080052': { vr: 'CS', Value: ['STUDY'] },
    '00100010': { vr: 'PN' },
  })
  expect(parseDataSet(new Uint8Array(), implicit)).toEqual({})
})

test('a query that is cut off is refused', () => {
  expect(codeOf(() => parseDataSet(hex('0800 5200 06000000 5354'), implicit))).toBe('truncated')
})

test('a list of UIDs longer than a kilobyte stays in the model', () => {
  const uids = Array.from({ length: 200 }, (_, i) => `1.2.3.${1000 + i}`)
  const value = Buffer.from(uids.join('\\').padEnd(200 * 11, '\0'))
  const header = Buffer.from('18000800', 'hex')
  const length = Buffer.alloc(4)
  length.writeUInt32LE(value.length)
  header.writeUInt16LE(0x0008, 0)
  header.writeUInt16LE(0x0018, 2)
  expect(parseDataSet(joined(header, length, value), implicit)['00080018']?.Value).toEqual(uids)
})

test('the head of a file makes one of a data set from the network', () => {
  const head = fileHead({
    sopClassUid: '1.2.3',
    sopInstanceUid: '1.2.3.4',
    transferSyntaxUid: implicit,
    sourceAeTitle: 'CT1',
  })
  const file = parse(joined(head, hex('0800 5200 06000000 535455445920')))
  expect(file.transferSyntaxUid).toBe(implicit)
  expect(file.meta.string('SourceApplicationEntityTitle')).toBe('CT1')
  expect(file.meta.string('MediaStorageSOPInstanceUID')).toBe('1.2.3.4')
  expect(text(file.elements, 'QueryRetrieveLevel')).toBe('STUDY')
})
