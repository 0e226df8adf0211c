/** The queries of shared bench's measures/qido.mjs, and those that could go wrong; `i` makes each call another one. */
export function shapes(studies: number): Record<string, (i: number) => string> {
  const random = (i: number) => {
    let a = Math.imul(i + 1000, 0x9e3779b1) >>> 0
    a = Math.imul(a ^ (a >>> 15), 1 | a)
    return ((a ^ (a >>> 14)) >>> 0) / 4294967296
  }
  const syllables = ['BA', 'KE', 'LI', 'MO', 'NU', 'RA', 'SI', 'TO', 'VE', 'WA', 'ZI', 'PE', 'DO', 'FA', 'GU', 'HI']
  const pick = <T>(list: readonly T[], i: number): T => list[Math.floor(random(i) * list.length)] as T
  const name = (i: number) => pick(syllables, i) + pick(syllables, i * 7 + 1) + pick(syllables, i * 13 + 2)
  const day = (i: number, more = 0) =>
    new Date(Date.UTC(2025, 0, 1) + (Math.floor(random(i) * 358) + more) * 864e5)
      .toISOString()
      .slice(0, 10)
      .replaceAll('-', '')
  const study = (i: number) => `2.25.${1_000_000_000 + 1 + Math.floor(random(i) * studies)}0000000000000000000000000000`
  const modality = (i: number) => pick(['DX', 'CR', 'CT', 'MR', 'US'], i)
  const patient = (i: number) => `P1-${String(1 + Math.floor(random(i) * studies)).padStart(7, '0')}`
  return {
    'name, 3 letters': (i) => `/studies?PatientName=${name(i).slice(0, 3)}*&limit=25`,
    'name, 6 letters': (i) => `/studies?PatientName=${name(i)}*&limit=25`,
    week: (i) => `/studies?StudyDate=${day(i)}-${day(i, 6)}&limit=25`,
    modality: (i) => `/studies?ModalitiesInStudy=${modality(i)}&limit=25`,
    'week, modality, includefield': (i) =>
      `/studies?StudyDate=${day(i)}-${day(i, 6)}&ModalitiesInStudy=${modality(i + 3)}&includefield=00081030&limit=25`,
    'first page': () => '/studies?limit=25',
    'random offset': (i) => `/studies?limit=25&offset=${Math.floor(random(i) * (studies - 25))}`,
    'PatientID exact': (i) => `/studies?PatientID=${patient(i)}`,
    'StudyInstanceUID exact': (i) => `/studies?StudyInstanceUID=${study(i)}`,
    'AccessionNumber exact': (i) => `/studies?AccessionNumber=A1-${1 + Math.floor(random(i) * studies)}`,
    'rare modality': () => '/studies?ModalitiesInStudy=XA&limit=25',
    'two modalities': () => '/studies?ModalitiesInStudy=CT,MR&limit=25',
    'fuzzy name': (i) => `/studies?PatientName=${name(i)}%20anna&fuzzymatching=true&limit=25`,
    'fuzzy given name': () => '/studies?PatientName=gret&fuzzymatching=true&limit=25',
    'name and week': (i) => `/studies?PatientName=${name(i).slice(0, 3)}*&StudyDate=${day(i)}-${day(i, 6)}&limit=25`,
    'PatientID prefix': (i) => `/studies?PatientID=${patient(i).slice(0, 8)}*&limit=25`,
    'name inside (OHIF)': (i) =>
      `/studies?PatientName=*${name(i)}*&limit=101&offset=0&fuzzymatching=false&includefield=00081030,00080060`,
    'OHIF list': () => '/studies?limit=101&offset=0&fuzzymatching=false&includefield=00081030%2C00080060',
    "a study's series": (i) => `/studies/${study(i)}/series?includefield=00080021%2C00080031%2C0008103E%2C00200011`,
    "a study's instances": (i) => `/studies/${study(i)}/instances`,
    'a study by its instance': (i) => `/studies?SOPInstanceUID=${study(i).replace('2.25.1', '2.25.3')}`,
    'all series, modality': (i) => `/series?Modality=${modality(i)}&limit=25`,
    'all instances, first page': () => '/instances?limit=25',
  }
}
