import { describe, expect, test } from 'vitest'
import { decodeFrame, parse, synthesize } from './index.ts'
import { haveTool, recode } from './testing/tools.ts'

/** Odd sizes, so that blocks and rows do not come out even. */
const size = { rows: 61, columns: 47 }
const originals = {
  'CT of 12 bits': synthesize({ kind: 'CT', ...size }),
  'signed CT of 16 bits': synthesize({
    kind: 'CT',
    ...size,
    elements: { PixelRepresentation: 1, BitsStored: 16, HighBit: 15 },
  }),
  'radiograph of 8 bits': synthesize({
    kind: 'DX',
    ...size,
    elements: { BitsAllocated: 8, BitsStored: 8, HighBit: 7 },
  }),
  'colour capture': synthesize({ kind: 'SC', ...size }),
} as const
type Original = keyof typeof originals
const all = Object.keys(originals) as Original[]

const valuesOf = async (bytes: Uint8Array) => (await decodeFrame(parse(bytes))).values

/** What dcmtk's encoders make of an image without loss. */
const lossless: [tool: string, args: string[]][] = [
  ...[1, 2, 3, 4, 5, 6, 7].map((predictor): [string, string[]] => ['dcmcjpeg', ['+el', '+sv', `${predictor}`]]),
  ['dcmcjpeg', ['+e1']],
  ['dcmcjpls', ['+el', '+in']],
  ['dcmcjpls', ['+el', '+il']],
  ['dcmcjpls', ['+el', '+is']],
  ['dcmcrle', []],
]
const cases = lossless.flatMap(([tool, args]) => all.map((name) => [name, tool, args] as const))

describe.skipIf(!haveTool('dcmcjpls'))('what dcmtk encodes without loss comes back as it was', () => {
  test.each(cases)('%s by %s %j', async (name, tool, args) => {
    expect(await valuesOf(recode(tool, args, originals[name]))).toEqual(await valuesOf(originals[name]))
  })
})

/** Lossy ways: quality 80 makes coefficients that round differently in a sloppy decoder. */
const lossy: [Original, string[]][] = [
  ['CT of 12 bits', ['+ee', '+q', '80']],
  ['radiograph of 8 bits', ['+eb', '+q', '80']],
  ['radiograph of 8 bits', ['+ee', '+q', '80']],
  ['colour capture', ['+eb', '+q', '80', '+un', '+cy', '+s4']],
  ['colour capture', ['+eb', '+q', '80', '+un', '+cy', '+s2']],
]

describe.skipIf(!haveTool('dcmdjpeg'))('a lossy JPEG is decoded exactly as dcmtk decodes it', () => {
  test.each(lossy)('%s by dcmcjpeg %j', async (name, args) => {
    const coded = recode('dcmcjpeg', args, originals[name])
    const theirs = recode('dcmdjpeg', ['+cn'], coded) // +cn: leave the colours alone
    expect(await valuesOf(coded)).toEqual(await valuesOf(theirs))
  })
})
