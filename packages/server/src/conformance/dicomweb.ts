type Resource = { transaction: string; method: 'GET' | 'POST'; url: string; representations: string }

const answers = 'application/dicom+json, application/dicom+xml'
const stored =
  'application/dicom, application/dicom+json, application/dicom+xml, or multipart/related with one of these types'
const instances =
  'multipart/related; type="application/dicom"; application/dicom for one instance; `transfer-syntax` chooses'
const pictures = 'image/jpeg, image/png'
const study = '/dicom-web/studies/:study'
const series = `${study}/series/:series`
const instance = `${series}/instances/:instance`

const search = (url: string): Resource => ({ transaction: 'QIDO-RS', method: 'GET', url, representations: answers })
const retrieve = (url: string, representations: string): Resource => ({
  transaction: 'WADO-RS',
  method: 'GET',
  url,
  representations,
})

/** What DICOMweb offers (PS3.18); a test asks the server whether each is there. */
export const dicomwebResources: readonly Resource[] = [
  ...['/dicom-web/studies', study].map(
    (url): Resource => ({
      transaction: 'STOW-RS',
      method: 'POST',
      url,
      representations: `${stored}; answers ${answers}`,
    }),
  ),
  ...['/dicom-web/studies', '/dicom-web/series', '/dicom-web/instances'].map(search),
  ...[`${study}/series`, `${study}/instances`, `${series}/instances`].map(search),
  ...[study, series, instance].map((url) => retrieve(url, instances)),
  ...[study, series, instance].map((url) => retrieve(`${url}/metadata`, answers)),
  ...[study, series, instance].flatMap((url) => [
    retrieve(`${url}/rendered`, pictures),
    retrieve(`${url}/thumbnail`, pictures),
  ]),
  retrieve(`${instance}/frames/:frames`, 'multipart/related of the coded or native frames; application/octet-stream'),
  retrieve(`${instance}/bulkdata/*`, 'application/octet-stream, ranges'),
  { transaction: 'WADO-URI', method: 'GET', url: '/dicom-web/wado', representations: `application/dicom, ${pictures}` },
]
