import { expect, test } from 'vitest'
import { fold } from './fold.ts'

test('accents, case and width make no difference', () => {
  expect(fold('Müller^JÖRG')).toBe('muller^jorg')
  expect(fold('Buc^Jérôme')).toBe('buc^jerome')
  expect(fold('ＡＤＡＭＳ')).toBe('adams')
})

test('what has no case or accent stays what it is, wildcards and delimiters too', () => {
  expect(fold('山田^太郎')).toBe('山田^太郎')
  expect(fold('Yam*a?a=^')).toBe('yam*a?a=^')
  expect(fold('김희중')).toBe('김희중')
})
