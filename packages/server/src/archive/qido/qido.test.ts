import { type DicomJson, fromXml, jsonKey, type SynthesizeOptions, synthesize, tagOf } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { storedIn, stow } from '../../ingest/testing/stow.ts'
import { returned } from '../search/returned.ts'

let site: Site
let ray: Person
let dana: Person

/** Studies by their accession numbers, which the tests name them by. */
const studies: Record<string, SynthesizeOptions['elements'] & { instances?: number }> = {
  ZOE: {
    PatientName: 'Müller^Zoë',
    PatientID: 'P-1',
    IssuerOfPatientID: 'CLINIC',
    PatientBirthDate: '19580403',
    PatientSex: 'F',
    StudyDate: '20250107',
    StudyTime: '081530',
    StudyID: 'S1',
    StudyDescription: 'Tête',
    ReferringPhysicianName: 'Ångström^A',
    Modality: 'CT',
    SeriesNumber: 3,
    PerformedProcedureStepStartDate: '20250107',
    PerformedProcedureStepStartTime: '0810',
    RequestAttributesSequence: [{ RequestedProcedureID: 'R1', ScheduledProcedureStepID: 'SPS1' }],
    TimezoneOffsetFromUTC: '+0100',
  },
  JOHN: { PatientName: 'SMITH^JOHN', PatientID: 'P-2', StudyDate: '20250110', StudyTime: '2359', Modality: 'MR' },
  JOAN: {
    PatientName: 'Smithers^Joan Anna',
    PatientID: 'P-23',
    StudyDate: '20250111',
    StudyTime: '0930',
    Modality: 'US',
  },
  TARO: {
    PatientName: 'Yamada^Tarou=山田^太郎=やまだ^たろう',
    PatientID: 'P-4',
    StudyDate: '20250201',
    Modality: 'CT',
  },
  NONE: { PatientName: '', PatientID: 'X_1%', StudyDate: '', StudyTime: '', Modality: 'XA' },
}

const film = (accession: string, elements: SynthesizeOptions['elements'], rest: Partial<SynthesizeOptions> = {}) =>
  synthesize({
    kind: 'CT',
    rows: 16,
    columns: 16,
    patient: accession,
    study: accession,
    seed: 1,
    ...rest,
    elements: { ...elements, AccessionNumber: accession },
  })

beforeAll(async () => {
  site = await newSite()
  ray = await site.person('radiologist')
  dana = await site.person('doctor')
  const files = Object.entries(studies).map(([accession, elements]) => film(accession, elements))
  // A second instance in the same series and a second series.
  files.push(film('ZOE', { ...studies.ZOE, InstanceNumber: 2 }, { seed: 2, series: 1 }))
  files.push(
    film(
      'ZOE',
      { ...studies.ZOE, Modality: 'PT', SeriesNumber: 4, SeriesDescription: 'Coronal' },
      { seed: 3, series: 2 },
    ),
  )
  const reply = await stow(ray, files)
  expect(reply.status, JSON.stringify(reply.body)).toBe(200)
  expect(storedIn(reply)).toHaveLength(7)
})
afterAll(() => site[Symbol.asyncDispose]())

const ask = (path: string, person = dana) => person.get(`/dicom-web${path}`)
const value = (result: DicomJson, keyword: string) => result[jsonKey(keyword)]?.Value?.[0]
const accessions = (body: DicomJson[]) => body.map((result) => value(result, 'AccessionNumber'))
async function found(query: string, person = dana): Promise<unknown[]> {
  const { status, body } = await ask(`/studies?${query}`, person)
  expect(status, JSON.stringify(body)).toBe(200)
  return accessions(body).sort()
}
const uidOf = async (accession: string) => {
  const { body } = await ask(`/studies?AccessionNumber=${accession}`)
  return String(value(body[0], 'StudyInstanceUID'))
}

