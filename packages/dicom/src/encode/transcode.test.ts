import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  decodeFrame,
  inspect,
  number,
  numbers,
  parse,
  synthesize,
  text,
  texts,
  transcode,
  writableSyntaxes,
} from '../index.ts'
import type { PixelArray } from '../pixel-values.ts'
import { haveTestData, realFile, rowsOf } from '../testing/test-data.ts'
import { ask, haveTool, recode } from '../testing/tools.ts'

const explicit = '1.2.840.10008.1.2.1'
const lossy = '1.2.840.10008.1.2.4.50'
const coded = writableSyntaxes.filter((uid) => uid !== lossy && uid.length > explicit.length + 1)

const to = async (bytes: Uint8Array, uid: string) => new Uint8Array(Buffer.concat(await transcode(bytes, uid)))
const bytesOf = (v: PixelArray) => Buffer.from(v.buffer, v.byteOffset, v.byteLength)
const sha256 = (v: PixelArray) => createHash('sha256').update(bytesOf(v)).digest('hex')

describe('every transfer syntax gives the same values back', () => {
  test.each(writableSyntaxes.filter((uid) => uid !== lossy))('%s', async (uid) => {
    for (const kind of ['CT', 'SC', 'DX'] as const) {
      const source = synthesize({ kind, rows: 33, columns: 70, ...(kind === 'CT' ? { frames: 3 } : {}) })
      const made = await to(source, uid)
      expect(inspect(made, made.length)).toMatchObject({ transferSyntaxUid: uid, warnings: [] })
      const [before, after] = [parse(source), parse(made)]
      for (let frame = 0; frame < (before.image?.frames ?? 0); frame++)
        expect(bytesOf((await decodeFrame(after, frame)).values)).toEqual(
          bytesOf((await decodeFrame(before, frame)).values),
        )
      expect(text(after.elements, 'SOPInstanceUID')).toBe(text(before.elements, 'SOPInstanceUID'))
      expect(text(after.elements, 'PatientName')).toBe(text(before.elements, 'PatientName'))
    }
  })
})

test('frames that together are too large for memory are left as they are', async () => {
  const rle = '1.2.840.10008.1.2.5'
  const source = synthesize({ kind: 'CT', rows: 8, columns: 8, frames: 3 }) // 128 bytes a frame
  const limits = { maxDecodedBytes: 383 }
  await expect(transcode(source, rle, { limits })).rejects.toMatchObject({ code: 'too-large' })
  await expect(transcode(await to(source, rle), explicit, { limits })).rejects.toMatchObject({ code: 'too-large' })
  // Native to native: nothing is decoded.
  expect((await transcode(source, '1.2.840.10008.1.2', { limits })).length).toBeGreaterThan(0)
})

/** Same values, in whatever width the reference was written. */
const agrees = (row: Record<string, string>, values: PixelArray) =>
  [sha256(values), sha256(Uint16Array.from(values))].includes(row.frame1_sha256 ?? '')

const valid = rowsOf('dicom', 'manifest.csv').filter((row) => row.status === 'valid' && row.frame1_sha256 !== '')

describe.skipIf(!haveTestData)('the first frame of real files is the one that gdcm and dcmtk agree upon', () => {
  test.each(valid.map((row, i) => [row.file ?? '', row, i] as const))('%s', async (name, row, i) => {
    const source = realFile('dicom', name)
    expect(agrees(row, (await decodeFrame(parse(await to(source, explicit)))).values)).toBe(true)
    const uid = coded[i % coded.length] ?? explicit
    const made = await to(source, uid).catch((error) => {
      // Wide, one-bit or floating pixels and some colours have no place in some codings.
      if (error.code !== 'unsupported-transfer-syntax') throw error
    })
    if (made) expect(agrees(row, (await decodeFrame(parse(made))).values)).toBe(true)
  })
})

describe('attributes follow the pixels', () => {
  test('a lossy copy is another instance that names its source, the same each time', async () => {
    const source = synthesize({ kind: 'SC', rows: 16, columns: 16 })
    const before = parse(source).elements
    const [first, second] = [
      await transcodeLossy(source, new Uint8Array(96)),
      await transcodeLossy(source, new Uint8Array(96)),
    ]
    expect(text(first, 'SOPInstanceUID')).not.toBe(text(before, 'SOPInstanceUID'))
    expect(text(first, 'SOPInstanceUID')).toBe(text(second, 'SOPInstanceUID'))
    expect([texts(first, 'ImageType')[0], text(first, 'LossyImageCompression')]).toEqual(['DERIVED', '01'])
    expect(texts(first, 'LossyImageCompressionMethod')).toEqual(['ISO_10918_1'])
    expect(numbers(first, 'LossyImageCompressionRatio')).toEqual([8]) // 16 × 16 × 3 bytes in 96
    const sources = first['00082112']?.Value as { '00081155': { Value: string[] } }[]
    expect(sources[0]?.['00081155'].Value).toEqual([text(before, 'SOPInstanceUID')])
  })

  test('bits stand at their lowest place, colours by pixel', async () => {
    const made = parse(
      await to(synthesize({ kind: 'CT', elements: { HighBit: 15 } }), '1.2.840.10008.1.2.4.80'),
    ).elements
    expect([number(made, 'BitsStored'), number(made, 'HighBit')]).toEqual([12, 11])
    const colour = parse(await to(synthesize({ kind: 'SC' }), '1.2.840.10008.1.2.4.90')).elements
    expect([text(colour, 'PhotometricInterpretation'), number(colour, 'PlanarConfiguration')]).toEqual(['YBR_RCT', 0])
  })

  test('a target that nobody can write is refused by name', async () => {
    await expect(to(synthesize(), '1.2.840.10008.1.2.2')).rejects.toMatchObject({ code: 'unsupported-transfer-syntax' })
    await expect(to(synthesize(), lossy)).rejects.toMatchObject({ code: 'unsupported-transfer-syntax' })
  })
})

/** The header of a lossy copy; the encoder is not ours, so its stream does not matter here. */
async function transcodeLossy(source: Uint8Array, stream: Uint8Array) {
  const made = await transcode(source, lossy, { jpeg: async () => stream })
  return parse(new Uint8Array(Buffer.concat(made))).elements
}

/** Programs that take the coded file apart again. */
const openers = [
  ['1.2.840.10008.1.2.5', 'dcmdrle', []],
  ['1.2.840.10008.1.2.4.80', 'dcmdjpls', []],
  ['1.2.840.10008.1.2.4.80', 'gdcmconv', ['--raw']],
  ['1.2.840.10008.1.2.4.90', 'gdcmconv', ['--raw']],
  ['1.2.840.10008.1.2.5', 'gdcmconv', ['--raw']],
] as const

describe('other programs open what we code', () => {
  for (const [uid, tool, args] of openers)
    test.skipIf(!haveTool(tool))(`${tool} opens ${uid}`, async () => {
      for (const kind of ['CT', 'SC', 'DX'] as const) {
        const source = synthesize({ kind, rows: 40, columns: 64 })
        const opened = parse(recode(tool, [...args], await to(source, uid)))
        expect(bytesOf((await decodeFrame(opened)).values)).toEqual(bytesOf((await decodeFrame(parse(source))).values))
      }
    })
  test.skipIf(!haveTool('dcmdump'))('dcmdump reads every one of them without a remark', async () => {
    for (const uid of writableSyntaxes.filter((one) => one !== lossy)) {
      const { status, said } = ask('dcmdump', ['-q'], await to(synthesize({ kind: 'CT' }), uid))
      expect([status, /^[EW]:/m.test(said)], uid).toEqual([0, false])
    }
  })
})
