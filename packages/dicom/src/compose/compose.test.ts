import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { decodeFrame, frameBytes, inspect, parse, transcode } from '../index.ts'
import type { DicomJson } from '../json.ts'
import { synthesize } from '../synthesize.ts'
import { codeOf } from '../testing/bytes.ts'
import { items, number, text } from '../text.ts'
import { compose as composed, type ReceivedBulk, type ReceivedPiece } from './compose.ts'
import { readModel } from './read-model.ts'

const ct = synthesize({
  kind: 'CT',
  seed: 1,
  rows: 20,
  columns: 10,
  frames: 3,
  elements: { PatientName: 'Müller^Zoë' },
})
/** Everything is here, so its pieces can be joined. */
const compose = (model: DicomJson, bulkOf: (uri: string) => ReceivedBulk<never> | undefined) =>
  new Uint8Array(Buffer.concat(composed(model, bulkOf)))
const header = inspect(ct, ct.length).elements
const pixels = Buffer.concat([0, 1, 2].map((frame) => frameBytes(parse(ct), frame)))
const withPixels = { ...header, '7FE00010': { vr: 'OW', BulkDataURI: 'bulk/pixels' } }
const nothing = () => undefined
const one = (bulk: ReceivedBulk<never>) => (uri: string) => (uri === 'bulk/pixels' ? bulk : undefined)
const native = one({ transferSyntaxUid: undefined, pieces: [pixels] })

test('metadata and values make the file that they came from', async () => {
  const file = parse(compose(withPixels, native))
  expect(file.transferSyntaxUid).toBe('1.2.840.10008.1.2.1')
  expect(file.elements).toEqual({ ...header, '00080005': { vr: 'CS', Value: ['ISO_IR 192'] } })
  expect((await decodeFrame(file, 2)).values).toEqual((await decodeFrame(parse(ct), 2)).values)
  expect(compose(withPixels, native)).toEqual(compose(withPixels, native))
})

test('coded frames stay as they are, one a piece', () => {
  const coded = parse(synthesize({ kind: 'CT', seed: 2, frames: 3, transferSyntaxUid: '1.2.840.10008.1.2.5' }))
  const pieces = [0, 1, 2].map((frame) => frameBytes(coded, frame))
  const model = { ...coded.elements, '7FE00010': { vr: 'OB', BulkDataURI: 'bulk/pixels' } }
  const made = parse(compose(model, one({ transferSyntaxUid: coded.transferSyntaxUid, pieces })))
  expect([0, 1, 2].map((frame) => frameBytes(made, frame))).toEqual(pieces)
})

test('values of any VR come from beside, in items too', () => {
  const table = Buffer.from(Uint16Array.from([1, 2, 515]).buffer)
  const model = { ...header, '00283010': { vr: 'SQ', Value: [{ '00283006': { vr: 'US', BulkDataURI: 'bulk/lut' } }] } }
  const made = parse(compose(model, () => ({ transferSyntaxUid: undefined, pieces: [table] })))
  expect(items(made.elements, 'VOILUTSequence')[0]?.['00283006']).toEqual({ vr: 'US', Value: [1, 2, 515] })
})

describe('values that lie elsewhere', () => {
  const elsewhere = (bytes: Uint8Array): ReceivedPiece & { bytes: Uint8Array } => ({
    length: bytes.length,
    head: bytes.subarray(0, 64),
    bytes,
  })
  const join = (parts: (Uint8Array | { bytes: Uint8Array })[]) =>
    new Uint8Array(Buffer.concat(parts.map((part) => (part instanceof Uint8Array ? part : part.bytes))))

  test('make the same file, wherever they stand in it', () => {
    const document = {
      '00420011': { vr: 'OB', BulkDataURI: 'document' },
      '7FE11001': { vr: 'OB', BulkDataURI: 'document' },
    }
    const model = { ...withPixels, ...document }
    const odd = Buffer.alloc(1777, 7)
    const find =
      <P extends ReceivedPiece>(of: (bytes: Uint8Array) => Uint8Array | P) =>
      (uri: string): ReceivedBulk<P> => ({
        transferSyntaxUid: undefined,
        pieces: [of(uri === 'document' ? odd : pixels)],
      })
    const apart = composed(model, find(elsewhere))
    expect(apart.filter((part) => !(part instanceof Uint8Array))).toHaveLength(3)
    expect(join(apart)).toEqual(
      compose(
        model,
        find<never>((bytes) => bytes),
      ),
    )
    const made = join(apart)
    expect(inspect(made, made.length).bulk.map(({ path, length }) => [path, length])).toEqual([
      ['00420011', 1778],
      ['7FE11001', 1778],
    ])
  })

  test('are refused within a sequence', () => {
    const model = { ...header, '00283010': { vr: 'SQ', Value: [{ '00283006': { vr: 'US', BulkDataURI: 'lut' } }] } }
    const find = () => ({ transferSyntaxUid: undefined, pieces: [elsewhere(Buffer.alloc(600))] })
    expect(codeOf(() => composed(model, find))).toBe('too-large')
  })
})

