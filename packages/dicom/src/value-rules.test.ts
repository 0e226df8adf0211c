import { expect, test } from 'vitest'
import { followsItsVr } from './value-rules.ts'

test.each<[vr: string, value: string, holds: boolean]>([
  ['SH', 'A'.repeat(16), true],
  ['SH', 'A'.repeat(17), false],
  ['SH', 'Größe 😀 12345678', true], // characters, not bytes
  ['SH', 'A\\B', false],
  ['LO', 'A'.repeat(64), true],
  ['LO', 'A'.repeat(65), false],
  ['LO', 'line\nbreak', false],
  ['DA', '20240229', true],
  ['DA', '2024.02.29', false],
  ['DA', '20241301', false],
  ['DA', 'anonymous', false],
  ['TM', '23', true],
  ['TM', '235960.123456', true],
  ['TM', '24', false],
  ['TM', '12:30', false],
  ['AS', '045Y', true],
  ['AS', '45Y', false],
  ['CS', 'M', true],
  ['CS', 'male', false],
  ['UT', 'anything\nat all', true],
])('%s %j: %s', (vr, value, holds) => {
  expect(followsItsVr({ vr, Value: [value] })).toBe(holds)
})

test('each group of a name counts for itself, and nothing breaks no rule', () => {
  const long = 'x'.repeat(64)
  expect(followsItsVr({ vr: 'PN', Value: [{ Alphabetic: long, Ideographic: long }] })).toBe(true)
  expect(followsItsVr({ vr: 'PN', Value: [{ Alphabetic: long, Ideographic: `${long}x` }] })).toBe(false)
  expect(followsItsVr({ vr: 'DA' })).toBe(true)
  expect(followsItsVr({ vr: 'SH', Value: [null] })).toBe(true)
})
