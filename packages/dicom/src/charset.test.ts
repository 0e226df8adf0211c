import { describe, expect, test } from 'vitest'
import { charsetOf, decodeText } from './charset.ts'
import { inspect, personName, text } from './index.ts'
import { ascii, hex } from './testing/bytes.ts'
import { haveTestData, realFile } from './testing/test-data.ts'

const name = (terms: string[], bytes: Uint8Array) => decodeText(bytes, charsetOf(terms), 'PN', true)

describe('names from the examples of the standard', () => {
  test('Japanese with kanji and kana, PS3.5 H.3.1', () => {
    // Yamada^Tarou= ESC $ B 山田 ESC ( B ^ ESC $ B 太郎 ESC ( B = ESC $ B やまだ ESC ( B ^ ESC $ B たろう ESC ( B
    const kanji = '1b2442 3b33 4544 1b2842 5e 1b2442 4240 4f3a 1b2842 3d'
    const kana = '1b2442 2464 245e 2440 1b2842 5e 1b2442 243f 246d 2426 1b2842'
    const bytes = Buffer.concat([ascii('Yamada^Tarou='), hex(kanji, kana)])
    expect(name(['', 'ISO 2022 IR 87'], bytes)).toEqual(['Yamada^Tarou=山田^太郎=やまだ^たろう'])
  })

  test('Japanese with half-width katakana first, PS3.5 H.3.2', () => {
    const katakana = 'd4cfc0de 5e c0dbb3 3d'
    const kanji = '1b2442 3b33 4544 1b284a 5e 1b2442 4240 4f3a 1b284a'
    expect(name(['ISO 2022 IR 13', 'ISO 2022 IR 87'], hex(katakana, kanji))).toEqual(['ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎'])
  })

  test('Korean, PS3.5 I.2', () => {
    const hanja = '1b242943 fbf3 5e 1b242943 d1ce d4d7 3d'
    const hangul = '1b242943 c8ab 5e 1b242943 b1e6 b5bf'
    const bytes = Buffer.concat([ascii('Hong^Gildong='), hex(hanja, hangul)])
    expect(name(['', 'ISO 2022 IR 149'], bytes)).toEqual(['Hong^Gildong=洪^吉洞=홍^길동'])
  })

  test('Chinese in GB18030, PS3.5 J.3', () => {
    const bytes = Buffer.concat([ascii('Wang^XiaoDong='), hex('cdf5 5e d0a1 b6ab')])
    expect(name(['GB18030'], bytes)).toEqual(['Wang^XiaoDong=王^小东'])
  })

  test('Chinese in ISO 2022, PS3.5 K.2', () => {
    const bytes = Buffer.concat([ascii('Zhang^XiaoDong='), hex('1b242941 d5c5 5e 1b242941 d0a1 b6ab 3d')])
    expect(name(['', 'ISO 2022 IR 58'], bytes)).toEqual(['Zhang^XiaoDong=张^小东='])
  })

  test.each([
    ['ISO_IR 100', 'c46e656173 5e 52fc6469676572', 'Äneas^Rüdiger'],
    ['ISO_IR 144', 'bbeeda', 'Люк'],
    ['ISO_IR 126', 'c4e9efed', 'Διον'],
    ['ISO_IR 138', 'f9f8e5ef', 'שרון'],
    ['ISO_IR 192', 'e78e8b 5e e5b08f e69db1', '王^小東'],
  ])('%s', (term, bytes, expected) => {
    expect(name([term], hex(bytes))).toEqual([expected])
  })
})

describe('delimiters', () => {
  test('a backslash inside a kanji separates nothing', () => {
    // 移 is row 16, cell 60 of JIS X 0208: 30 5C, and 5C alone is a backslash
    expect(decodeText(hex('1b2442 305c 1b2842 5c 41'), charsetOf(['', 'ISO 2022 IR 87']), 'LO', true)).toEqual([
      '移',
      'A',
    ])
  })

  test('a backslash as second byte of GBK separates nothing', () => {
    // GBK 81 5C is U+4E57
    expect(decodeText(hex('815c 5c 41'), charsetOf(['GBK']), 'LO', true)).toEqual(['\u4e57', 'A'])
  })

  test('without a declared set UTF-8 is recognised, other bytes are Latin 1', () => {
    expect(decodeText(hex('c3a9'), charsetOf([]), 'LO', true)).toEqual(['é'])
    expect(decodeText(hex('e9 20'), charsetOf([]), 'LO', true)).toEqual(['é'])
  })

  test('padding goes, leading blanks of a text stay', () => {
    expect(decodeText(ascii('  one  '), charsetOf([]), 'LT', false)).toEqual(['  one'])
    expect(decodeText(ascii(' one \\two\0'), charsetOf([]), 'LO', true)).toEqual(['one', 'two'])
  })

  // A pattern that goes back over them for each would need hours, on any machine.
  test('a megabyte of blanks is read in one go', () => {
    const blanks = new Uint8Array(1 << 20).fill(0x20)
    expect(decodeText(blanks, charsetOf(['ISO_IR 100']), 'LO', true)).toEqual([''])
  })
})

const real: [string, string, string | undefined][] = [
  ['pydicom/chrH31.dcm', 'Yamada^Tarou', '山田^太郎'],
  ['pydicom/chrI2.dcm', 'Hong^Gildong', '洪^吉洞'],
  ['pydicom/chrX1.dcm', 'Wang^XiaoDong', '王^小東'],
  ['fo-dicom/chrGB2312.dcm', 'Zhang^XiaoDong', '张^小东'],
  ['pydicom/chrArab.dcm', 'قباني^لنزار', undefined],
  ['pydicom/chrFren.dcm', 'Buc^Jérôme', undefined],
  ['pydicom/chrGerm.dcm', 'Äneas^Rüdiger', undefined],
  ['pydicom/chrHbrw.dcm', 'שרון^דבורה', undefined],
]

describe.skipIf(!haveTestData)('names of real files', () => {
  test.each(real)('%s', (file, alphabetic, ideographic) => {
    const bytes = realFile('dicom', file)
    const { elements } = inspect(bytes, bytes.length)
    expect(personName(elements, 'PatientName')).toMatchObject({
      Alphabetic: alphabetic,
      ...(ideographic ? { Ideographic: ideographic } : {}),
    })
    expect(text(elements, 'SpecificCharacterSet')).toBe('ISO_IR 192')
  })
})
