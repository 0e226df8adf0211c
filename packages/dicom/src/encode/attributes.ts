import type { DicomFile, Frame } from '../file.ts'
import type { JsonElement } from '../json.ts'
import { uidFromDigest } from '../uid.ts'
import { allocatedBits } from './native-bytes.ts'
import type { Changes } from './rewrite.ts'

const us = (value: number): JsonElement => ({ vr: 'US', Value: [value] })
const cs = (...values: string[]): JsonElement => ({ vr: 'CS', Value: values })

/** Lossy Image Compression Method (0028,2114) by transfer syntax, PS3.3 C.7.6.1.1.5.1. */
const methods: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.2.4.50': 'ISO_10918_1',
  '1.2.840.10008.1.2.4.51': 'ISO_10918_1',
  '1.2.840.10008.1.2.4.81': 'ISO_14495_1',
  '1.2.840.10008.1.2.4.91': 'ISO_15444_1',
  '1.2.840.10008.1.2.4.203': 'ISO_15444_15',
}

/** The Image Pixel module as it is once frames have been decoded (PS3.3 C.7.6.3): every bit at its lowest place, colour by pixel. */
export function pixelChanges(frame: Frame, photometricInterpretation: string): Changes {
  return {
    '00280004': cs(photometricInterpretation),
    '00280100': us(allocatedBits(frame.bitsAllocated)),
    '00280101': us(frame.bitsStored),
    '00280102': us(frame.bitsStored - 1),
    ...(frame.samplesPerPixel > 1 ? { '00280006': us(0) } : {}),
    // Offset tables and their lengths belong to the coding that is left.
    '7FE00001': undefined,
    '7FE00002': undefined,
  }
}

/** Once lossy, always lossy (PS3.3 C.7.6.1.1.5): what was compressed so says so after it was opened, even if its writer forgot. */
export function lossyBefore({ dataSet, syntax, transferSyntaxUid }: DicomFile): Changes {
  const method = methods[transferSyntaxUid]
  if (syntax.lossless || method === undefined || dataSet.string('LossyImageCompression') === '01') return {}
  return { '00282110': cs('01'), '00282114': cs(method) }
}

/**
 * A lossy copy is another instance (PS3.3 C.12.4.1): derived, with a UID of its own, which is the same for the same source
 * and way, and a reference to what it was made from.
 *
 * @param ratio  bytes before to bytes after
 */
export function lossyNow({ dataSet }: DicomFile, transferSyntaxUid: string, ratio: number): Changes {
  const sopClass = dataSet.string('SOPClassUID') ?? ''
  const source = dataSet.string('SOPInstanceUID') ?? ''
  const reference = { '00081150': { vr: 'UI', Value: [sopClass] }, '00081155': { vr: 'UI', Value: [source] } }
  const [, second = 'PRIMARY', ...more] = dataSet.strings('ImageType')
  const ratios = [...dataSet.numbers('LossyImageCompressionRatio'), Number(ratio.toFixed(2))]
  const used = [...dataSet.strings('LossyImageCompressionMethod'), methods[transferSyntaxUid] ?? '']
  return {
    '00080008': cs('DERIVED', second, ...more),
    '00080018': { vr: 'UI', Value: [lossyUid(source, transferSyntaxUid)] },
    '00082111': { vr: 'ST', Value: ['Lossy compression'] },
    '00082112': { vr: 'SQ', Value: [reference] },
    '00282110': cs('01'),
    '00282112': { vr: 'DS', Value: ratios },
    '00282114': cs(...used),
  }
}

export const lossyUid = (source: string, transferSyntaxUid: string): string =>
  uidFromDigest(`lossy ${transferSyntaxUid} of ${source}`)