test('a study says what PS3.18 Table 10.6.3-3 asks for', async () => {
  const { body, headers } = await ask('/studies?PatientID=P-1')
  const uid = value(body[0], 'StudyInstanceUID')
  expect(headers.get('content-type')).toBe('application/dicom+json')
  expect(body).toEqual([
    {
      '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
      '00080020': { vr: 'DA', Value: ['20250107'] },
      '00080030': { vr: 'TM', Value: ['081530'] },
      '00080050': { vr: 'SH', Value: ['ZOE'] },
      '00080056': { vr: 'CS', Value: ['ONLINE'] },
      '00080061': { vr: 'CS', Value: ['CT', 'PT'] },
      '00080062': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.2'] },
      '00080090': { vr: 'PN', Value: [{ Alphabetic: 'Ångström^A' }] },
      '00080201': { vr: 'SH', Value: ['+0100'] },
      '00081190': { vr: 'UR', Value: [`${site.url}/dicom-web/studies/${uid}`] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Müller^Zoë' }] },
      '00100020': { vr: 'LO', Value: ['P-1'] },
      '00100030': { vr: 'DA', Value: ['19580403'] },
      '00100040': { vr: 'CS', Value: ['F'] },
      '0020000D': { vr: 'UI', Value: [uid] },
      '00200010': { vr: 'SH', Value: ['S1'] },
      '00201206': { vr: 'IS', Value: [2] },
      '00201208': { vr: 'IS', Value: [3] },
    },
  ])
})

test('what is not known is shown empty where the standard wants it', async () => {
  const { body } = await ask('/studies?AccessionNumber=NONE')
  for (const [keyword, vr] of [
    ['StudyDate', 'DA'],
    ['StudyTime', 'TM'],
    ['PatientName', 'PN'],
  ] as const)
    expect(body[0][jsonKey(keyword)], keyword).toEqual({ vr })
  expect(body[0]).not.toHaveProperty(jsonKey('TimezoneOffsetFromUTC'))
})

test('series and instances say what Tables 10.6.3-4 and 10.6.3-5 ask for', async () => {
  const study = await uidOf('ZOE')
  const { body: series } = await ask(`/studies/${study}/series`)
  expect(series.map((one: DicomJson) => value(one, 'SeriesNumber'))).toEqual([3, 4])
  const uid = value(series[0], 'SeriesInstanceUID')
  const root = `${site.url}/dicom-web/studies/${study}/series/${uid}`
  expect(series[0]).toEqual({
    '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
    '00080060': { vr: 'CS', Value: ['CT'] },
    '00080201': { vr: 'SH', Value: ['+0100'] },
    '00081190': { vr: 'UR', Value: [root] },
    '0020000D': { vr: 'UI', Value: [study] },
    '0020000E': { vr: 'UI', Value: [uid] },
    '00200011': { vr: 'IS', Value: [3] },
    '00201209': { vr: 'IS', Value: [2] },
    '00400244': { vr: 'DA', Value: ['20250107'] },
    '00400245': { vr: 'TM', Value: ['0810'] },
    '00400275': {
      vr: 'SQ',
      Value: [{ '00400009': { vr: 'SH', Value: ['SPS1'] }, '00401001': { vr: 'SH', Value: ['R1'] } }],
    },
  })
  expect(value(series[1], 'SeriesDescription')).toBe('Coronal')
  const { body: instances } = await ask(`/studies/${study}/series/${uid}/instances`)
  expect(instances).toHaveLength(2)
  const sop = value(instances[0], 'SOPInstanceUID')
  expect(instances[0]).toEqual({
    '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
    '00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.2'] },
    '00080018': { vr: 'UI', Value: [sop] },
    '00080056': { vr: 'CS', Value: ['ONLINE'] },
    '00081190': { vr: 'UR', Value: [`${root}/instances/${sop}`] },
    '00083002': { vr: 'UI', Value: ['1.2.840.10008.1.2.1'] },
    '0020000D': { vr: 'UI', Value: [study] },
    '0020000E': { vr: 'UI', Value: [uid] },
    '00200013': { vr: 'IS', Value: [1] },
    '00280010': { vr: 'US', Value: [16] },
    '00280011': { vr: 'US', Value: [16] },
    '00280100': { vr: 'US', Value: [16] },
  })
})

