import { describe, expect, test } from 'vitest'
import { decodeFrame, displayGrey, displayRgb, inspect, parse, synthesize } from './index.ts'
import { ascii, codeOf, element, fileOf, hex, item, itemEnd, joined, sequenceEnd } from './testing/bytes.ts'

const EXPLICIT = '1.2.840.10008.1.2.1'
const IMPLICIT = '1.2.840.10008.1.2'
const UNDEFINED = 0xffffffff
const patient = element('00100020', 'LO', 'P1')
const open = (...dataSet: Uint8Array[]) => parse(fileOf(EXPLICIT, element('00080016', 'UI', '1.2\0'), ...dataSet))

describe('sequences', () => {
  const inner = element('00080100', 'SH', 'T-1')
  const withItem = { '00081140': { vr: 'SQ', Value: [{ '00080100': { vr: 'SH', Value: ['T-1'] } }] } }

  test.each([
    ['defined lengths', element('00081140', 'SQ', item(inner))],
    ['an item of undefined length', element('00081140', 'SQ', item(joined(inner, itemEnd), UNDEFINED))],
    [
      'undefined lengths',
      joined(element('00081140', 'SQ', item(joined(inner, itemEnd), UNDEFINED), UNDEFINED), sequenceEnd),
    ],
    // PS3.5 6.2.2: UN of undefined length holds implicit little endian
    [
      'UN of undefined length',
      joined(element('00081140', 'UN', item(hex('0800 0001 04000000', '542d3120')), UNDEFINED), sequenceEnd),
    ],
    ['UN of defined length', element('00081140', 'UN', item(hex('0800 0001 04000000', '542d3120')))],
    [
      'UN of undefined length that holds explicit VRs all the same',
      joined(element('00081140', 'UN', item(inner), UNDEFINED), sequenceEnd),
    ],
  ])('with %s', (_how, sequence) => {
    const { elements, warnings } = open(sequence, patient)
    expect(elements).toMatchObject({ ...withItem, '00100020': { Value: ['P1'] } })
    expect(warnings).toEqual([])
  })

  test('what was written as UN follows PixelRepresentation, what names its VR does not', () => {
    const signed = element('00280103', 'US', hex('0100'))
    const value = hex('0080')
    const vrOf = (vr: string) => open(signed, element('00280120', vr, value)).elements['00280120']
    expect(vrOf('UN')).toEqual({ vr: 'SS', Value: [-32768] })
    expect(vrOf('US')).toEqual({ vr: 'US', Value: [32768] })
  })

  test('an empty one has no Value', () => {
    expect(open(element('00081140', 'SQ', new Uint8Array())).elements['00081140']).toEqual({ vr: 'SQ' })
  })

  test('a private value in implicit VR that begins with an item is a sequence', () => {
    // (0009,1001), 16 bytes: an item of 8 bytes with an empty (0008,0100)
    const bytes = fileOf(
      IMPLICIT,
      hex('0800 1600 04000000 312e3200', '0900 0110 10000000', 'feff00e0 08000000 0800 0001 00000000'),
    )
    expect(parse(bytes).elements['00091001']).toEqual({ vr: 'SQ', Value: [{ '00080100': { vr: 'SH' } }] })
  })
})

describe('odd writing is forgiven and told', () => {
  test('a VR of blanks with a 16-bit length', () => {
    const { elements, warnings } = open(hex('1000 2000 2020 0200'), ascii('P1'), element('00100030', 'DA', '19700101'))
    expect(elements).toMatchObject({ '00100020': { vr: 'LO', Value: ['P1'] }, '00100030': { Value: ['19700101'] } })
    expect(warnings).toEqual(['unknown-vr'])
  })

  test('a VR of the future has a 32-bit length', () => {
    const { elements } = open(
      hex('1000 2000', '5a5a 0000 02000000'),
      ascii('P1'),
      element('00100030', 'DA', '19700101'),
    )
    expect(elements).toMatchObject({ '00100020': { vr: 'LO', Value: ['P1'] }, '00100030': { Value: ['19700101'] } })
  })

  test('a second element of the same tag changes nothing', () => {
    const { elements, warnings } = open(patient, element('00100020', 'LO', 'P2'))
    expect(elements['00100020']?.Value).toEqual(['P1'])
    expect(warnings).toEqual(['duplicate-element'])
  })

  test('zeros after the last element', () => {
    expect(open(patient, new Uint8Array(64)).elements['00100020']?.Value).toEqual(['P1'])
  })

  test('a declared implicit file that is explicit', () => {
    const { elements, warnings } = parse(fileOf(IMPLICIT, element('00080016', 'UI', '1.2\0'), patient))
    expect(elements['00100020']?.Value).toEqual(['P1'])
    expect(warnings).toEqual(['encoding-not-as-declared'])
  })

  test('no preamble and no meta information', () => {
    const { elements, transferSyntaxUid, warnings } = parse(joined(element('00080016', 'UI', '1.2\0'), patient))
    expect(elements['00100020']?.Value).toEqual(['P1'])
    expect(transferSyntaxUid).toBe(EXPLICIT)
    expect(warnings).toEqual(['no-preamble', 'no-meta', 'no-transfer-syntax'])
  })

  test('a known number written as UN', () => {
    expect(open(element('00280010', 'UN', hex('0002'))).elements['00280010']).toEqual({ vr: 'US', Value: [512] })
  })
})

