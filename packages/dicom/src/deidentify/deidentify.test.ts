import { describe, expect, test } from 'vitest'
import { attribute } from '../dictionary.ts'
import { elementsOf } from '../elements.ts'
import { type DicomFile, frameBytes, parse } from '../file.ts'
import { synthesize, syntheticElements } from '../synthesize.ts'
import { haveTestData, realFile, rowsOf } from '../testing/test-data.ts'
import { ask, haveTool } from '../testing/tools.ts'
import { items, jsonKey, text } from '../text.ts'
import { explicitLittleEndian } from '../transfer-syntax.ts'
import { isUid } from '../uid.ts'
import { actionFor } from './actions.ts'
import { burnedIn } from './burned-in.ts'
import { deidentifier } from './deidentify.ts'
import { encapsulatedItems } from './items.ts'
import { type Rewritten, rewrite } from './rewrite.ts'

const secret = new Uint8Array(32).fill(7)
const removing = deidentifier({ secret, patient: 'ada', dates: 'remove' })
const shifting = deidentifier({ secret, patient: 'ada', dates: 'shift' })

/** Words that tell who it is, wherever they may stand. */
const telling = elementsOf({
  PatientName: 'Lovelace^Ada',
  PatientID: 'SECRET-1',
  IssuerOfPatientID: 'SECRET-2',
  OtherPatientIDs: ['SECRET-3', 'SECRET-4'],
  PatientAddress: 'SECRET-5',
  PatientComments: 'SECRET-6',
  InstitutionName: 'SECRET-7',
  StationName: 'SECRET-8',
  OperatorsName: 'SECRET-9',
  StudyDescription: 'SECRET-10',
  AccessionNumber: 'SECRET-11',
  StudyID: 'SECRET-12',
  ReferringPhysicianName: 'SECRET-13',
  DeviceSerialNumber: 'SECRET-14',
  ImageComments: 'SECRET-15',
  PatientBirthDate: '20220304',
  StudyDate: '20260102',
  SeriesDate: '20260112',
  StudyTime: '101112',
  SoftwareVersions: '1.2',
  RequestAttributesSequence: [{ RequestedProcedureDescription: 'SECRET-16', RequestedProcedureID: 'SECRET-17' }],
  AcquisitionContextSequence: [
    { ValueType: 'TEXT', ConceptNameCodeSequence: [{ CodeMeaning: 'Comment' }], TextValue: 'SECRET-18' },
  ],
  ReferencedImageSequence: [
    { ReferencedSOPInstanceUID: '1.2.3.4', ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.2' },
  ],
})
const original = {
  ...syntheticElements({ kind: 'DX', seed: 5 }),
  ...telling,
  '00091001': { vr: 'LO', Value: ['SECRET-19'] }, // private
  '00280301': { vr: 'UN', InlineBinary: Buffer.from('SECRET-23').toString('base64') }, // came as unknown bytes
  '60000010': { vr: 'US', Value: [512] }, // an overlay
  '60003000': { vr: 'OW', InlineBinary: Buffer.from('SECRET-20').toString('base64') },
  '00180000': { vr: 'LO', Value: ['SECRET-21'] }, // in no dictionary
}

describe('the basic profile', () => {
  const left = removing.elements(original)

  test('leaves nothing that tells who it is', () => {
    const said = JSON.stringify(left)
    for (const word of [
      'SECRET',
      'Lovelace',
      'Ada',
      '2022',
      '2026',
      '1.2.3.4',
      Buffer.from('SECRET-20').toString('base64'),
      Buffer.from('SECRET-23').toString('base64'),
    ]) {
      expect(said).not.toContain(word)
    }
  })

  test('treats attributes as Table E.1-1 says', () => {
    // Z or D: present, without its value; X: gone
    for (const keyword of ['StudyDate', 'StudyTime', 'AccessionNumber', 'ReferringPhysicianName', 'PatientBirthDate']) {
      expect(left[jsonKey(keyword)]?.Value).toBeUndefined()
      expect(left[jsonKey(keyword)]).toBeDefined()
    }
    for (const keyword of [
      'PatientComments',
      'OtherPatientIDs',
      'ImageComments',
      'RequestAttributesSequence',
      'IssuerOfPatientID',
    ]) {
      expect(left[jsonKey(keyword)]).toBeUndefined()
    }
    expect(text(left, 'DeviceSerialNumber')).toBe('ANONYMIZED') // X/Z/D
  })

  test('says that and how it was done', () => {
    expect(text(left, 'PatientIdentityRemoved')).toBe('YES')
    expect(text(left, 'LongitudinalTemporalInformationModified')).toBe('REMOVED')
    const [method] = items(left, 'DeidentificationMethodCodeSequence')
    expect(text(method ?? {}, 'CodeValue')).toBe('113100')
  })

  test('keeps what the picture needs', () => {
    for (const keyword of [
      'Rows',
      'Columns',
      'BitsStored',
      'PhotometricInterpretation',
      'WindowCenter',
      'Modality',
      'SOPClassUID',
    ]) {
      expect(left[jsonKey(keyword)]).toEqual(original[jsonKey(keyword) as keyof typeof original])
    }
  })
})

test('one secret maps a UID always to the same, and no two alike; another secret otherwise', () => {
  const other = deidentifier({ secret: new Uint8Array(32).fill(8), patient: 'ada', dates: 'remove' })
  expect(isUid(removing.uid('1.2.3'))).toBe(true)
  expect(removing.uid('1.2.3')).toBe(shifting.uid('1.2.3'))
  expect(removing.uid('1.2.3')).not.toBe(removing.uid('1.2.4'))
  expect(removing.uid('1.2.3')).not.toBe(other.uid('1.2.3'))
  const left = removing.elements(original)
  expect(text(left, 'StudyInstanceUID')).toBe(removing.uid(text(original, 'StudyInstanceUID') ?? ''))
  const [reference] = items(left, 'ReferencedImageSequence')
  expect(text(reference ?? {}, 'ReferencedSOPInstanceUID')).toBe(removing.uid('1.2.3.4'))
  expect(text(reference ?? {}, 'ReferencedSOPClassUID')).toBe('1.2.840.10008.5.1.4.1.1.2')
})

describe('with modified dates', () => {
  const left = shifting.elements(original)
  const day = (keyword: string) => {
    const value = text(left, keyword) ?? ''
    return Date.parse(`${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}T00:00:00Z`) / 86_400_000
  }

  test('intervals stay what they were, and no date does', () => {
    expect(day('SeriesDate') - day('StudyDate')).toBe(10)
    expect(text(left, 'StudyDate')).not.toBe('20260102')
    expect(text(left, 'StudyTime')).toBe('101112')
    expect(text(left, 'LongitudinalTemporalInformationModified')).toBe('MODIFIED')
  })
  test('the date of birth goes all the same', () => {
    expect(text(left, 'PatientBirthDate')).toBeUndefined()
  })
  test('all files of a patient are moved by the same days, those of another by others', () => {
    const spelled = { ...original, ...elementsOf({ PatientID: 'SECRET 1' }) }
    expect(text(shifting.elements(spelled), 'StudyDate')).toBe(text(left, 'StudyDate'))
    expect(text(shifting.elements(spelled), 'PatientID')).toBe(text(left, 'PatientID'))
    const other = deidentifier({ secret, patient: 'bea', dates: 'shift' }).elements(original)
    expect(text(other, 'StudyDate')).not.toBe(text(left, 'StudyDate'))
    expect(text(other, 'PatientID')).not.toBe(text(left, 'PatientID'))
  })
})

test('private, unknown and graphic attributes go, free texts outside the table too', () => {
  expect(actionFor(0x00090010, 'LO', false)).toBe('remove')
  expect(actionFor(0x60003000, 'OW', true)).toBe('remove')
  expect(actionFor(0x00280010, 'US', true)).toBe('keep')
  expect(actionFor(attribute('PatientID').tag, 'LO', true)).toBe('dummy')
  expect(actionFor(attribute('ContentSequence').tag, 'SQ', true)).toBe('inside')
})

test('pictures that may carry a name in their pixels are told', () => {
  const of = (change: Record<string, string>) => burnedIn({ ...original, ...elementsOf(change) })
  expect(of({})).toBeUndefined() // the synthetic film says NO
  expect(of({ BurnedInAnnotation: 'YES' })).toBe('stated')
  expect(burnedIn({ ...original, '60020102': { vr: 'US', Value: [12] } })).toBe('likely') // an overlay in the pixels' own bits
  const capture = syntheticElements({ kind: 'SC' })
  expect(burnedIn(capture)).toBe('likely')
  expect(burnedIn({ ...capture, ...elementsOf({ BurnedInAnnotation: 'NO' }) })).toBeUndefined()
})

/** The whole file as it would leave. */
async function assemble({ head, pixels }: Rewritten, file: Uint8Array): Promise<Uint8Array> {
  if (pixels.kind === 'none') return head
  if (pixels.kind === 'bytes') return Buffer.concat([head, pixels.bytes])
  if (pixels.kind === 'range') return Buffer.concat([head, file.subarray(pixels.offset, pixels.offset + pixels.length)])
  async function* pieces() {
    for (let at = pixels.kind === 'items' ? pixels.offset : 0; at < file.length; at += 1000)
      yield file.subarray(at, at + 1000)
  }
  return Buffer.concat([head, ...(await Array.fromAsync(encapsulatedItems(pieces())))])
}
const leave = (file: Uint8Array) => assemble(rewrite(file, file.length, removing.elements), file)

test('what stands behind the pixels does not leave', async () => {
  const hidden = Buffer.from('SECRET-22 ')
  const tail = Buffer.concat([
    Buffer.from([0xfc, 0xff, 0xfc, 0xff]),
    Buffer.from('OB\0\0'),
    Buffer.from([10, 0, 0, 0]),
    hidden,
  ])
  for (const transferSyntaxUid of [explicitLittleEndian, '1.2.840.10008.1.2.5']) {
    const file = Buffer.concat([synthesize({ kind: 'CT', transferSyntaxUid }), tail])
    expect(Buffer.from(await leave(file)).includes('SECRET')).toBe(false)
  }
})

test('a preamble and whatever the meta information said do not leave', async () => {
  const file = Buffer.from(synthesize({ kind: 'CT' }))
  file.write('II*\0 SECRET', 0, 'latin1')
  const left = await leave(file)
  expect(left.subarray(0, 128).every((byte) => byte === 0)).toBe(true)
})

describe.skipIf(!haveTool('dciodvfy'))('dciodvfy finds no error in what leaves', () => {
  test.each(['DX', 'CT', 'SC'] as const)('%s', async (kind) => {
    for (const way of [removing, shifting]) {
      const file = synthesize({ kind })
      const said = ask('dciodvfy', [], await assemble(rewrite(file, file.length, way.elements), file)).said
      expect(said).not.toMatch(/^Error/m)
    }
  })
})

/** Frames that begin within a byte have no bytes of their own. */
function rawFrame(file: DicomFile, frame: number): Buffer | undefined {
  try {
    return Buffer.from(frameBytes(file, frame))
  } catch {
    return undefined
  }
}

const files = rowsOf('dicom', 'manifest.csv').filter((row) => row.status === 'valid')
describe.skipIf(!haveTestData)('real files', () => {
  test('lose every name and identifier they have, and keep every pixel', async () => {
    let compared = 0
    const refused: string[] = []
    for (const row of files) {
      const file = realFile('dicom', row.file ?? '')
      let left: Uint8Array
      try {
        left = await leave(file)
      } catch (error) {
        expect(error).toMatchObject({ code: 'malformed' })
        refused.push(row.file ?? '')
        continue
      }
      const [before, after] = [parse(file), parse(left)]
      for (const keyword of ['PatientName', 'PatientID', 'AccessionNumber', 'OtherPatientIDs']) {
        const word = text(before.elements, keyword)?.replace(/^(ANONYMIZED|123456)$/, '') // what others wrote, and a series number
        if (word && word.length > 5)
          expect({ file: row.file, found: JSON.stringify(after.elements).includes(word) }).toEqual({
            file: row.file,
            found: false,
          })
      }
      expect(after.image).toEqual(before.image)
      if (before.image === undefined) continue
      for (const frame of new Set([0, before.image.frames - 1])) {
        const bytes = rawFrame(before, frame)
        if (bytes) expect(bytes.equals(rawFrame(after, frame) ?? Buffer.alloc(0))).toBe(true)
      }
      compared += 1
    }
    expect(compared).toBeGreaterThan(200)
    // They name neither class nor instance, in the data set or before it.
    expect(refused).toEqual([
      'dwv/dwv-test-anonymise.dcm',
      'dwv/dwv-test-sequence.dcm',
      'dwv/dwv-test-simple.dcm',
      'dwv/leadtools-flowers-16-mono2-rle.dcm',
      'dwv/sr-circle.dcm',
      'dwv/sr-protractor-47e4e9.dcm',
      'dwv/sr-roi-5d3f95.dcm',
      'dwv/sr-ruler.dcm',
      'pydicom-data/JLSL_RGB_ILV1.dcm',
      'pydicom/empty_charset_LEI.dcm',
    ])
  }, 120_000)
})