test('a resource that names no study answers with the levels above', async () => {
  const { body: series } = await ask('/series?Modality=PT')
  expect(series).toHaveLength(1)
  expect(series[0]).toMatchObject({
    [jsonKey('PatientID')]: { Value: ['P-1'] },
    [jsonKey('NumberOfStudyRelatedInstances')]: { Value: [3] },
  })
  const { body: instances } = await ask('/instances?AccessionNumber=ZOE&InstanceNumber=2')
  expect(instances).toHaveLength(1)
  expect(instances[0]).toMatchObject({
    [jsonKey('PatientID')]: { Value: ['P-1'] },
    [jsonKey('SeriesNumber')]: { Value: [3] },
  })
  const { body: within } = await ask(`/studies/${await uidOf('ZOE')}/instances?Modality=PT`)
  expect(within).toHaveLength(1)
  expect(within[0]).toMatchObject({ [jsonKey('SeriesNumber')]: { Value: [4] } })
  expect(within[0]).not.toHaveProperty(jsonKey('PatientID'))
})

const everyone = ['JOAN', 'JOHN', 'NONE', 'TARO', 'ZOE']
/** Each *no* beside its *yes*: PS3.4 C.2.2.2, PS3.18 Table 10.6.1-5. */
test.each<[query: string, expected: string[]]>([
  ['', everyone],
  ['PatientName=', everyone],
  ['PatientName=*', everyone],
  // names: without regard to case and accents, groups each for themselves
  ['PatientName=MULLER^zoe', ['ZOE']],
  ['PatientName=Müller^Zoë^^', ['ZOE']],
  ['PatientName=muller', []],
  ['PatientName=muller*', ['ZOE']],
  ['00100010=smith*', ['JOAN', 'JOHN']],
  ['PatientName=smith^*', ['JOHN']],
  ['PatientName=s?ith^j*n', ['JOHN']],
  ['PatientName=*JOA?*', ['JOAN']],
  ['PatientName=*JO?N', ['JOHN']],
  ['PatientName=*john', ['JOHN']],
  ['PatientName=山田*', ['TARO']],
  ['PatientName=*太郎', ['TARO']],
  ['PatientName=やまだ^たろう', ['TARO']],
  ['PatientName=yamada*太郎', []],
  ['PatientName=Yamada^Tarou=山田^太郎', ['TARO']],
  ['PatientName=Yamada^Tarou=山川^太郎', []],
  // fuzzy: words in any order, each the beginning of one
  ['PatientName=joan smi&fuzzymatching=true', ['JOAN']],
  ['PatientName=ann&fuzzymatching=true', ['JOAN']],
  ['PatientName=ann&fuzzymatching=false', []],
  ['PatientName=smith&fuzzymatching=true', ['JOAN', 'JOHN']],
  ['PatientName=mith&fuzzymatching=true', []],
  ['PatientName=太&fuzzymatching=true', ['TARO']],
  ['PatientName=tarou yam 山&fuzzymatching=true', ['TARO']],
  // identifiers as written
  ['PatientID=P-2', ['JOHN']],
  ['PatientID=p-2', []],
  ['PatientID=P-2*', ['JOAN', 'JOHN']],
  ['PatientID=*2*', ['JOAN', 'JOHN']],
  ['PatientID=P-2?', ['JOAN']],
  ['PatientID=X_1%25', ['NONE']],
  ['PatientID=X_*%25', ['NONE']],
  ['PatientID=P_2*', []],
  ['IssuerOfPatientID=CLINIC', ['ZOE']],
  ['AccessionNumber=JO*', ['JOAN', 'JOHN']],
  ['StudyID=S1', ['ZOE']],
  ['StudyDescription=tete', ['ZOE']],
  ['StudyDescription=t?t*', ['ZOE']],
  ['ReferringPhysicianName=angstrom*', ['ZOE']],
  ['ReferringPhysicianName=ang*^A', ['ZOE']],
  ['ReferringPhysicianName=angstrom', []],
  ['ReferringPhysicianName=*strom*', ['ZOE']],
  ['StudyDescription=*et*', ['ZOE']],
  ['ReferringPhysicianName=ang&fuzzymatching=true', ['ZOE']],
  ['PatientSex=F&PatientBirthDate=19580403', ['ZOE']],
  ['PatientBirthDate=-19580402', []],
  // dates and times
  ['StudyDate=20250110', ['JOHN']],
  ['StudyDate=20250107-20250110', ['JOHN', 'ZOE']],
  ['StudyDate=20250111-', ['JOAN', 'TARO']],
  ['StudyDate=-20250109', ['ZOE']],
  ['StudyTime=0800-0930', ['JOAN', 'ZOE']],
  ['StudyTime=081530', ['ZOE']],
  ['StudyTime=-0815', ['ZOE']],
  ['StudyTime=2359', ['JOHN']],
  // one date-time: from the evening of the 7th to the morning of the 11th
  ['StudyDate=20250107-20250111&StudyTime=1200-0930', ['JOAN', 'JOHN']],
  ['StudyDate=20250107-20250111&StudyTime=0800-0900', ['JOHN', 'ZOE']],
  ['StudyDate=20250110-20250110&StudyTime=1200-', ['JOHN']],
  // modalities
  ['ModalitiesInStudy=CT', ['TARO', 'ZOE']],
  ['ModalitiesInStudy=PT', ['ZOE']],
  ['ModalitiesInStudy=PT,MR', ['JOHN', 'ZOE']],
  ['ModalitiesInStudy=CT%5CPT', ['TARO', 'ZOE']],
  ['ModalitiesInStudy=CT&ModalitiesInStudy=MR', ['JOHN', 'TARO', 'ZOE']],
  ['ModalitiesInStudy=C', []],
  ['ModalitiesInStudy=P?', ['ZOE']],
  ['ModalitiesInStudy=*T', ['TARO', 'ZOE']],
  ['ModalitiesInStudy=CT&StudyDate=20250101-20250131', ['ZOE']],
  ['ModalitiesInStudy=XA', ['NONE']],
  ['ModalitiesInStudy=XA&StudyDate=-20251231', []],
  ['SOPClassesInStudy=1.2.840.10008.5.1.4.1.1.2&PatientID=P-2', ['JOHN']],
  ['SOPClassesInStudy=1.2.840.10008.5.1.4.1.1.4', []],
  // keys of series and instances: studies that have one
  ['Modality=PT', ['ZOE']],
  ['SeriesDescription=coronal', ['ZOE']],
  ['InstanceNumber=2', ['ZOE']],
  ['RequestAttributesSequence.ScheduledProcedureStepID=SPS1', ['ZOE']],
  ['00400275.00401001=R*', ['ZOE']],
  ['00400275.00401001=R2', []],
  ['PerformedProcedureStepStartDate=20250107&PerformedProcedureStepStartTime=0800-0815', ['ZOE']],
  // together
  ['PatientName=smith*&ModalitiesInStudy=US', ['JOAN']],
  ['PatientName=smith*&StudyDate=20250110', ['JOHN']],
  ['PatientName=sm&PatientID=P-2&fuzzymatching=true', ['JOHN']],
])('GET /studies?%s', async (query, expected) => {
  expect(await found(query)).toEqual(expected)
  // The uploader's own keys are others than the doctors', and must say the same.
  expect(await found(query, ray)).toEqual(expected)
})

