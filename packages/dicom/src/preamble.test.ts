import { describe, expect, test } from 'vitest'
import { inspect, looksLikeDicom, synthesize } from './index.ts'
import { ascii, codeOf, element, hex, joined } from './testing/bytes.ts'

/** A valid file whose preamble begins like something else. */
function disguised(start: Uint8Array): Uint8Array {
  const bytes = synthesize()
  bytes.set(start)
  return bytes
}

const code = (bytes: Uint8Array) => codeOf(() => inspect(bytes, bytes.length))

describe('a preamble', () => {
  test.each([
    ['a Windows program', ascii('MZ\x90\0')],
    ['a Linux program', ascii('\x7fELF')],
    ['a macOS program', hex('cffaedfe')],
    ['a fat macOS program or Java class', hex('cafebabe')],
    ['a script', ascii('#!/bin/sh')],
    ['an archive', ascii('PK\x03\x04')],
    ['a PDF', ascii('%PDF-1.7')],
    ['a page', ascii('<html>')],
    ['a page behind blanks', ascii(' \r\n\t<script>')],
    ['a page behind a byte order mark', hex('efbbbf 3c')],
    ['a GIF that is also a script', ascii('GIF89a=1')],
    ['gzip', hex('1f8b08')],
    ['WebAssembly', ascii('\0asm')],
  ])('of %s is refused', (_what, start) => {
    expect(code(disguised(start))).toBe('hostile-preamble')
  })

  test.each([
    ['zeros', new Uint8Array(4)],
    ['a little endian TIFF', ascii('II*\0')],
    ['a big endian TIFF', ascii('MM\0*')],
    ['nothing known', ascii('ISO_IR')],
  ])('of %s is fine', (_what, start) => {
    expect(code(disguised(start))).toBeUndefined()
  })
})

describe('content decides what is DICOM', () => {
  test('a file with preamble, one that lost it, a bare data set', () => {
    const bytes = synthesize()
    expect(looksLikeDicom(bytes.subarray(0, 512))).toBe(true)
    expect(looksLikeDicom(bytes.subarray(128))).toBe(true)
    expect(looksLikeDicom(bytes.subarray(132))).toBe(true)
  })

  test.each([
    ['nothing', new Uint8Array()],
    ['a PNG', hex('89504e470d0a1a0a 0000000d49484452')],
    ['text', ascii('Patient;Study;Series and so on')],
    ['one element and no second', element('00080016', 'UI', '1.2\0')],
    ['zeros', new Uint8Array(512)],
    ['a JPEG', joined(hex('ffd8ffe0'), new Uint8Array(300))],
  ])('%s is not', (_what, bytes) => {
    expect(looksLikeDicom(bytes)).toBe(false)
  })
})
