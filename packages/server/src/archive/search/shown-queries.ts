import { type RawBuilder, sql } from 'kysely'
import type { Level } from './keys.ts'
import type { Wanted } from './wanted.ts'

type Shown = Pick<Wanted, 'level' | 'who' | 'shown'>

/** Series by number, instances by number; what has none comes last. */
export function inside(level: Level): RawBuilder<unknown>[] {
  const series = [sql`r.series_number`, sql`r.series_instance_uid`]
  const instance = [sql`i.instance_number`, sql`i.sop_instance_uid`]
  return level === 'series' ? series : level === 'instance' ? [...series, ...instance] : []
}

/**
 * Results of the AI are counted where they are seen, the rest was counted when it arrived. Of a study that several
 * uploaders added to, each counts the own part.
 */
export function joinsOf({ level, who: { role }, shown }: Shown): RawBuilder<unknown> {
  const results = shown.study ? resultsOfStudy : sql``
  if (level === 'study') return results
  const series = sql`join public.dicom_series r on r.study_instance_uid = s.study_instance_uid`
  if (level === 'instance')
    return sql`${series} join public.dicom_instances i on i.series_instance_uid = r.series_instance_uid ${results}`
  if (role !== 'radiologist') return sql`${series} ${results}`
  return sql`${series} and (not s.is_shared or exists (
    select 1 from public.dicom_instances y where y.series_instance_uid = r.series_instance_uid)) ${results}`
}

const resultsOfStudy = sql`cross join lateral (select count(*)::integer as series, coalesce(sum(x.number_of_instances), 0)::integer as instances,
  coalesce(array_agg(distinct x.modality::text) filter (where x.modality is not null), '{}') as modalities,
  coalesce(array_agg(distinct x.result_class::text) filter (where x.result_class is not null), '{}') as classes
  from public.dicom_series x where x.study_instance_uid = s.study_instance_uid and x.is_result) made`
const ownSeries = sql`(select count(distinct y.series_instance_uid)::integer from public.dicom_series x
  join public.dicom_instances y on y.series_instance_uid = x.series_instance_uid where x.study_instance_uid = s.study_instance_uid)`
const ownInstances = sql`(select count(*)::integer from public.dicom_series x
  join public.dicom_instances y on y.series_instance_uid = x.series_instance_uid where x.study_instance_uid = s.study_instance_uid)`
const ownOfSeries = sql`(select count(*)::integer from public.dicom_instances y where y.series_instance_uid = r.series_instance_uid)`

export function columnsOf({ level, who: { role }, shown }: Shown): RawBuilder<unknown> {
  const shared = (stored: RawBuilder<unknown>, own: RawBuilder<unknown>) =>
    role === 'radiologist' ? sql`case when s.is_shared then ${own} else ${stored} end` : stored
  const study = sql`s.attributes as study_attributes, s.modalities_in_study || made.modalities as modalities, 
    s.sop_classes_in_study || made.classes as sop_classes,
    ${shared(sql`s.number_of_series + made.series`, ownSeries)} as study_series,
    ${shared(sql`s.number_of_instances + made.instances`, ownInstances)} as study_instances`
  const series = sql`r.attributes as series_attributes, ${shared(sql`r.number_of_instances`, ownOfSeries)} as series_instances`
  const instance = sql`i.sop_instance_uid, i.sop_class_uid, i.transfer_syntax_uid, i.instance_number, i.rows, i.columns,
    i.number_of_frames, ${shown.header ? sql`i.metadata` : sql`null::jsonb as metadata`}, i.metadata -> '00280100' as bits_allocated`
  return sql.join([
    sql`s.patient_id, s.study_instance_uid`,
    ...(shown.study ? [study] : []),
    ...(level === 'study' ? [] : [sql`r.series_instance_uid`]),
    ...(shown.series && level !== 'study' ? [series] : []),
    ...(level === 'instance' ? [instance] : []),
  ])
}
