import type { DataSet } from './data-set.ts'
import type { DicomFile, Frame } from './file.ts'
import { groupOf } from './functional-groups.ts'
import { type Lut, lookUp, readLut } from './lut.ts'

/** How stored values become values of the modality (CT: HU). */
export type ModalityTransform = { slope: number; intercept: number } | Lut

/** Modality LUT module, PS3.3 C.11.1: a table or a line; identity when the data set has neither. */
export function modalityTransform(set: DataSet, frame: Pick<Frame, 'index' | 'signed'>): ModalityTransform {
  const item = set.items('ModalityLUTSequence')[0]
  const lut = item && readLut(item, 'LUTDescriptor', 'LUTData', frame.signed)
  if (lut !== undefined) return lut
  const group = groupOf(set, frame.index, 'PixelValueTransformationSequence')
  return { slope: group.number('RescaleSlope') || 1, intercept: group.number('RescaleIntercept') ?? 0 }
}

/**
 * Modality values of a frame: Rescale or Modality LUT, PS3.3 C.11.1.
 *
 * @returns one value for each stored value, same order; for CT in HU. Single precision: exact up to 24 bits.
 */
export function modalityValues(file: DicomFile, frame: Frame): Float32Array {
  const transform = modalityTransform(file.dataSet, frame)
  const out = new Float32Array(frame.values.length)
  const { values } = frame
  if ('entries' in transform) for (let i = 0; i < out.length; i++) out[i] = lookUp(transform, values[i] as number)
  else for (let i = 0; i < out.length; i++) out[i] = (values[i] as number) * transform.slope + transform.intercept
  return out
}
