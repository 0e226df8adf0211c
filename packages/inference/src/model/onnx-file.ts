/**
 * Looks through an ONNX file before any native code sees it: what goes in, what comes out, and whether anything in it reaches outside.
 * Field numbers are those of onnx.proto (ONNX 1.19).
 */

import { InferenceError } from '../errors.ts'
import { asText, type Field, fields } from './wire.ts'

/** A side of a tensor; `undefined` where the file leaves it open (a batch). */
export type Dimension = number | undefined
export type TensorInfo = { name: string; elementType: number; shape: Dimension[] | undefined }
export type OnnxFile = { inputs: TensorInfo[]; outputs: TensorInfo[]; opset: number; nodes: number }

/** TensorProto.DataType FLOAT */
export const FLOAT = 1

/** Operators that every ONNX runtime has. Anything else would be a plug-in, and none is loaded. */
const domains = new Set(['', 'ai.onnx', 'ai.onnx.ml'])
const MAX_DEPTH = 16

const sub = (field: Field): Uint8Array => field.bytes ?? new Uint8Array()

function checkDomain(domain: string): void {
  if (!domains.has(domain)) throw new InferenceError('model-custom-operator')
}

/** TensorProto: external_data = 13, data_location = 14 with EXTERNAL = 1. */
function checkTensor(bytes: Uint8Array): void {
  for (const field of fields(bytes)) {
    if (field.number === 13 || (field.number === 14 && field.varint !== 0n))
      throw new InferenceError('model-external-data')
  }
}

/** SparseTensorProto: values = 1, indices = 2. */
function checkSparse(bytes: Uint8Array): void {
  for (const field of fields(bytes)) if (field.number === 1 || field.number === 2) checkTensor(sub(field))
}

/** AttributeProto: t = 5, g = 6, tensors = 10, graphs = 11, sparse_tensor = 22, sparse_tensors = 23. */
function checkAttribute(bytes: Uint8Array, depth: number): void {
  for (const field of fields(bytes)) {
    if (field.number === 5 || field.number === 10) checkTensor(sub(field))
    else if (field.number === 6 || field.number === 11) readGraph(sub(field), depth + 1)
    else if (field.number === 22 || field.number === 23) checkSparse(sub(field))
  }
}

/** NodeProto: attribute = 5, domain = 7. */
function checkNode(bytes: Uint8Array, depth: number): void {
  for (const field of fields(bytes)) {
    if (field.number === 7) checkDomain(asText(field))
    else if (field.number === 5) checkAttribute(sub(field), depth)
  }
}

/** TensorShapeProto: dim = 1, of which dim_value = 1. */
function shapeOf(bytes: Uint8Array): Dimension[] {
  const shape: Dimension[] = []
  for (const dim of fields(bytes)) {
    if (dim.number !== 1) continue
    const value = [...fields(sub(dim))].find((field) => field.number === 1)
    shape.push(value === undefined ? undefined : Number(value.varint))
  }
  return shape
}

/** ValueInfoProto: name = 1, type = 2; TypeProto: tensor_type = 1; its elem_type = 1, shape = 2. */
function valueInfo(bytes: Uint8Array): TensorInfo {
  const info: TensorInfo = { name: '', elementType: 0, shape: undefined }
  for (const field of fields(bytes)) {
    if (field.number === 1) info.name = asText(field)
    if (field.number !== 2) continue
    const tensor = [...fields(sub(field))].find((type) => type.number === 1)
    for (const part of tensor === undefined ? [] : fields(sub(tensor))) {
      if (part.number === 1) info.elementType = Number(part.varint)
      if (part.number === 2) info.shape = shapeOf(sub(part))
    }
  }
  return info
}

type Graph = { inputs: TensorInfo[]; outputs: TensorInfo[]; initializers: Set<string>; nodes: number }

/** TensorProto: name = 8. */
const tensorName = (bytes: Uint8Array): string => {
  const name = [...fields(bytes)].find((field) => field.number === 8)
  return name === undefined ? '' : asText(name)
}

/** GraphProto: node = 1, initializer = 5, input = 11, output = 12, sparse_initializer = 15. */
function readGraph(bytes: Uint8Array, depth: number): Graph {
  if (depth > MAX_DEPTH) throw new InferenceError('model-invalid', 'graphs within graphs, too deep')
  const graph: Graph = { inputs: [], outputs: [], initializers: new Set(), nodes: 0 }
  for (const field of fields(bytes)) {
    if (field.number === 1) {
      checkNode(sub(field), depth)
      graph.nodes++
    } else if (field.number === 5) {
      checkTensor(sub(field))
      graph.initializers.add(tensorName(sub(field)))
    } else if (field.number === 11) graph.inputs.push(valueInfo(sub(field)))
    else if (field.number === 12) graph.outputs.push(valueInfo(sub(field)))
    else if (field.number === 15) checkSparse(sub(field))
  }
  return graph
}

/** OperatorSetIdProto: domain = 1, version = 2. */
function opset(bytes: Uint8Array): { domain: string; version: number } {
  const id = { domain: '', version: 0 }
  for (const field of fields(bytes)) {
    if (field.number === 1) id.domain = asText(field)
    if (field.number === 2) id.version = Number(field.varint)
  }
  return id
}

/**
 * ModelProto: graph = 7, opset_import = 8, training_info = 20, functions = 25.
 *
 * @throws InferenceError `model-invalid`, `model-external-data` or `model-custom-operator`
 */
export function readOnnxFile(bytes: Uint8Array): OnnxFile {
  let graph: Graph | undefined
  let version = 0
  for (const field of fields(bytes)) {
    if (field.number === 7) graph = readGraph(sub(field), 0)
    if (field.number === 8) {
      const imported = opset(sub(field))
      checkDomain(imported.domain)
      if (imported.domain !== 'ai.onnx.ml') version = imported.version
    }
    // Functions are operators that the file brings along; training graphs have no business in a reader.
    if (field.number === 25) throw new InferenceError('model-custom-operator')
    if (field.number === 20) throw new InferenceError('model-invalid', 'the file holds a training graph')
  }
  if (graph === undefined || graph.nodes === 0) throw new InferenceError('model-invalid', 'the file holds no network')
  const { inputs, outputs, initializers, nodes } = graph
  return { inputs: inputs.filter((input) => !initializers.has(input.name)), outputs, opset: version, nodes }
}
