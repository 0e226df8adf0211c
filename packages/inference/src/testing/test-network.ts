/**
 * FOR TESTS ONLY: writes small ONNX files by hand (protobuf.dev "Encoding", onnx.proto). The network knows nothing of medicine: it averages
 * brightness on a 14 × 14 grid, and its classes are "dark", "middle" and "bright". Variants break one thing at a time.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))]

type Bytes = Uint8Array | number[]
const bytesOf = (...parts: Bytes[]) => Buffer.concat(parts.map((part) => Buffer.from(part)))

const int = (field: number, value: number) => bytesOf(varint(field << 3), varint(value))
const block = (field: number, ...parts: Bytes[]) => {
  const body = bytesOf(...parts)
  return bytesOf(varint((field << 3) | 2), varint(body.length), body)
}
const text = (field: number, value: string) => block(field, Buffer.from(value))

const FLOAT = 1
const INT64 = 7

type Shape = (number | string)[]
const dim = (side: number | string) => block(1, typeof side === 'number' ? int(1, side) : text(2, side))
const valueInfo = (field: number, name: string, shape: Shape) =>
  block(field, text(1, name), block(2, block(1, int(1, FLOAT), block(2, ...shape.map(dim)))))

const floats = (values: readonly number[]) => Buffer.from(Float32Array.from(values).buffer)
const tensor = (field: number, name: string, dims: number[], values: readonly number[], extra: Bytes = []) =>
  block(field, ...dims.map((side) => int(1, side)), int(2, FLOAT), text(8, name), block(9, floats(values)), extra)
const shapeTensor = (field: number, name: string, values: number[]) =>
  block(
    field,
    int(1, values.length),
    int(2, INT64),
    text(8, name),
    block(9, Buffer.from(BigInt64Array.from(values, BigInt).buffer)),
  )

const intsAttribute = (name: string, values: number[]) =>
  block(5, text(1, name), ...values.map((value) => int(8, value)), int(20, 7))
const node = (type: string, inputs: string[], outputs: string[], ...rest: Bytes[]) =>
  block(1, ...inputs.map((name) => text(1, name)), ...outputs.map((name) => text(2, name)), text(4, type), ...rest)

export type Flaw =
  | 'external-data'
  | 'custom-operator'
  | 'nan-weights'
  | 'wrong-input'
  | 'wrong-classes'
  | 'no-maps'
  | 'cut-short'

const SIDE = 224
const CELL = 16
const GRID = SIDE / CELL

/** Brightness b of a cell, 0 to 1, speaks for dark with 8 − 16 b, for the middle with 1, for bright with 16 b − 8. */
const slopes = [-16, 0, 16]
const offsets = [8, 1, -8]

/** The bytes of the test network, sound or with one flaw. */
export function testNetwork(flaw?: Flaw): Buffer {
  const weight = flaw === 'nan-weights' ? Number.NaN : 1 / (CELL * CELL)
  const kernels = slopes.flatMap((slope) => Array.from({ length: CELL * CELL }, () => slope * weight))
  // StringStringEntryProto key/value, then data_location = EXTERNAL
  const external = bytesOf(block(13, text(1, 'location'), text(2, '../../etc/passwd')), int(14, 1))
  const conv = node(
    'Conv',
    ['image', 'kernels', 'offsets'],
    ['cam'],
    intsAttribute('kernel_shape', [CELL, CELL]),
    intsAttribute('strides', [CELL, CELL]),
  )
  const domain = flaw === 'custom-operator' ? text(7, 'com.example') : []
  const graph = block(
    7,
    conv,
    node('GlobalAveragePool', ['cam'], ['pooled'], domain),
    node('Reshape', ['pooled', 'flat'], ['logits']),
    text(2, 'brightness'),
    tensor(5, 'kernels', [3, 1, CELL, CELL], kernels, flaw === 'external-data' ? external : []),
    tensor(5, 'offsets', [3], offsets),
    shapeTensor(5, 'flat', [-1, 3]),
    valueInfo(11, 'image', ['N', 1, SIDE, flaw === 'wrong-input' ? SIDE / 2 : SIDE]),
    valueInfo(12, 'logits', ['N', flaw === 'wrong-classes' ? 4 : 3]),
    flaw === 'no-maps' ? [] : valueInfo(12, 'cam', ['N', 3, GRID, GRID]),
  )
  const whole = bytesOf(int(1, 8), text(2, 'firstread tests'), graph, block(8, text(1, ''), int(2, 17)))
  return flaw === 'cut-short' ? whole.subarray(0, whole.length - 1000) : whole
}

const lines = { low: ['Dark.'], medium: ['Middling.'], high: ['Bright.'], notRead: ['Not read.'] }

/** model.json for the test network. */
export const testManifest = (network: Uint8Array) => ({
  name: 'test-brightness',
  version: '0.0.1',
  title: 'Test network: tells dark from bright pictures. No medical model.',
  architecture: 'CNN',
  framework: 'written by hand',
  file: 'test.onnx',
  sha256: createHash('sha256').update(network).digest('hex'),
  bytes: network.length,
  opset: 17,
  input: {
    name: 'image',
    height: SIDE,
    width: SIDE,
    channels: 1,
    range: [0, 1],
    photometric: 'MONOCHROME2',
    resize: 'area-squeeze',
    normalize: null,
  },
  outputs: { logits: 'logits', attention: 'cam', gate: null, quality: null, embedding: null },
  classes: ['dark', 'middle', 'bright'],
  risk: { dark: 'low', middle: 'medium', bright: 'high' },
  calibration: { temperature: 1 },
  testTimeAveraging: null,
  thresholds: { pneumonia: { value: 0.5 }, high: { value: 0.5 } },
  abstain: { minConfidence: 0.52 },
  gate: null,
  quality: null,
  intendedUse: {
    modality: ['CR', 'DX', 'DR', 'RG', 'XR'],
    bodyPart: ['CHEST', 'THORAX'],
    view: ['AP', 'PA'],
    ageYears: { min: 1, max: 5 },
    mayLocalise: true,
    statement: 'Tests only.',
  },
  findings: { middle: { type: 'middling brightness' }, bright: { type: 'brightness' } },
  recommendations: lines,
})

export type TestManifest = ReturnType<typeof testManifest>

/** Writes a model package with the test network into a fresh folder and returns its path. */
export async function testPackage(
  flaw?: Flaw,
  change: (manifest: TestManifest) => object = (same) => same,
): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'firstread-test-model-'))
  const network = testNetwork(flaw)
  await writeFile(join(dir, 'test.onnx'), network)
  await writeFile(join(dir, 'model.json'), JSON.stringify(change(testManifest(network))))
  return dir
}
