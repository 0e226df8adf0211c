import { describe, expect, test } from 'vitest'
import { parse } from '../file.ts'
import type { DicomJson } from '../json.ts'
import { algorithmReading, film, readImage, resultHeader, study } from '../testing/results.ts'
import { ask, haveTool } from '../testing/tools.ts'
import { items, number, text } from '../text.ts'
import { measurementReport } from './measurement-report.ts'
import { placesOf } from './places.ts'

const made = (change = {}) => measurementReport(resultHeader(), algorithmReading(change))
const notRead = {
  outcome: 'abstained' as const,
  reason: { code: 'uncertain', meaning: 'The model is not sure enough to commit itself' },
}

/** Content items below, at any depth, with this name. */
function named(elements: DicomJson, meaning: string): DicomJson[] {
  return items(elements, 'ContentSequence').flatMap((item) => {
    const [name] = items(item, 'ConceptNameCodeSequence')
    return [...(name && text(name, 'CodeMeaning') === meaning ? [item] : []), ...named(item, meaning)]
  })
}
const codeOf = (item: DicomJson | undefined) => {
  const [value] = item ? items(item, 'ConceptCodeSequence') : []
  return value && [text(value, 'CodeValue'), text(value, 'CodingSchemeDesignator')]
}
const numberOf = (item: DicomJson | undefined) => {
  const [value] = item ? items(item, 'MeasuredValueSequence') : []
  return value && number(value, 'NumericValue')
}

describe('what a model read', () => {
  const { elements } = parse(made(), { bulkBytes: 1 << 20 })

  test('is a preliminary document of a device in the study of the film', () => {
    expect(text(elements, 'StudyInstanceUID')).toBe(text(study, 'StudyInstanceUID'))
    expect(text(elements, 'PatientID')).toBe(text(study, 'PatientID'))
    expect(text(elements, 'PreliminaryFlag')).toBe('PRELIMINARY')
    expect(text(elements, 'VerificationFlag')).toBe('UNVERIFIED')
    expect(codeOf(named(elements, 'Observer Type')[0])).toEqual(['121007', 'DCM'])
  })

  test('has its three probabilities, and its risk as CID 3118 says it', () => {
    const share = (risk: string) => numberOf(named(elements, `Calibrated probability of ${risk} risk`)[0])
    expect([share('low'), share('medium'), share('high')]).toEqual([0.02, 0.08, 0.9])
    expect(codeOf(named(elements, 'Risk category')[0])).toEqual(['15508007', 'SCT'])
  })

  test('has each finding with its sites and sides, and a tracking identifier of its own', () => {
    const groups = named(elements, 'Measurement Group')
    expect(groups).toHaveLength(3)
    const tracked = groups.map((group) => text(named(group, 'Tracking Unique Identifier')[0] ?? {}, 'UID'))
    expect(new Set(tracked).size).toBe(3)
    const sites = named(groups[1] ?? {}, 'Finding Site')
    expect(sites.map(codeOf)).toEqual([
      ['281393007', 'SCT'],
      ['281394001', 'SCT'],
    ])
    expect(sites.map((site) => codeOf(named(site, 'Laterality')[0]))).toEqual(Array(2).fill(['24028007', 'SCT']))
    expect(codeOf(named(groups[1] ?? {}, 'Finding')[0])).toEqual(['233604007', 'SCT'])
    expect(codeOf(named(groups[2] ?? {}, 'Finding Site')[0])).toEqual(['39607008', 'SCT'])
  })

  test('names the algorithm with the hash of its network, and the film it read', () => {
    const parameters = named(elements, 'Algorithm Parameters').map((item) => text(item, 'TextValue'))
    expect(parameters).toContain(`sha256=${'0123456789abcdef'.repeat(4)}`)
    const [evidence] = items(elements, 'CurrentRequestedProcedureEvidenceSequence')
    const [series] = items(evidence ?? {}, 'ReferencedSeriesSequence')
    const [instance] = items(series ?? {}, 'ReferencedSOPSequence')
    expect(text(instance ?? {}, 'ReferencedSOPInstanceUID')).toBe(film.sopInstanceUid)
  })

  test('says what it is not for', () => {
    const said = named(elements, 'Intended use of the algorithm').map((item) => text(item, 'TextValue'))
    expect(said).toContain('Not for diagnosis until a doctor has signed.')
  })
})

test('the same reading makes the same bytes', () => {
  expect(Buffer.from(made()).equals(Buffer.from(made()))).toBe(true)
})

test('what was not read has a coded reason and no number', () => {
  const { elements } = parse(made(notRead))
  expect(codeOf(named(elements, 'Outcome of the reading by the algorithm')[0])).toEqual(['ABSTAINED', '99FIRSTREAD'])
  expect(codeOf(named(elements, 'Why the algorithm did not read the study')[0])).toEqual(['uncertain', '99FIRSTREAD'])
  expect(named(elements, 'Measurement Group')).toEqual([])
  expect(named(elements, 'Risk category')).toEqual([])
})

test('words of anatomy become codes; what names no zone is the lung', () => {
  const words = (location: string) =>
    placesOf(location).map(({ structure, side }) => `${structure.meaning} ${side?.meaning ?? ''}`.trim())
  expect(words('left upper zone')).toEqual(['Upper zone of lung Left'])
  expect(words('right upper and mid zones')).toEqual(['Upper zone of lung Right', 'Middle zone of lung Right'])
  expect(words('left lung, all zones')).toEqual(['Lung Left'])
  expect(words('not localised')).toEqual(['Lung'])
})

const longReason = { code: 'a_reason_with_a_long_name', meaning: 'It was long' }
const documents: [string, Uint8Array][] = [
  ['a reading', made()],
  ['a reading without findings', made({ images: [readImage({ findings: [], risk: 'low' })] })],
  ['a reading of no DICOM', made({ images: [readImage({ reference: undefined })] })],
  ['an abstention', made(notRead)],
  ['out of scope', made({ outcome: 'out_of_scope', reason: longReason, images: [] })],
  [
    'of a film whose header breaks the rules',
    measurementReport(
      resultHeader({
        study: {
          ...resultHeader().study,
          '00080050': { vr: 'SH', Value: ['longer than a short string may be'] },
          '00100030': { vr: 'DA', Value: ['unknown'] },
          '00100040': { vr: 'CS', Value: ['female'] },
        },
      }),
      algorithmReading(),
    ),
  ],
]

describe.skipIf(!haveTool('dciodvfy'))('dciodvfy finds no error', () => {
  test.each(documents)('%s', (_, bytes) => {
    const { status, said } = ask('dciodvfy', [], bytes)
    // It does not know private coding schemes and says so; and dcmtk's old tables lack UTF-8.
    const rest = said.split('\n').filter((line) => line !== '' && !/Coding Scheme (Designator|UID)>/.test(line))
    expect({ status, rest }).toEqual({ status: 0, rest: ['EnhancedSR'] })
  })
})

describe.skipIf(!haveTool('dsrdump'))('dsrdump reads the whole tree', () => {
  test.each(documents)('%s', (_, bytes) => {
    const { status, said } = ask('dsrdump', ['+Pl'], bytes)
    expect(said).not.toMatch(/^[EF]:|error/im)
    expect(status).toBe(0)
    expect(said).toMatch(/Qualitative Evaluations/)
  })
})
