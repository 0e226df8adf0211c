import { expect, test } from 'vitest'
import type { DicomJson } from './json.ts'
import { toXml } from './xml.ts'
import { fromXml } from './xml-model.ts'

const set: DicomJson = {
  '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
  '00080020': { vr: 'DA', Value: ['20250107'] },
  '00080090': { vr: 'PN' },
  '00081140': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2.3'] } }, {}] },
  '00090010': { vr: 'LO', Value: ['ACME <1>'] },
  '00091001': { vr: 'DS', Value: [1.5, null, -2] },
  '00091002': { vr: 'OB', InlineBinary: 'AAEC' },
  '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Yamada^Tarou^^Dr', Ideographic: '山田^太郎' }] },
  '00104000': { vr: 'LT', Value: ['a "b" <c> & d'] },
  '00280010': { vr: 'US', Value: [512] },
  '7FE00010': { vr: 'OW', BulkDataURI: 'https://x.test/a?b=1&c=2' },
}

test('a data set is written as PS3.19 A.1 says', () => {
  // By hand from the schema of PS3.19 A.1.6.
  expect(
    toXml({
      '00100010': set['00100010'] as never,
      '00091001': set['00091001'] as never,
      '00090010': set['00090010'] as never,
    }),
  ).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM" xml:space="preserve">' +
      '<DicomAttribute tag="00090001" vr="DS" privateCreator="ACME &lt;1&gt;"><Value number="1">1.5</Value><Value number="3">-2</Value></DicomAttribute>' +
      '<DicomAttribute tag="00100010" vr="PN" keyword="PatientName"><PersonName number="1">' +
      '<Alphabetic><FamilyName>Yamada</FamilyName><GivenName>Tarou</GivenName><NamePrefix>Dr</NamePrefix></Alphabetic>' +
      '<Ideographic><FamilyName>山田</FamilyName><GivenName>太郎</GivenName></Ideographic></PersonName></DicomAttribute>' +
      '</NativeDicomModel>',
  )
})

test('what is written is read back the same', () => {
  expect(fromXml(toXml(set))).toEqual(set)
})

test('white space, comments, prefixes and CDATA of other writers are understood', () => {
  const foreign = `<?xml version="1.0"?>\n<!-- made by hand -->\n<d:NativeDicomModel xmlns:d="x">
    <d:DicomAttribute keyword='PatientID' vr='LO' tag='00100020'>\n<d:Value number='1'><![CDATA[A&B]]>&#x41;</d:Value></d:DicomAttribute>
    <d:DicomAttribute vr='SQ' tag='00081140'/></d:NativeDicomModel>`
  expect(fromXml(foreign)).toEqual({ '00081140': { vr: 'SQ' }, '00100020': { vr: 'LO', Value: ['A&BA'] } })
})

test.each([
  ['no XML', 'hello'],
  ['cut off', '<NativeDicomModel><DicomAttribute tag="00100020" vr="LO">'],
  ['overlapping', '<NativeDicomModel><a></NativeDicomModel></a>'],
  ['a document type, whose entities could grow', '<!DOCTYPE a [<!ENTITY b "c">]><NativeDicomModel/>'],
  [
    'an unknown entity',
    '<NativeDicomModel><DicomAttribute tag="00100020" vr="LO"><Value number="1">&b;</Value></DicomAttribute></NativeDicomModel>',
  ],
  ['another root', '<html></html>'],
  ['a tag that is none', '<NativeDicomModel><DicomAttribute tag="PatientID" vr="LO"/></NativeDicomModel>'],
  ['a VR that is none', '<NativeDicomModel><DicomAttribute tag="00100020" vr="ZZ"/></NativeDicomModel>'],
  [
    'a value far away',
    '<NativeDicomModel><DicomAttribute tag="00100020" vr="LO"><Value number="99999999">a</Value></DicomAttribute></NativeDicomModel>',
  ],
  ['nested without end', '<a>'.repeat(5000)],
])('refused: %s', (_what, text) => {
  expect(() => fromXml(text)).toThrowError(expect.objectContaining({ name: 'DicomError' }))
})

test('characters that XML cannot hold are replaced, so that the document can be read', () => {
  expect(fromXml(toXml({ '00104000': { vr: 'LT', Value: ['a\u001bb\ud800'] } }))).toEqual({
    '00104000': { vr: 'LT', Value: ['a\uFFFDb\uFFFD'] },
  })
})
