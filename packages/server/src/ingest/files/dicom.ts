import { Problem, type ProblemCode } from '@firstread/contract'
import { DicomError, type DicomProblem, type Inspection, inspect } from '@firstread/dicom'
import { openLanes } from '../../platform/lanes.ts'
import type { ObjectStore, StoredObject } from '../../platform/objects/index.ts'

/** What a refusal of the DICOM package is to an uploader; the rest is a damaged file. */
const translated: Partial<Record<DicomProblem, ProblemCode>> = {
  'not-dicom': 'unsupported-file',
  'hostile-preamble': 'hostile-file',
  'too-deep': 'file-limits',
  'too-many-elements': 'file-limits',
  'too-large': 'file-limits',
}

/** Objects whose header does not end before their bulk (documents, waveforms) are read as far as this. */
const longestHeader = 256 * 1024 * 1024

/**
 * Reads the header of a DICOM file out of its beginning, which was kept while it streamed by; undefined when the header is
 * longer than that.
 *
 * @param early  what it said already while its file went by
 * @throws Problem  unsupported-file, hostile-file, file-limits, broken-file
 */
export function inspectHead(head: Buffer, total: number, early?: Inspection): Inspection | undefined {
  const answer = early ?? tryInspect(head, total)
  return typeof answer === 'number' ? undefined : checkLength(answer, total)
}

/**
 * Reads a long header back from the store.
 *
 * @throws Problem  unsupported-file, hostile-file, file-limits, broken-file
 */
export async function inspectStored(objects: ObjectStore, stored: StoredObject, head: Buffer): Promise<Inspection> {
  const found = await oneByOne(() => readLonger(objects, stored, head.length))
  return checkLength(found, stored.sizeBytes)
}

/** Long headers are held in memory one at a time in the whole process, however many files come at once. */
const oneByOne = openLanes({ width: 1, waiting: 4096 })

async function readLonger(
  objects: ObjectStore,
  { objectId, sizeBytes }: StoredObject,
  needed: number,
): Promise<Inspection> {
  let wanted = Math.min(sizeBytes, needed * 4)
  for (;;) {
    const end = Math.min(wanted, longestHeader)
    const answer = tryInspect(
      Buffer.concat(await Array.fromAsync(objects.read(objectId, { start: 0, end }))),
      sizeBytes,
    )
    if (typeof answer !== 'number') return answer
    if (end === sizeBytes) throw new Problem('broken-file', 'The file is cut off')
    if (end === longestHeader) throw new Problem('file-limits', 'The header is too long')
    wanted = Math.min(sizeBytes, Math.max(answer, end * 4))
  }
}

/** The header, or how many bytes of the file are needed for it. */
const tryInspect = (head: Buffer, total: number): Inspection | number =>
  checked(() => {
    try {
      return inspect(head, total)
    } catch (error) {
      if (error instanceof DicomError && error.code === 'need-more') return error.needed ?? head.length * 4
      throw error
    }
  })

/** A refusal of the DICOM package in the words of an upload. @throws Problem */
export function checked<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof DicomError)) throw error
    throw new Problem(translated[error.code] ?? 'broken-file', error.message, { cause: error })
  }
}

/** The header of a file whose length nobody knows yet; undefined when that would have to be known, or it is longer. */
export function inspectEarly(head: Buffer): Inspection | undefined {
  try {
    const found = inspect(head, Number.MAX_SAFE_INTEGER)
    return found.pixelDataOffset === undefined ? undefined : found
  } catch (error) {
    if (error instanceof DicomError) return undefined // said at the end, when it is sure
    throw error
  }
}

/** Uncompressed pixels have a known length; a file that ends before they do was cut off. */
function checkLength(found: Inspection, total: number): Inspection {
  const { pixelDataOffset, pixelDataLength, rows = 0, columns = 0, frames = 1, samplesPerPixel = 1 } = found
  if (pixelDataOffset === undefined || pixelDataLength === undefined) return found
  // Odd chroma subsampling (YBR_FULL_422) holds two samples a pixel on average; one-bit pixels are packed.
  const samples = found.photometricInterpretation?.endsWith('422') ? 2 : samplesPerPixel
  const wanted = Math.ceil((rows * columns * frames * samples * (found.bitsAllocated ?? 8)) / 8)
  if (pixelDataOffset + pixelDataLength > total || wanted > pixelDataLength) {
    throw new Problem('broken-file', 'The pixels are cut off')
  }
  return found
}
