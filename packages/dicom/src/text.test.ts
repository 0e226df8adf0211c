import { describe, expect, test } from 'vitest'
import {
  age,
  type DicomJson,
  date,
  isUid,
  items,
  newUid,
  number,
  numbers,
  personName,
  text,
  texts,
  time,
  uidFromDigest,
} from './index.ts'

const elements: DicomJson = {
  '00080008': { vr: 'CS', Value: ['ORIGINAL', null, 'AXIAL'] },
  '00080020': { vr: 'DA', Value: ['20260228'] },
  '00080030': { vr: 'TM', Value: ['1011'] },
  '00081140': { vr: 'SQ', Value: [{ '00081150': { vr: 'UI', Value: ['1.2'] } }] },
  '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Doe^Jane^M^Dr^PhD' }] },
  '00100020': { vr: 'LO' },
  '00280030': { vr: 'DS', Value: [0.2, 0.3] },
}
const da = (value: string): DicomJson => ({ '00080020': { vr: 'DA', Value: [value] } })
const tm = (value: string): DicomJson => ({ '00080030': { vr: 'TM', Value: [value] } })

describe('values by keyword', () => {
  test('texts, numbers, items', () => {
    expect(texts(elements, 'ImageType')).toEqual(['ORIGINAL', 'AXIAL'])
    expect(text(elements, 'PixelSpacing')).toBe('0.2')
    expect(numbers(elements, 'PixelSpacing')).toEqual([0.2, 0.3])
    expect(number(elements, 'Rows')).toBeUndefined()
    expect(items(elements, 'ReferencedImageSequence').map((item) => text(item, 'ReferencedSOPClassUID'))).toEqual([
      '1.2',
    ])
  })

  test('an empty element and an absent one are both nothing', () => {
    expect(text(elements, 'PatientID')).toBeUndefined()
    expect(text(elements, 'StudyID')).toBeUndefined()
  })

  test('a slip in a keyword is told at once', () => {
    expect(() => text(elements, 'PatientId')).toThrow(RangeError)
  })

  test('a name has parts', () => {
    expect(personName(elements, 'PatientName')).toEqual({
      Alphabetic: 'Doe^Jane^M^Dr^PhD',
      parts: { family: 'Doe', given: 'Jane', middle: 'M', prefix: 'Dr', suffix: 'PhD' },
    })
  })
})

describe('dates and times', () => {
  test.each([
    ['20260228', '2026-02-28'],
    ['2026.02.28', '2026-02-28'],
    ['20240229', '2024-02-29'],
    ['20260229', undefined],
    ['20261301', undefined],
    ['2026', undefined],
    ['00000000', undefined],
  ])('DA %s', (value, expected) => {
    expect(date(da(value), 'StudyDate')).toBe(expected)
  })

  test.each([
    ['10', '10:00:00'],
    ['1011', '10:11:00'],
    ['101112.123456', '10:11:12.123456'],
    ['10:11:12', '10:11:12'],
    ['235960', '23:59:59'],
    ['2460', undefined],
    ['101', undefined],
  ])('TM %s', (value, expected) => {
    expect(time(tm(value), 'StudyTime')).toBe(expected)
  })
})

describe('age in years', () => {
  const of = (values: Record<string, string>) =>
    age(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { vr: 'AS', Value: [value] }])))

  test.each([
    ['056Y', 56],
    ['003M', 0.25],
    ['026W', 0.498], // 182 days of 365.25
    ['010D', 0.027],
  ])('PatientAge %s', (value, years) => {
    expect(of({ '00101010': value })).toBeCloseTo(years, 3)
  })

  test('from the dates of birth and study', () => {
    // 31 January 2020 to 31 January 2026: 2192 days
    expect(of({ '00100030': '20200131', '00080020': '20260131' })).toBeCloseTo(2192 / 365.25, 6)
  })

  test('what cannot be is unknown', () => {
    expect(of({ '00101010': '999Y' })).toBeUndefined()
    expect(of({ '00100030': '20300101', '00080020': '20260131' })).toBeUndefined()
    expect(of({ '00101010': 'old' })).toBeUndefined()
    expect(of({})).toBeUndefined()
  })
})

describe('UIDs (PS3.5 9.1)', () => {
  test.each(['1.2', '2.25.0', '1.2.840.10008.1.2', `1.${'2'.repeat(62)}`])('%s is one', (uid) => {
    expect(isUid(uid)).toBe(true)
  })

  test.each(['', '1', '1.', '.1', '1..2', '1.02', '1.2 ', '1.a', '1.2\n', `1.${'2'.repeat(63)}`])(
    '%j is none',
    (uid) => {
      expect(isUid(uid)).toBe(false)
    },
  )

  test('from a digest it is always the same, a new one never', () => {
    expect(uidFromDigest('a')).toBe(uidFromDigest('a'))
    expect(uidFromDigest('a')).not.toBe(uidFromDigest('b'))
    // SHA-256 of the empty text begins e3b0c44298fc1c149afbf4c8996fb924
    expect(uidFromDigest('')).toBe(`2.25.${0xe3b0c44298fc1c149afbf4c8996fb924n}`)
    expect(isUid(newUid())).toBe(true)
    expect(newUid()).not.toBe(newUid())
  })
})