test('a list of UIDs, with backslash, comma or repeated', async () => {
  const [a, b] = [await uidOf('ZOE'), await uidOf('JOHN')]
  for (const query of [`StudyInstanceUID=${a}%5C${b}`, `StudyInstanceUID=${a},${b}`, `0020000D=${a}&0020000D=${b}`])
    expect(await found(query), query).toEqual(['JOHN', 'ZOE'])
  expect(await found('StudyInstanceUID=2.25.1')).toEqual([])
})

describe('pages', () => {
  test('offset and limit walk through everything once, newest first, and say what is left', async () => {
    const seen: unknown[] = []
    for (let offset = 0; offset < 5; offset += 2) {
      const { body, headers } = await ask(`/studies?limit=2&offset=${offset}`)
      seen.push(...accessions(body))
      expect(headers.get('x-total-count')).toBe('5')
      const left = 5 - offset - body.length
      expect(headers.get('warning')).toBe(
        left === 0 ? null : `299 ${site.url}/dicom-web: There are ${left} additional results that can be requested`,
      )
    }
    expect(seen.toSorted()).toEqual(everyone)
    const { body } = await ask('/studies?limit=2&offset=17')
    expect(body).toEqual([])
  })

  test('nothing found is a success with an empty list, and a limit of nothing too', async () => {
    const none = await ask('/studies?PatientID=nobody')
    expect([none.status, none.body, none.headers.get('x-total-count')]).toEqual([200, [], '0'])
    const zero = await ask('/studies?limit=0')
    expect([zero.status, zero.body]).toEqual([200, []])
    expect(zero.headers.get('warning')).toContain('5 additional results')
  })

  test('results of a range are counted', async () => {
    const { headers } = await ask('/studies?PatientName=smith*&limit=1')
    expect(headers.get('x-total-count')).toBe('2')
  })
})

