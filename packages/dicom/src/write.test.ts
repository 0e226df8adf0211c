import { describe, expect, test } from 'vitest'
import { type DicomJson, decodeFrame, parse, synthesize, transferSyntaxes, write } from './index.ts'
import { codeOf, hex } from './testing/bytes.ts'
import { ask, haveTool } from './testing/tools.ts'

const native = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99']
const encoded = ['1.2.840.10008.1.2.5', '1.2.840.10008.1.2.8.1', '1.2.840.10008.1.2.1.98']
const kinds = ['DX', 'CT', 'SC'] as const

/** One element of every VR, in the JSON model. */
const everything: DicomJson = {
  '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
  '00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.66'] },
  '00080018': { vr: 'UI', Value: ['2.25.1'] },
  '00080020': { vr: 'DA', Value: ['20260102'] },
  '0008002A': { vr: 'DT', Value: ['20260102101112.5'] },
  '00080030': { vr: 'TM', Value: ['101112'] },
  '00080050': { vr: 'SH', Value: ['A1'] },
  '00080081': { vr: 'ST', Value: ['short text'] },
  '00080054': { vr: 'AE', Value: ['HERE', 'THERE'] },
  '00080119': { vr: 'UC', Value: ['long code'] },
  '00080120': { vr: 'UR', Value: ['urn:x'] },
  '00081140': { vr: 'SQ', Value: [{ '00081150': { vr: 'UI', Value: ['1.2'] } }, {}] },
  '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小東' }, { Phonetic: 'x' }] },
  '00100020': { vr: 'LO', Value: ['Größe', null, 'b'] },
  '00101010': { vr: 'AS', Value: ['056Y'] },
  '00101030': { vr: 'DS', Value: [72.5, -0.001] },
  '00104000': { vr: 'LT', Value: ['a\\b'] },
  '00180040': { vr: 'IS', Value: [25] },
  '00181411': { vr: 'DS' },
  '00187030': { vr: 'DS', Value: [1, 2] },
  '00189073': { vr: 'FD', Value: [Math.PI] },
  '00209165': { vr: 'AT', Value: ['00209056', '00100020'] },
  '00221452': { vr: 'US', Value: [65535] },
  '00280301': { vr: 'CS' },
  '00281101': { vr: 'US', Value: [256, 0, 16] },
  '00281201': { vr: 'OW', InlineBinary: 'AAECAw==' },
  '00286020': { vr: 'US', Value: [1, 2, 3] },
  '00420011': { vr: 'OB', InlineBinary: 'AQIDBA==' },
  '00640009': { vr: 'OF', InlineBinary: 'AACAPw==' },
  '00660022': { vr: 'OD', InlineBinary: 'AAAAAAAA8D8=' },
  '00660129': { vr: 'OL', InlineBinary: 'AQAAAA==' },
  '00700022': { vr: 'FL', Value: [0.5, -2] },
  '00720066': { vr: 'LO' },
  '00720070': { vr: 'UT', Value: [' a long text'] },
  '0072007C': { vr: 'SL', Value: [-70000] },
  '0072007E': { vr: 'SS', Value: [-7] },
  '00720081': { vr: 'OV', InlineBinary: 'AQAAAAAAAAA=' },
  '00720082': { vr: 'SV', Value: [-5, '-9223372036854775808'] },
  '00720083': { vr: 'UV', Value: [7, '18446744073709551615'] },
  '00081160': { vr: 'IS', Value: [1, 2] },
  '00041200': { vr: 'UL', Value: [4294967295] },
}

const sorted = (json: DicomJson) => Object.fromEntries(Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1)))

describe('what is written is read back', () => {
  test.each(native)('every VR in %s', (transferSyntaxUid) => {
    const file = parse(write(everything, { transferSyntaxUid }))
    expect(file.warnings).toEqual([])
    expect(file.elements).toEqual(sorted(everything))
  })

  test.each(kinds.flatMap((kind) => [...native, ...encoded].map((uid) => [kind, uid] as const)))(
    'the pixels of %s in %s',
    async (kind, transferSyntaxUid) => {
      const plain = await decodeFrame(parse(synthesize({ kind, seed: 3, frames: 2 })), 1)
      const file = parse(synthesize({ kind, seed: 3, frames: 2, transferSyntaxUid }))
      expect(file.transferSyntaxUid).toBe(transferSyntaxUid)
      expect(await decodeFrame(file, 1)).toEqual(plain)
    },
  )

  test('a text above 64 KiB in a short VR goes as UN and comes back', () => {
    const long = {
      ...everything,
      '00080005': { vr: 'CS' },
      '00187030': { vr: 'DS', Value: Array.from({ length: 40_000 }, () => 1) },
    }
    const file = parse(write(long, { transferSyntaxUid: '1.2.840.10008.1.2.1' }), { bulkBytes: 100_000 })
    expect(file.elements['00187030']?.Value).toHaveLength(40_000)
  })

  test('a number too long for DS is shortened to 16 characters (PS3.5 6.2)', () => {
    const file = parse(
      write({ ...everything, '00101030': { vr: 'DS', Value: [-1 / 3] } }, { transferSyntaxUid: '1.2.840.10008.1.2.1' }),
    )
    expect(file.dataSet.string('PatientWeight')?.length).toBeLessThanOrEqual(16)
    expect(file.elements['00101030']?.Value?.[0]).toBeCloseTo(-1 / 3, 12)
  })
})

test('the first bytes are those of PS3.10 7.1', () => {
  const bytes = write(everything, { transferSyntaxUid: '1.2.840.10008.1.2' })
  expect(bytes.subarray(0, 128)).toEqual(new Uint8Array(128))
  // DICM, then (0002,0000) UL 4: the group length, then (0002,0001) OB 2: 00 01
  expect(Buffer.from(bytes.subarray(128, 140)).toString('latin1')).toBe('DICM\x02\0\0\0UL\x04\0')
  expect(bytes.subarray(144, 158)).toEqual(hex('0200 0100 4f42 0000 02000000 0001'))
})

test('a file without its UIDs is not written', () => {
  expect(codeOf(() => write({}, { transferSyntaxUid: '1.2.840.10008.1.2' }))).toBe('malformed')
})

describe.skipIf(!haveTool('dcmdump'))('dcmdump reads what we write', () => {
  // Debian's dcmtk is older than the deflated image frame
  const known = [...native, '1.2.840.10008.1.2.5']
  test.each(known)('%s', (transferSyntaxUid) => {
    const { status, said } = ask('dcmdump', ['+U8'], write(everything, { transferSyntaxUid }))
    expect(status).toBe(0)
    expect(said).not.toMatch(/^[WE]:/m)
    expect(said).toContain('[Wang^XiaoDong=王^小東\\==x]')
  })

  test.each(kinds.flatMap((kind) => known.map((uid) => [kind, uid] as const)))(
    '%s in %s',
    (kind, transferSyntaxUid) => {
      const { status, said } = ask('dcmdump', [], synthesize({ kind, transferSyntaxUid }))
      expect(status).toBe(0)
      expect(said).not.toMatch(/^[WE]:/m)
      expect(said).toContain(
        transferSyntaxes[transferSyntaxUid]?.littleEndian === false ? 'Big Endian' : 'Dicom-Data-Set',
      )
    },
  )
})
