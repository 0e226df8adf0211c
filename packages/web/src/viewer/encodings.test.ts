import { expect, test } from 'vitest'
import { wayOf } from './encodings.ts'

const image = {
  transferSyntaxUid: '1.2.840.10008.1.2.1',
  photometricInterpretation: 'MONOCHROME2',
  bitsAllocated: 16,
  width: 512,
  height: 512,
}
const [deflated, extended, baseline] = ['1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.4.51', '1.2.840.10008.1.2.4.50']

test('a film comes as it is stored where a browser decodes it right, else decoded, at its full depth', () => {
  expect(wayOf(image)).toBe('original')
  expect(wayOf({ ...image, transferSyntaxUid: baseline, bitsAllocated: 8 })).toBe('original')
  expect(wayOf({ ...image, transferSyntaxUid: deflated })).toBe('decoded')
  expect(wayOf({ ...image, transferSyntaxUid: extended })).toBe('decoded')
  expect(wayOf({ ...image, transferSyntaxUid: '1.2.3' })).toBe('decoded')
})

test('grey of 16 bits is never shown as a picture of 8', () => {
  for (const width of [511, 512]) expect(wayOf({ ...image, width, height: 511 })).not.toBe('rendered')
})

test('colour that a browser would show wrong comes as the picture that the server makes', () => {
  const rgb = { ...image, photometricInterpretation: 'RGB', bitsAllocated: 8 }
  expect(wayOf(rgb)).toBe('original')
  expect(wayOf({ ...rgb, transferSyntaxUid: baseline })).toBe('decoded')
  expect(wayOf({ ...rgb, bitsAllocated: 16 })).toBe('rendered')
  expect(wayOf({ ...rgb, width: 41, height: 41 })).toBe('rendered')
  expect(wayOf({ ...rgb, photometricInterpretation: 'YBR_PARTIAL_420', transferSyntaxUid: baseline })).toBe('rendered')
})

test('what is not known is tried as it is', () => {
  expect(wayOf({ ...image, transferSyntaxUid: null })).toBe('original')
  expect(wayOf({ ...image, photometricInterpretation: null })).toBe('original')
})