describe('includefield', () => {
  test('by tag, keyword, in a list, repeated, and inside a sequence', async () => {
    const { body } = await ask('/studies?PatientID=P-1&includefield=00081030,IssuerOfPatientID&includefield=PatientAge')
    expect(body[0]).toMatchObject({
      '00081030': { vr: 'LO', Value: ['Tête'] },
      '00100021': { vr: 'LO', Value: ['CLINIC'] },
    })
    const series = await ask(
      `/studies/${await uidOf('ZOE')}/series?includefield=00400275.00400009&includefield=PatientID`,
    )
    expect(series.body[0]).toMatchObject({ '00400275': {}, '00100020': { Value: ['P-1'] } })
  })

  test('without it only what the tables name; with all everything that is known', async () => {
    const few = Object.keys((await ask('/studies?PatientID=P-1')).body[0])
    expect(few).not.toContain('00081030')
    const all = Object.keys((await ask('/studies?PatientID=P-1&includefield=all')).body[0])
    expect(all).toEqual(expect.arrayContaining([...few, '00081030', '00100021']))
    const instance = (await ask(`/studies/${await uidOf('JOHN')}/instances?includefield=all`)).body[0]
    expect(instance).toMatchObject({ '00280002': { vr: 'US', Value: [1] }, '00100020': { Value: ['P-2'] } })
  })
})

test('XML says the same as JSON, one part for each result', async () => {
  const path = '/studies?PatientName=smith*&includefield=all'
  const json = (await ask(path)).body
  const response = await dana.fetch(`/dicom-web${path}`, {
    headers: { accept: 'multipart/related; type="application/dicom+xml"' },
  })
  const type = response.headers.get('content-type') ?? ''
  const boundary = /^multipart\/related; type="application\/dicom\+xml"; boundary=(\S+)$/.exec(type)?.[1]
  const parts = (await response.text()).split(`--${boundary}`).slice(1, -1)
  expect(parts.map((part) => fromXml(part.slice(part.indexOf('\r\n\r\n') + 4).trim()))).toEqual(json)
  expect(parts[0]).toMatch(/^\r\nContent-Type: application\/dicom\+xml\r\n\r\n/)
})

test.each<[accept: string, status: number, type?: string]>([
  ['application/dicom+json', 200, 'application/dicom+json'],
  ['application/json', 200, 'application/json'],
  ['*/*', 200, 'application/dicom+json'],
  ['application/*', 200, 'application/dicom+json'],
  ['application/json, application/dicom+json;q=0.5', 200, 'application/json'],
  ['multipart/related;type="application/dicom+xml";q=0.9, application/dicom+json;q=0.1', 200, 'multipart/related'],
  ['multipart/related; type=application/dicom+xml, application/json;q=0', 200, 'multipart/related'],
  ['application/dicom+xml', 200, 'multipart/related'],
  ['text/html', 406],
  ['multipart/related; type="application/dicom"', 406],
  ['application/dicom+json;q=0', 406],
])('Accept: %s', async (accept, status, type) => {
  const response = await dana.fetch('/dicom-web/studies?limit=1', { headers: { accept } })
  expect(response.status).toBe(status)
  if (type) expect(response.headers.get('content-type')?.split(';')[0]).toBe(type)
})

