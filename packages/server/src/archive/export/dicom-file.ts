import { DicomError, type DicomJson, encapsulatedItems, type Rewritten, rewrite } from '@firstread/dicom'
import type { App } from '../../platform/app.ts'
import type { ExportedImage } from './export-queries.ts'
import type { Leaving, Tools } from './leaving.ts'

const preamble = 128
/** So much holds most headers; longer ones are read again. */
const firstPart = 64 * 1024
/** The header is held in memory, whatever stands in it: tables, documents, waveforms. */
const longestHeader = 64 * 1024 * 1024

/**
 * A DICOM file as it leaves. Under its own name it leaves byte for byte, but with a zero preamble (security.md 4); otherwise,
 * and when it is no proper Part 10 file, it gets a new header, and the pixels follow from the store.
 *
 * @throws DicomError  the header cannot be read, is longer than `longestHeader`, or names no SOP Class
 */
export async function dicomFile({ app, change }: Tools, image: ExportedImage): Promise<Leaving> {
  const { object_id: objectId, size_bytes: size } = image
  const head = await read(app, objectId, Math.min(size, firstPart))
  if (!change && isPart10(head) && image.metadata && image.transfer_syntax_uid) {
    return {
      entry: { elements: image.metadata, transferSyntaxUid: image.transfer_syntax_uid },
      bytes: withZeroPreamble(app, image),
    }
  }
  const made = await rewritten(app, image, head, change ? change.elements : (elements) => elements)
  return {
    entry: { elements: made.elements, transferSyntaxUid: made.transferSyntaxUid },
    bytes: bytesOf(app, image, made),
  }
}

const isPart10 = (head: Buffer) => head.subarray(preamble, preamble + 4).toString('latin1') === 'DICM'

async function* withZeroPreamble(app: App, { object_id, size_bytes }: ExportedImage): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(preamble)
  yield* app.objects.read(object_id, { start: preamble, end: size_bytes })
}

async function rewritten(
  app: App,
  { object_id, size_bytes, sop_instance_uid }: ExportedImage,
  first: Buffer,
  change: (elements: DicomJson) => DicomJson,
): Promise<Rewritten> {
  for (let head = first; ; ) {
    try {
      return rewrite(head, size_bytes, change, sop_instance_uid ?? undefined)
    } catch (error) {
      if (!(error instanceof DicomError) || error.code !== 'need-more') throw error
      const wanted = Math.min(size_bytes, Math.max(error.needed ?? 0, head.length * 4))
      if (wanted > longestHeader || wanted <= head.length) throw new DicomError('too-large', 'header', { cause: error })
      head = await read(app, object_id, wanted)
    }
  }
}

async function read(app: App, objectId: string, end: number): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(app.objects.read(objectId, { start: 0, end })))
}

async function* bytesOf(app: App, { object_id, size_bytes }: ExportedImage, { head, pixels }: Rewritten) {
  yield head
  if (pixels.kind === 'bytes') yield pixels.bytes
  if (pixels.kind === 'range') {
    yield* app.objects.read(object_id, { start: pixels.offset, end: pixels.offset + pixels.length })
  }
  if (pixels.kind === 'items') {
    yield* encapsulatedItems(app.objects.read(object_id, { start: pixels.offset, end: size_bytes }))
  }
}
