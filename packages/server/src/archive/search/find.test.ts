import { type DicomJson, jsonKey, type SynthesizeOptions, synthesize } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stow } from '../../ingest/testing/stow.ts'
import { type FindRequest, find } from './find.ts'
import { unsupportedKeys } from './identifier.ts'

let site: Site
let ray: Person
let dana: Person

const film = (study: string, seed: number, elements: SynthesizeOptions['elements'], series = seed) =>
  synthesize({
    kind: 'CT',
    rows: 16,
    columns: 16,
    patient: 1,
    study,
    seed,
    series,
    elements: { AccessionNumber: study, ...elements },
  })

beforeAll(async () => {
  site = await newSite()
  ray = await site.person('radiologist')
  dana = await site.person('doctor')
  const ada = { PatientName: 'Müller^Zoë', PatientID: 'P-1', StudyDate: '20250107', StudyTime: '0900' }
  const reply = await stow(ray, [
    film('A', 1, { ...ada, SeriesNumber: 1 }),
    film('A', 2, { ...ada, SeriesNumber: 2, Modality: 'PT' }),
    film('B', 1, { ...ada, StudyDate: '20250109', StudyTime: '0700' }),
    film('C', 1, { PatientName: 'SMITH^JOHN', PatientID: 'P-2', StudyDate: '20250109', StudyTime: '1000' }),
  ])
  expect(reply.status, JSON.stringify(reply.body)).toBe(200)
})
afterAll(() => site[Symbol.asyncDispose]())

type Keys = Record<string, string | string[] | undefined>
const vrs: Record<string, string> = { PatientName: 'PN', StudyDate: 'DA', StudyTime: 'TM', QueryRetrieveLevel: 'CS' }
/** An identifier: keys with a value to match, undefined ones to be returned. */
const identifier = (keys: Keys): DicomJson =>
  Object.fromEntries(
    Object.entries(keys).map(([keyword, value]) => {
      const vr = vrs[keyword] ?? (keyword.endsWith('UID') ? 'UI' : 'LO')
      const values = value === undefined ? [] : [value].flat().map((one) => (vr === 'PN' ? { Alphabetic: one } : one))
      return [jsonKey(keyword), values.length === 0 ? { vr } : { vr, Value: values }]
    }),
  )

async function answers(keys: Keys, more: Partial<FindRequest> = {}, person = dana): Promise<DicomJson[]> {
  const request = { model: 'study' as const, identifier: identifier(keys), retrieveAeTitle: 'FIRSTREAD', ...more }
  return Array.fromAsync(find(site.app, person.caller, request))
}
const value = (answer: DicomJson | undefined, keyword: string) => answer?.[jsonKey(keyword)]?.Value?.[0]
const studiesOf = (list: DicomJson[]) => list.map((answer) => value(answer, 'AccessionNumber')).sort()

test('a study is answered with what was asked for, and with who and where it is', async () => {
  const [answer, ...more] = await answers({
    QueryRetrieveLevel: 'STUDY',
    PatientName: 'mull*',
    StudyDate: '20250107',
    AccessionNumber: undefined,
    ModalitiesInStudy: undefined,
    NumberOfStudyRelatedInstances: undefined,
    PatientAddress: undefined,
  })
  expect(more).toEqual([])
  expect(answer).toEqual({
    '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
    '00080020': { vr: 'DA', Value: ['20250107'] },
    '00080050': { vr: 'SH', Value: ['A'] },
    '00080052': { vr: 'CS', Value: ['STUDY'] },
    '00080054': { vr: 'AE', Value: ['FIRSTREAD'] },
    '00080056': { vr: 'CS', Value: ['ONLINE'] },
    '00080061': { vr: 'CS', Value: ['CT', 'PT'] },
    '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Müller^Zoë' }] },
    '00101040': { vr: 'LO' },
    '0020000D': { vr: 'UI', Value: [expect.any(String)] },
    '00201208': { vr: 'IS', Value: [2] },
  })
})

test('patients are given once, however many studies they have, and nothing of a study', async () => {
  const keys = { QueryRetrieveLevel: 'PATIENT', PatientName: undefined, PatientID: 'P*', AccessionNumber: undefined }
  const found = await answers(keys, { model: 'patient' })
  expect(found.map((answer) => value(answer, 'PatientID')).sort()).toEqual(['P-1', 'P-2'])
  expect(found[0]?.[jsonKey('AccessionNumber')]).toEqual({ vr: 'LO' })
  expect(found[0]).not.toHaveProperty(jsonKey('StudyInstanceUID'))
})