test('the query parameter accept goes before the header', async () => {
  const response = await dana.fetch('/dicom-web/studies?accept=application/json', { headers: { accept: 'text/html' } })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
})

test.each([
  'StudyDate=2025',
  'StudyDate=20250230',
  'StudyDate=20250101-20250102-20250103',
  'StudyDate=-',
  'StudyTime=25',
  'StudyInstanceUID=abc',
  'SeriesNumber=one',
  'limit=-1',
  'limit=ten',
  'offset=1.5',
  'fuzzymatching=maybe',
  'includefield=NoSuchThing',
  'NoSuchThing=1',
  'constructor=1',
  'PatientName=%00',
  'PatientName=a&PatientName=b',
])('a slip is a bad request: %s', async (query) => {
  const { status, body } = await ask(`/studies?${query}`)
  expect([status, body.code]).toEqual([400, 'bad-query'])
})

test('a study UID that is none is a bad request; one that is not there has no series', async () => {
  expect((await ask('/studies/abc/series')).status).toBe(400)
  expect(await ask('/studies/1.2.3/series')).toMatchObject({ status: 200, body: [] })
})

test('UIDs with leading zeros, which real devices write, are found as they were stored', async () => {
  const sloppy = film('LAX', { StudyInstanceUID: '1.2.03.4', SOPInstanceUID: '1.2.03.4.01', PatientID: 'P-LAX' })
  expect(storedIn(await stow(await site.person('radiologist'), [sloppy]))).toEqual(['1.2.03.4.01'])
  expect(await found('StudyInstanceUID=1.2.03.4')).toEqual(['LAX'])
  expect((await ask('/studies/1.2.03.4/instances')).body).toHaveLength(1)
  await site.admin.query("delete from medical_reports where study_instance_uid = '1.2.03.4'")
  await site.admin.query("delete from dicom_studies where study_instance_uid = '1.2.03.4'")
})

test('an attribute that is not matched is left aside with a warning, and so are parameters we do not know how to follow', async () => {
  const { status, body, headers } = await ask('/studies?PatientID=P-1&PatientWeight=70&emptyvaluematching=true')
  expect([status, accessions(body)]).toEqual([200, ['ZOE']])
  expect(headers.get('warning')).toMatch(
    /emptyvaluematching parameter is not supported.*PatientWeight is not supported for matching/,
  )
})

test('what OHIF and Orthanc ask is answered', async () => {
  const ohif = 'limit=101&offset=0&fuzzymatching=false&includefield=00081030%2C00080060'
  expect(await found(ohif)).toEqual(everyone)
  expect(
    await found(`PatientName=*mith*&00100020=*P-2*&StudyDate=20250101-20250131&ModalitiesInStudy=MR,US&${ohif}`),
  ).toEqual(['JOAN', 'JOHN'])
  const study = await uidOf('ZOE')
  const series = await ask(`/studies/${study}/series?includefield=00080021%2C00080031%2C0008103E%2C00200011`)
  expect(series.body).toHaveLength(2)
  // Orthanc's DICOMweb plugin: everything as JSON, then each level by its tag.
  expect(await found('00080050=&00100010=SMITH%5EJOHN&includefield=00080061')).toEqual(['JOHN'])
  expect((await ask(`/series?0020000D=${study}&includefield=00080060`)).body).toHaveLength(2)
})