describe('broken files are refused by name', () => {
  const nested = (depth: number): Uint8Array => {
    let body = patient
    for (let i = 0; i < depth; i++) body = element('00081140', 'SQ', item(body))
    return body
  }

  test('32 sequences within each other are read, 33 are not', () => {
    expect(codeOf(() => open(nested(32)))).toBeUndefined()
    expect(codeOf(() => open(nested(33)))).toBe('too-deep')
  })

  test('100,000 elements are read, more are not', () => {
    const items = (n: number) =>
      element('00081140', 'SQ', joined(...Array.from({ length: n }, () => item(new Uint8Array()))))
    // meta 1, SOP class 1, the sequence 1
    expect(codeOf(() => open(items(99_997)))).toBeUndefined()
    expect(codeOf(() => open(items(99_998)))).toBe('too-many-elements')
  })

  test.each([
    ['a value longer than the file', element('00100020', 'LO', 'P1', 200), 'truncated'],
    ['an item longer than its sequence', element('00081140', 'SQ', item(patient, 90)), 'truncated'],
    ['a sequence of other things than items', joined(element('00081140', 'SQ', patient), patient), 'malformed'],
    ['an item outside a sequence', item(patient), 'malformed'],
    [
      'an undefined length that never ends',
      element('00081140', 'SQ', item(patient, UNDEFINED), UNDEFINED),
      'truncated',
    ],
  ])('%s', (_what, bytes, code) => {
    expect(codeOf(() => open(bytes))).toBe(code)
  })

  test.each(['', 'GIF89a', 'not a DICOM file, just a text of some length that goes on'])(
    '%j is no DICOM',
    (textual) => {
      expect(codeOf(() => parse(ascii(textual)))).toBe('not-dicom')
      expect(codeOf(() => inspect(ascii(textual), textual.length))).toBe('not-dicom')
    },
  )

  test('an error never holds a value of the data set', () => {
    try {
      open(element('00100010', 'PN', 'Secret^Name'), element('00100020', 'LO', 'P1', 200))
      expect.unreachable()
    } catch (e) {
      expect(String(e)).not.toContain('Secret')
    }
  })
})

describe('a file that plays tricks', () => {
  /** In implicit VR any element may claim any length. */
  const implicit = (tag: string, value: Uint8Array) => {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(value.length)
    return joined(hex(tag), length, value)
  }
  const huge = (tag: string) =>
    parse(
      fileOf(
        IMPLICIT,
        implicit('0800 1600', ascii('1.2\0')),
        implicit(tag, new Uint8Array(50 << 20)),
        implicit('e07f 1000', hex('0000')),
      ),
    )

  test('with fifty megabytes of Rows is read as fast as any', () => {
    const before = performance.now()
    expect(huge('2800 1000').image).toBeUndefined() // Rows is 0
    expect(performance.now() - before).toBeLessThan(2000)
  })

  test('with Rows that reach beyond the first part asks for more', () => {
    const whole = joined(
      fileOf(IMPLICIT, implicit('0800 1600', ascii('1.2\0')), implicit('2800 1000', new Uint8Array(5000))),
      implicit('e07f 1000', hex('0000')),
    )
    expect(codeOf(() => inspect(whole.subarray(0, 300), whole.length))).toBe('need-more')
  })

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'with %s where a defined term belongs',
    async (term) => {
      const elements = { VOILUTFunction: term, WindowCenter: 1, WindowWidth: 2, SpecificCharacterSet: term }
      const file = parse(synthesize({ elements }))
      expect(displayGrey(file, await decodeFrame(file)).values.every((v) => v >= 0 && v <= 1)).toBe(true)
      const colour = parse(synthesize({ kind: 'SC', elements: { PhotometricInterpretation: term } }))
      const frame = await decodeFrame(colour)
      expect(codeOf(() => displayRgb(colour, frame))).toBe('bad-pixels')
      expect(parse(fileOf(term.padEnd(14), element('00080016', 'UI', '1.2\0'))).syntax.coding).toBe('unsupported')
    },
  )

  test('with texts that make patterns slow', () => {
    const before = performance.now()
    const digits = open(element('00281050', 'DS', `${'1'.repeat(60_000)}x`), element('00281051', 'DS', '2'))
    expect(digits.dataSet.numbers('WindowCenter')).toEqual([])
    expect(open(element('00080005', 'CS', `ISO${' '.repeat(60_000)}x`), patient).elements['00100020']?.Value).toEqual([
      'P1',
    ])
    expect(performance.now() - before).toBeLessThan(1000)
  })
})
