/** A resource of DICOMweb with one method (PS3.18): what it answers with, and what it takes. */
export type Resource = {
  transaction: 'STOW-RS' | 'QIDO-RS' | 'WADO-RS' | 'WADO-URI' | 'Capabilities'
  method: 'GET' | 'POST' | 'OPTIONS'
  /** below /dicom-web */
  path: string
  answers: readonly string[]
  takes?: readonly string[]
  /** levels whose attributes are matched */
  searches?: 'study' | 'series' | 'instance'
  /** in words, for the conformance statement */
  note?: string
}

const models = ['application/dicom+json', 'application/json', 'multipart/related; type="application/dicom+xml"']
const stored = ['application/dicom', 'application/dicom+json', 'application/dicom+xml', 'multipart/related']
const instances = ['multipart/related; type="application/dicom"', 'application/dicom']
const pictures = ['image/jpeg', 'image/png']
const octets = 'application/octet-stream'
const values = [`multipart/related; type="${octets}"`, 'multipart/related; type="image/*"', octets]

const study = '/studies/:study'
const series = `${study}/series/:series`
const instance = `${series}/instances/:instance`
const levels = [study, series, instance]

const retrieve = (path: string, answers: readonly string[], note?: string): Resource => ({
  transaction: 'WADO-RS',
  method: 'GET',
  path,
  answers,
  ...(note ? { note } : {}),
})
const search = (path: string, searches: 'study' | 'series' | 'instance'): Resource => ({
  transaction: 'QIDO-RS',
  method: 'GET',
  path,
  answers: models,
  searches,
})

/** What DICOMweb offers (PS3.18): capabilities and the conformance statement tell it, and a test asks the server whether each is there. */
export const dicomwebResources: readonly Resource[] = [
  ...['/studies', study].map(
    (path): Resource => ({
      transaction: 'STOW-RS',
      method: 'POST',
      path,
      answers: ['application/dicom+json', 'application/dicom+xml'],
      takes: stored,
    }),
  ),
  search('/studies', 'study'),
  search('/series', 'series'),
  search('/instances', 'instance'),
  search(`${study}/series`, 'series'),
  search(`${study}/instances`, 'instance'),
  search(`${series}/instances`, 'instance'),
  ...levels.map((path) => retrieve(path, instances, 'one part by itself for one instance; `transfer-syntax` chooses')),
  ...levels.map((path) => retrieve(`${path}/metadata`, models)),
  ...levels.flatMap((path) => [
    retrieve(`${path}/rendered`, pictures, 'several pictures as multipart/related'),
    retrieve(`${path}/thumbnail`, pictures),
  ]),
  ...levels.flatMap((path) => [
    retrieve(`${path}/bulkdata`, values, 'every value that metadata name by BulkDataURI, and the pixels'),
    retrieve(`${path}/pixeldata`, values, 'native pixels as one part, coded ones as a part for each frame'),
  ]),
  retrieve(`${instance}/frames/:frames`, values, 'coded or native frames; ranges of one'),
  retrieve(`${instance}/frames/:frames/rendered`, pictures),
  retrieve(`${instance}/frames/:frames/thumbnail`, pictures),
  retrieve(`${instance}/bulkdata/*`, values, 'ranges'),
  {
    transaction: 'Capabilities',
    method: 'OPTIONS',
    path: '/',
    answers: ['application/vnd.sun.wadl+xml', 'application/json'],
    note: 'of one resource at its own address',
  },
  { transaction: 'WADO-URI', method: 'GET', path: '/wado', answers: ['application/dicom', ...pictures] },
]