describe('pixels without a description', () => {
  const bare: DicomJson = Object.fromEntries(
    Object.entries(withPixels).filter(([key]) => !key.startsWith('0028') || key === '00281050'),
  )
  const described = async (bytes: Uint8Array, transferSyntaxUid: string) => {
    const file = parse(compose(bare, one({ transferSyntaxUid, pieces: [bytes] })))
    const frame = await decodeFrame(file)
    const colour = text(file.elements, 'PhotometricInterpretation')
    return [frame.rows, frame.columns, frame.samplesPerPixel, number(file.elements, 'BitsStored'), colour]
  }
  const grey = sharp({ create: { width: 24, height: 16, channels: 3, background: '#456' } })

  test('are described by their code stream', async () => {
    const baseline = '1.2.840.10008.1.2.4.50'
    expect(await described(await grey.clone().jpeg().toBuffer(), baseline)).toEqual([16, 24, 3, 8, 'YBR_FULL_422'])
    const full = await grey.clone().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer()
    expect(await described(full, baseline)).toEqual([16, 24, 3, 8, 'YBR_FULL'])
    expect(await described(await grey.clone().toColourspace('b-w').jpeg().toBuffer(), baseline)).toEqual([
      16,
      24,
      1,
      8,
      'MONOCHROME2',
    ])
  })

  test.each([
    ['JPEG-LS', '1.2.840.10008.1.2.4.80'],
    ['JPEG 2000', '1.2.840.10008.1.2.4.90'],
    ['HTJ2K', '1.2.840.10008.1.2.4.201'],
  ])('%s too', async (_name, transferSyntaxUid) => {
    const coded = parse(Buffer.concat(await transcode(ct, transferSyntaxUid)))
    const [rows, columns, samples, bits, colour] = await described(frameBytes(coded, 0), transferSyntaxUid)
    expect([rows, columns, samples, colour]).toEqual([20, 10, 1, 'MONOCHROME2'])
    expect(bits).toBe(number(header, 'BitsStored'))
  })

  test('that never say what they are, or are not what they should be, are refused', () => {
    const refused = (bytes: Uint8Array, uid: string) =>
      codeOf(() => compose(bare, one({ transferSyntaxUid: uid, pieces: [bytes] })))
    expect(refused(new Uint8Array(64), '1.2.840.10008.1.2.5')).toBe('malformed')
    for (const end of ['4.50', '4.80', '4.90'])
      expect(refused(new Uint8Array(64), `1.2.840.10008.1.2.${end}`)).toBe('bad-pixels')
  })
})

test('pixels in an encoding of whole data sets are refused', () => {
  for (const uid of ['1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99'])
    expect(codeOf(() => compose(withPixels, one({ transferSyntaxUid: uid, pieces: [pixels] })))).toBe('malformed')
  expect(compose(withPixels, one({ transferSyntaxUid: '1.2.840.10008.1.2', pieces: [pixels] }))).toEqual(
    compose(withPixels, native),
  )
})

test('what is incomplete is refused', () => {
  expect(codeOf(() => compose(withPixels, nothing))).toBe('malformed')
  expect(codeOf(() => compose({ '00100020': { vr: 'LO', Value: ['P'] } }, nothing))).toBe('malformed')
  const stream = { transferSyntaxUid: '1.2.840.10008.1.2.4.90', pieces: [pixels] }
  expect(codeOf(() => compose({ ...header, '00420011': { vr: 'OB', BulkDataURI: 'x' } }, () => stream))).toBe(
    'malformed',
  )
})

const nested = (depth: number): unknown => (depth === 0 ? {} : { '00081140': { vr: 'SQ', Value: [nested(depth - 1)] } })

test.each<[string, unknown, string | undefined]>([
  ['no object', 'text', 'malformed'],
  ['a list', [], 'malformed'],
  ['a keyword for a tag', { PatientID: { vr: 'LO' } }, 'malformed'],
  ['no VR', { '00100020': { Value: ['P'] } }, 'malformed'],
  ['a VR from Object', { '00100020': { vr: 'constructor' } }, 'malformed'],
  ['a value that is no list', { '00100020': { vr: 'LO', Value: 'P' } }, 'malformed'],
  ['an object for a text', { '00100020': { vr: 'LO', Value: [{}] } }, 'malformed'],
  ['a text for an item', { '00081140': { vr: 'SQ', Value: ['x'] } }, 'malformed'],
  ['a word for a number', { '00280010': { vr: 'US', Value: ['many'] } }, 'malformed'],
  ['a fraction for a 64-bit number', { '00720082': { vr: 'SV', Value: [1.5] } }, 'malformed'],
  ['two values in one', { '00100020': { vr: 'LO', Value: ['P'], InlineBinary: 'AA==' } }, 'malformed'],
  ['a name that is a number', { '00100010': { vr: 'PN', Value: [{ Alphabetic: 7 }] } }, 'malformed'],
  ['depth', nested(33), 'too-deep'],
  ['depth that is allowed', nested(32), undefined],
  ['nothing', {}, undefined],
])('a model with %s', (_what, model, code) => {
  expect(codeOf(() => readModel(model))).toBe(code)
})

test('what says how something was encoded elsewhere is left out, and tags may be written small', () => {
  const sent = {
    '00020010': { vr: 'UI', Value: ['1.2'] },
    '00100000': { vr: 'UL', Value: [4] },
    '7fe00010': { vr: 'OW' },
  }
  expect(readModel(sent)).toEqual({ '7FE00010': { vr: 'OW' } })
})
