import { type DicomJson, jsonKey } from '@firstread/dicom'
import { depth, type Level } from './keys.ts'
import { returned, shownEmpty } from './returned.ts'
import type { Row } from './wanted.ts'

const named = <const K extends string>(...keywords: K[]) =>
  Object.fromEntries(keywords.map((keyword) => [keyword, jsonKey(keyword)])) as Record<K, string>
const tag = named(
  ...([
    'SpecificCharacterSet',
    'ModalitiesInStudy',
    'SOPClassesInStudy',
    'RetrieveURL',
    'InstanceAvailability',
  ] as const),
  ...(['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID', 'SOPClassUID', 'InstanceNumber', 'Rows'] as const),
  ...(['Columns', 'BitsAllocated', 'NumberOfFrames', 'NumberOfStudyRelatedSeries'] as const),
  ...(['NumberOfStudyRelatedInstances', 'NumberOfSeriesRelatedInstances', 'AvailableTransferSyntaxUID'] as const),
)

const one = (vr: string, value: string | number) => ({ vr, Value: [value] })
const many = (vr: string, list: readonly string[]) =>
  list.length === 0 ? { vr } : { vr, Value: [...new Set(list)].sort() }
const some = (key: string, vr: string, value: string | number | null): DicomJson =>
  value === null ? {} : { [key]: one(vr, value) }

/** What was asked for beyond the tables: JSON keys, or everything that is known. */
export type Include = { keys: ReadonlySet<string>; isAll: boolean }

type Shown = Exclude<Level, 'patient'>
const levels: readonly Shown[] = ['study', 'series', 'instance']

const defaults: Record<Shown, ReadonlySet<string>> = {
  study: new Set(returned.study.map(jsonKey)),
  series: new Set(returned.series.map(jsonKey)),
  instance: new Set(returned.instance.map(jsonKey)),
}

/**
 * One result of QIDO-RS: what the tables of PS3.18 10.6.3 ask for at `level` and at the levels in `above`, and what was asked
 * for besides. Text is UTF-8, so SpecificCharacterSet is ISO_IR 192 whatever came in.
 *
 * @param above  levels above that are part of the answer: those that the request's path does not name
 */
export function toResult(row: Row, level: Shown, above: readonly Shown[], include: Include, root: string): DicomJson {
  const result: DicomJson = {}
  for (const of of levels) {
    if (depth[of] > depth[level]) break
    Object.assign(result, partOf(row, of, of === level || above.includes(of), include))
  }
  for (const [key, vr] of shownEmpty[level]) result[key] ??= { vr }
  Object.assign(result, uidsOf(row, level), made[level](row, root))
  result[tag.SpecificCharacterSet] = one('CS', 'ISO_IR 192')
  return sorted(result)
}

/** Received attributes of one level: the table's, if that level is shown, and those asked for. */
function partOf(row: Row, level: Shown, isShown: boolean, { keys, isAll }: Include): DicomJson {
  const received = receivedOf(row, level)
  const part: DicomJson = {}
  for (const key in received) {
    const element = received[key]
    const isWanted = (isShown && (isAll || defaults[level].has(key))) || keys.has(key)
    if (element !== undefined && isWanted) part[key] = element
  }
  return isShown
    ? { ...part, ...(level === 'study' ? madeOfStudy(row) : level === 'series' ? madeOfSeries(row) : {}) }
    : part
}

const receivedOf = (row: Row, level: Shown): DicomJson =>
  (level === 'study' ? row.study_attributes : level === 'series' ? row.series_attributes : instanceAttributes(row)) ??
  {}

function instanceAttributes(row: Row): DicomJson {
  const known: DicomJson = {
    [tag.SOPInstanceUID]: one('UI', row.sop_instance_uid),
    ...some(tag.SOPClassUID, 'UI', row.sop_class_uid),
    ...some(tag.InstanceNumber, 'IS', row.instance_number),
    ...some(tag.Rows, 'US', row.rows),
    ...some(tag.Columns, 'US', row.columns),
    ...(row.bits_allocated === null ? {} : { [tag.BitsAllocated]: row.bits_allocated }),
    ...(row.number_of_frames !== null && row.number_of_frames > 1
      ? some(tag.NumberOfFrames, 'IS', row.number_of_frames)
      : {}),
  }
  return { ...row.metadata, ...known }
}

function madeOfStudy(row: Row): DicomJson {
  return {
    [tag.ModalitiesInStudy]: many('CS', row.modalities),
    [tag.SOPClassesInStudy]: many('UI', row.sop_classes),
    [tag.NumberOfStudyRelatedSeries]: one('IS', row.study_series),
    [tag.NumberOfStudyRelatedInstances]: one('IS', row.study_instances),
  }
}

const madeOfSeries = (row: Row): DicomJson => ({
  [tag.NumberOfSeriesRelatedInstances]: one('IS', row.series_instances),
})

const uidsOf = (row: Row, level: Shown): DicomJson => ({
  [tag.StudyInstanceUID]: one('UI', row.study_instance_uid),
  ...(level === 'study' ? {} : { [tag.SeriesInstanceUID]: one('UI', row.series_instance_uid) }),
  ...(level === 'instance' ? { [tag.SOPInstanceUID]: one('UI', row.sop_instance_uid) } : {}),
})

/** Nothing is ever near-line here. */
const online = { [tag.InstanceAvailability]: one('CS', 'ONLINE') }
const made: Record<Shown, (row: Row, root: string) => DicomJson> = {
  study: (row, root) => ({ ...online, ...retrieve(`${root}/studies/${row.study_instance_uid}`) }),
  series: (row, root) => retrieve(`${root}/studies/${row.study_instance_uid}/series/${row.series_instance_uid}`),
  instance: (row, root) => ({
    ...online,
    ...some(tag.AvailableTransferSyntaxUID, 'UI', row.transfer_syntax_uid),
    ...retrieve(
      `${root}/studies/${row.study_instance_uid}/series/${row.series_instance_uid}/instances/${row.sop_instance_uid}`,
    ),
  }),
}
const retrieve = (url: string): DicomJson => ({ [tag.RetrieveURL]: one('UR', url) })

const sorted = (result: DicomJson): DicomJson =>
  Object.fromEntries(Object.entries(result).sort(([a], [b]) => (a < b ? -1 : 1)))
