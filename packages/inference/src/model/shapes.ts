import { InferenceError } from '../errors.ts'
import type { Manifest } from './manifest.ts'
import { type Dimension, FLOAT, type OnnxFile, type TensorInfo } from './onnx-file.ts'

const OPEN: Dimension = undefined

function wrong(name: string, expected: readonly (Dimension | string)[]): InferenceError {
  return new InferenceError(
    'model-shape',
    `${name} is not float32 [${expected.map((side) => side ?? 'any').join(', ')}]`,
  )
}

/** A side that the file leaves open agrees with everything: it is checked again on the first run. */
const agrees = (found: Dimension, expected: Dimension) => found === OPEN || expected === OPEN || found === expected

function check(tensors: TensorInfo[], name: string, expected: Dimension[]): void {
  const tensor = tensors.find((candidate) => candidate.name === name)
  if (tensor === undefined || tensor.elementType !== FLOAT) throw wrong(name, expected)
  const { shape } = tensor
  if (shape === undefined) return
  if (shape.length !== expected.length || !shape.every((side, i) => agrees(side, expected[i])))
    throw wrong(name, expected)
}

/** What each output must look like: batch first, then classes, then places. */
export function expectedOutputs({ outputs, classes, gate, quality }: Manifest): Map<string, Dimension[]> {
  const expected = new Map<string, Dimension[]>([[outputs.logits, [OPEN, classes.length]]])
  if (outputs.attention) expected.set(outputs.attention, [OPEN, classes.length, OPEN, OPEN])
  if (outputs.gate && gate) expected.set(outputs.gate, [OPEN, gate.classes.length])
  if (outputs.quality && quality) expected.set(outputs.quality, [OPEN, quality.classes.length])
  if (outputs.embedding) expected.set(outputs.embedding, [OPEN, OPEN])
  return expected
}

/** Compares the network's own signature with model.json. @throws InferenceError `model-shape` */
export function checkShapes(manifest: Manifest, network: OnnxFile): void {
  const { name, height, width } = manifest.input
  if (network.inputs.length !== 1)
    throw new InferenceError('model-shape', `${network.inputs.length} inputs instead of one`)
  check(network.inputs, name, [OPEN, 1, height, width])
  for (const [output, shape] of expectedOutputs(manifest)) check(network.outputs, output, shape)
}
