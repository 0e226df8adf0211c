import { inspect, synthesize, write } from '@firstread/dicom'
import { expect, test } from 'vitest'
import { retrievalColumns } from './retrieval.ts'

const columnsOf = (bytes: Uint8Array) => retrievalColumns(inspect(bytes, bytes.length))

test('native frames have a place and a length', () => {
  const bytes = synthesize({ kind: 'CT', rows: 10, columns: 12, frames: 3 })
  // 10 × 12 values of 16 bits
  expect(columnsOf(bytes)).toMatchObject({ frame_bytes: 240, pixel_data_length: 720, bulk: null })
  expect(columnsOf(bytes).pixel_data_offset).toBe(bytes.length - 720)
})

test('encapsulated and deflated frames have none', () => {
  const rle = synthesize({ kind: 'CT', transferSyntaxUid: '1.2.840.10008.1.2.5' })
  expect(columnsOf(rle)).toMatchObject({ frame_bytes: null, pixel_data_length: null })
  expect(columnsOf(rle).pixel_data_offset).toBeGreaterThan(0)
  const deflated = synthesize({ kind: 'CT', transferSyntaxUid: '1.2.840.10008.1.2.1.99' })
  expect(columnsOf(deflated)).toMatchObject({ frame_bytes: null, pixel_data_offset: null })
})

test('metadata names what was left out, in items too, and keeps the rest', () => {
  const large = { vr: 'OB', InlineBinary: Buffer.alloc(3000, 7).toString('base64') }
  const bytes = write(
    {
      '00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.7'] },
      '00080018': { vr: 'UI', Value: ['1.2.3'] },
      '00282000': large,
      '00400555': { vr: 'SQ', Value: [{ '00080104': { vr: 'LO', Value: ['first'] } }, { '00282000': large }] },
    },
    { transferSyntaxUid: '1.2.840.10008.1.2.1', pixelData: new Uint8Array(4) },
  )
  const { metadata, bulk } = columnsOf(bytes)
  expect(metadata).toMatchObject({
    '00282000': { vr: 'OB', BulkDataURI: 'bulkdata/00282000' },
    '00400555': {
      Value: [{ '00080104': { Value: ['first'] } }, { '00282000': { BulkDataURI: 'bulkdata/00400555/1/00282000' } }],
    },
    '7FE00010': { BulkDataURI: 'bulkdata/7FE00010' },
  })
  for (const { offset, length } of bulk ?? [])
    expect(Buffer.from(bytes).subarray(offset, offset + length)).toEqual(Buffer.alloc(3000, 7))
})