test('from study to series to image, by the unique keys of the levels above', async () => {
  const [study] = await answers({ QueryRetrieveLevel: 'STUDY', AccessionNumber: 'A' })
  const StudyInstanceUID = String(value(study, 'StudyInstanceUID'))
  const series = await answers({
    QueryRetrieveLevel: 'SERIES',
    StudyInstanceUID,
    SeriesInstanceUID: undefined,
    Modality: undefined,
  })
  expect(series.map((one) => value(one, 'Modality')).sort()).toEqual(['CT', 'PT'])
  const SeriesInstanceUID = String(value(series[0], 'SeriesInstanceUID'))
  const images = await answers({
    QueryRetrieveLevel: 'IMAGE',
    StudyInstanceUID,
    SeriesInstanceUID,
    SOPClassUID: undefined,
    Rows: undefined,
    PhotometricInterpretation: undefined,
  })
  expect(images).toHaveLength(1)
  expect(images[0]).toMatchObject({
    [jsonKey('SOPClassUID')]: { Value: ['1.2.840.10008.5.1.4.1.1.2'] },
    [jsonKey('Rows')]: { Value: [16] },
    [jsonKey('PhotometricInterpretation')]: { Value: ['MONOCHROME2'] },
  })
})

describe('keys', () => {
  test.each<[Keys, string[], Partial<FindRequest>?]>([
    [{}, ['A', 'B', 'C']],
    [{ PatientName: 'smith^john' }, ['C']],
    [{ PatientName: 'john' }, []],
    [{ PatientName: 'john' }, ['C'], { isFuzzy: true }],
    [{ ModalitiesInStudy: 'PT' }, ['A']],
    [{ ModalitiesInStudy: ['PT', 'MR'] }, ['A']],
    [{ StudyDate: '20250108-' }, ['B', 'C']],
    // apart, or as one date-time where that was negotiated
    [{ StudyDate: '20250107-20250109', StudyTime: '0830-0930' }, ['A']],
    [{ StudyDate: '20250107-20250109', StudyTime: '0830-0930' }, ['A', 'B'], { isCombined: true }],
  ])('%j', async (keys, expected, more) => {
    expect(
      studiesOf(await answers({ QueryRetrieveLevel: 'STUDY', AccessionNumber: undefined, ...keys }, more)),
    ).toEqual(expected)
  })

  test('a list of UIDs is one key with several values', async () => {
    const all = await answers({ QueryRetrieveLevel: 'STUDY', AccessionNumber: undefined })
    const two = all
      .filter((one) => value(one, 'AccessionNumber') !== 'B')
      .map((one) => String(value(one, 'StudyInstanceUID')))
    expect(
      studiesOf(await answers({ QueryRetrieveLevel: 'STUDY', AccessionNumber: undefined, StudyInstanceUID: two })),
    ).toEqual(['A', 'C'])
  })
})

test.each<[string, Keys, Partial<FindRequest>]>([
  ['no level', {}, {}],
  ['a level that is none', { QueryRetrieveLevel: 'FRAME' }, {}],
  ['patients in the study root', { QueryRetrieveLevel: 'PATIENT' }, {}],
  ['series without a study', { QueryRetrieveLevel: 'SERIES' }, {}],
  ['images without a series', { QueryRetrieveLevel: 'IMAGE', StudyInstanceUID: '1.2' }, {}],
  ['a date that is none', { QueryRetrieveLevel: 'STUDY', StudyDate: 'yesterday' }, {}],
])('refused: %s', async (_what, keys, more) => {
  await expect(answers(keys, more)).rejects.toMatchObject({ code: 'bad-query' })
})

test('a relational query, where negotiated, needs no keys above', async () => {
  const found = await answers({ QueryRetrieveLevel: 'SERIES', Modality: 'PT' }, { isRelational: true })
  expect(found).toHaveLength(1)
})

test('keys that are neither matched nor known are named, so that the answer can say so', () => {
  expect(unsupportedKeys(identifier({ PatientName: 'a', PatientAddress: 'b', ModalitiesInStudy: undefined }))).toEqual([
    jsonKey('PatientAddress'),
  ])
})

test('only what the caller may see, and every page is audited', async () => {
  const rex = await site.person('radiologist')
  expect(await answers({ QueryRetrieveLevel: 'STUDY' }, {}, rex)).toEqual([])
  expect(await answers({ QueryRetrieveLevel: 'STUDY' }, {}, ray)).toHaveLength(3)
  const { rows } = await site.admin.query(
    "select new_values from audit_logs where action = 'search_studies' and user_id = $1",
    [ray.id],
  )
  expect(rows).toEqual([{ new_values: { by: [], results: 3 } }])
})

test('a cancelled search ends', async () => {
  const stop = new AbortController()
  const seen: DicomJson[] = []
  const request = {
    model: 'study' as const,
    identifier: identifier({ QueryRetrieveLevel: 'STUDY' }),
    retrieveAeTitle: 'FIRSTREAD',
  }
  for await (const answer of find(site.app, dana.caller, { ...request, signal: stop.signal })) {
    seen.push(answer)
    stop.abort()
  }
  expect(seen).toHaveLength(1)
})
