import type { ElementValues } from '../elements.ts'
import { code, concepts, units, values } from './codes.ts'
import { codeOf, container, type InstanceReference, imageOf, numberOf } from './content.ts'
import type { ReadImage } from './reading.ts'

/** PS3.16 CID 29 by (0008,0060); the code is the defined term itself. */
const modalities: Readonly<Record<string, string>> = {
  CR: 'Computed Radiography',
  DX: 'Digital Radiography',
  RG: 'Radiographic imaging',
  CT: 'Computed Tomography',
  MR: 'Magnetic Resonance',
  MG: 'Mammography',
  US: 'Ultrasound',
  XA: 'X-Ray Angiography',
  RF: 'Radiofluoroscopy',
}

/** The images that were read, PS3.16 TID 1600 and 1601, with the pictures made of them. None when none has a SOP Instance. */
export function imageLibrary(images: readonly ReadImage[]): ElementValues[] {
  const read = images.flatMap((image) => (image.reference ? [entry(image, image.reference)] : []))
  const derived = images.flatMap((image) => image.derived.map((one) => imageOf('CONTAINS', undefined, one)))
  const groups = [read, derived].filter((items) => items.length > 0)
  if (groups.length === 0) return []
  const library = groups.map((items) => container('CONTAINS', concepts.imageLibraryGroup, items))
  return [container('CONTAINS', concepts.imageLibrary, library, '1600')]
}

/** PS3.16 TID 1602: what is worth knowing of an image without opening it. */
function entry({ modality, rows, columns }: ReadImage, reference: InstanceReference): ElementValues {
  const known = modality === undefined ? undefined : modalities[modality]
  const context = [
    ...(modality && known ? [codeOf('HAS ACQ CONTEXT', concepts.modality, code(modality, 'DCM', known))] : []),
    codeOf('HAS ACQ CONTEXT', concepts.targetRegion, values.chest),
    ...(rows ? [numberOf('HAS ACQ CONTEXT', concepts.pixelRows, rows, units.pixels)] : []),
    ...(columns ? [numberOf('HAS ACQ CONTEXT', concepts.pixelColumns, columns, units.pixels)] : []),
  ]
  return imageOf('CONTAINS', undefined, reference, context)
}