describe('who sees what', () => {
  test('an uploader sees the own studies, another none; nobody without a session', async () => {
    const rex = await site.person('radiologist')
    expect(await found('', ray)).toEqual(everyone)
    expect(await found('', rex)).toEqual([])
    const study = await uidOf('ZOE')
    for (const path of [
      `/studies?StudyInstanceUID=${study}`,
      '/studies?PatientName=mul*',
      `/studies/${study}/series`,
      '/series',
      '/instances',
      '/studies?offset=1',
    ])
      expect((await ask(path, rex)).body, path).toEqual([])
    expect((await fetch(`${site.url}/dicom-web/studies`)).status).toBe(401)
  })

  test('a patient finds the own study once it is theirs, and no one else’s', async () => {
    const [ada, bea] = await site.patients(2)
    if (!ada || !bea) throw new Error('two patients were asked for')
    const study = await uidOf('JOHN')
    expect(await found('', ada)).toEqual([])
    await site.admin.query('update medical_reports set patient_id = $1 where study_instance_uid = $2', [ada.id, study])
    await site.admin.query('update dicom_studies set patient_id = $1 where study_instance_uid = $2', [ada.id, study])
    for (const query of [
      '',
      'PatientName=smith*',
      'ModalitiesInStudy=MR',
      'StudyDate=20250110',
      'PatientID=P-2',
      'PatientID=P*',
      'PatientName=jo&fuzzymatching=true',
    ])
      expect(await found(query, ada), query).toEqual(['JOHN'])
    expect(await found('PatientName=mul*', ada)).toEqual([])
    expect((await ask('/instances', ada)).body).toHaveLength(1)
    expect(await found('', bea)).toEqual([])
  })

  test('a colleague’s part of a shared study is not counted', async () => {
    const rob = await site.person('radiologist')
    const [ada] = await site.patients(1)
    await site.admin.query("insert into patient_identifiers (issuer, value, patient_id) values ('CLINIC', 'P-9', $1)", [
      ada?.id,
    ])
    const known = { PatientID: 'P-9', IssuerOfPatientID: 'CLINIC', PatientName: 'Shared^Study' }
    expect(
      (
        await stow(ray, [
          film('BOTH', { ...known, SeriesNumber: 1 }),
          film('BOTH', { ...known, SeriesNumber: 2 }, { seed: 2, series: 2 }),
        ])
      ).status,
    ).toBe(200)
    const reply = await stow(rob, [film('BOTH', { ...known, SeriesNumber: 3 }, { seed: 3, series: 3 })])
    expect(reply.status, JSON.stringify(reply.body)).toBe(200)
    const countsOf = async (person: Person) => {
      const { body } = await ask('/studies?PatientID=P-9', person)
      const uid = value(body[0], 'StudyInstanceUID')
      const [series, instances] = [
        await ask(`/studies/${uid}/series`, person),
        await ask(`/studies/${uid}/instances`, person),
      ]
      return [
        ...[value(body[0], 'NumberOfStudyRelatedSeries'), value(body[0], 'NumberOfStudyRelatedInstances')],
        ...[series.body.length, instances.body.length],
      ]
    }
    expect(await countsOf(dana)).toEqual([3, 3, 3, 3])
    expect(await countsOf(ray)).toEqual([2, 2, 2, 2])
    expect(await countsOf(rob)).toEqual([1, 1, 1, 1])
    if (ada) expect(await countsOf(ada)).toEqual([3, 3, 3, 3])
    expect(await found('PatientName=shared*', rob)).toEqual(['BOTH'])
  })
})

test('each search is in the audit log with the patients it showed, and none of the values', async () => {
  await ask('/studies?PatientName=mul*')
  const { rows } = await site.admin.query(
    "select * from audit_logs where action = 'search_studies' order by created_at desc, log_id limit 1",
  )
  const { rows: patient } = await site.admin.query(
    "select patient_id from dicom_studies where accession_number = 'ZOE'",
  )
  expect(rows[0]).toMatchObject({
    user_id: dana.id,
    patient_ids: [patient[0].patient_id],
    new_values: { by: ['PatientName'], results: 1 },
  })
})

test('every attribute of the tables is one of PS3.6', () => {
  for (const keyword of Object.values(returned).flat()) expect(tagOf(keyword)).toBeGreaterThan(0)
})
