-- What Firstread itself adds to a study: the structured report and the evidence maps of an adopted analysis (issue 4). They
-- are instances like any other, but nobody's films: a patient never sees them, and a doctor whose own opinion comes first
-- sees them when that opinion is saved.
set local role fr_owner;

alter table public.report_images add column made_by_run uuid references public.analysis_runs (run_id);
create index report_images_made_by_run_idx on public.report_images (made_by_run) where made_by_run is not null;
comment on column public.report_images.made_by_run is 'The run whose result this instance carries; null for what was received.';

alter table public.dicom_series add column is_result boolean not null default false;
alter table public.dicom_instances add column is_result boolean not null default false;
create index dicom_series_results_idx on public.dicom_series (study_instance_uid) where is_result;
comment on column public.dicom_series.is_result is 'Made by Firstread from an analysis; counts of the study leave it out, so that they tell nobody that there is one.';
comment on column public.dicom_instances.is_result is 'Made by Firstread from an analysis, see report_images.made_by_run.';
reset role;

set local role fr_definer;
-- The same rule as reports/first-opinion.ts: with the setting review.first_opinion a doctor says first what they see.
create function app.shows_results(of_report uuid) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.role() is distinct from 'doctor' then return auth.role() in ('radiologist', 'tech', 'worker'); end if;
  if app.setting('review.first_opinion') is distinct from 'true'::jsonb then return true; end if;
  return not exists (select 1 from public.medical_reports r where r.report_id = of_report
    and r.status in ('pending', 'analyzing', 'analyzed')
    and not exists (select 1 from public.doctor_reviews d where d.report_id = r.report_id
      and d.doctor_id = auth.uid() and d.first_opinion is not null));
end
$$;
comment on function app.shows_results is 'Whether the AI''s word on a report may be shown to whoever is asking. Says nothing about the report itself.';

-- As in 0011, without results: a count must not tell a patient, or a doctor who has not looked yet, that there are some.
create or replace function app.count_dicom_instances() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  with added as (
    select n.series_instance_uid, count(*)::integer as instances, array_agg(distinct n.sop_class_uid::text) as classes
    from new_rows n group by n.series_instance_uid
  ), series as (
    update public.dicom_series s set number_of_instances = s.number_of_instances + a.instances
    from added a where s.series_instance_uid = a.series_instance_uid
    returning s.study_instance_uid, s.is_result, a.instances, a.classes
  ), studies as (
    select s.study_instance_uid, sum(s.instances)::integer as instances,
      array_agg(distinct c.class) filter (where c.class is not null) as classes
    from series s left join lateral unnest(s.classes) as c(class) on true where not s.is_result group by s.study_instance_uid
  )
  update public.dicom_studies d set number_of_instances = d.number_of_instances + s.instances,
    sop_classes_in_study = case when d.sop_classes_in_study @> coalesce(s.classes, '{}') then d.sop_classes_in_study
      else (select array_agg(distinct c order by c) from unnest(d.sop_classes_in_study || s.classes) c) end
  from studies s where d.study_instance_uid = s.study_instance_uid;
  return null;
end
$$;
create or replace function app.count_dicom_series() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.dicom_studies d set number_of_series = d.number_of_series + s.series,
    modalities_in_study = case when d.modalities_in_study @> s.modalities then d.modalities_in_study
      else (select array_agg(distinct m order by m) from unnest(d.modalities_in_study || s.modalities) m) end
  from (
    select n.study_instance_uid, count(*)::integer as series,
      coalesce(array_agg(distinct n.modality::text) filter (where n.modality is not null), '{}') as modalities
    from new_rows n where not n.is_result group by n.study_instance_uid
  ) s where d.study_instance_uid = s.study_instance_uid;
  return null;
end
$$;
reset role;
grant execute on function app.shows_results(uuid) to fr_doctor;

set local role fr_owner;
-- Patients: films only. Radiologists: all of their own uploads. Doctors: everything, results when they may.
drop policy images_follow_report on public.report_images;
create policy films_follow_report on public.report_images for select to fr_patient
  using (made_by_run is null and exists (select 1 from public.medical_reports r where r.report_id = report_images.report_id));
create policy images_follow_report on public.report_images for select to fr_radiologist
  using (exists (select 1 from public.medical_reports r where r.report_id = report_images.report_id));
drop policy images_for_doctor on public.report_images;
create policy images_for_doctor on public.report_images for select to fr_doctor
  using ((select auth.role()) = 'doctor' and (made_by_run is null or app.shows_results(report_id)));

drop policy series_follow_study on public.dicom_series;
create policy films_follow_study on public.dicom_series for select to fr_patient
  using (not is_result and exists (select 1 from public.dicom_studies s where s.study_instance_uid = dicom_series.study_instance_uid));
-- A study may have several reports: a colleague's results are a colleague's.
create policy series_follow_study on public.dicom_series for select to fr_radiologist
  using (exists (select 1 from public.dicom_studies s where s.study_instance_uid = dicom_series.study_instance_uid)
    and (not is_result or exists (select 1 from public.dicom_instances d where d.series_instance_uid = dicom_series.series_instance_uid)));
drop policy series_for_doctor on public.dicom_series;
create policy series_for_doctor on public.dicom_series for select to fr_doctor
  using ((select auth.role()) = 'doctor' and (not is_result
    or exists (select 1 from public.dicom_instances d where d.series_instance_uid = dicom_series.series_instance_uid)));
drop policy instances_for_doctor on public.dicom_instances;
create policy instances_for_doctor on public.dicom_instances for select to fr_doctor
  using ((select auth.role()) = 'doctor' and (not is_result
    or exists (select 1 from public.report_images i where i.image_id = dicom_instances.image_id)));

-- Nobody but the worker says what an analysis said, and only of a run of that very report.
drop policy images_by_radiologist on public.report_images;
create policy images_by_radiologist on public.report_images for insert to fr_radiologist
  with check (made_by_run is null and exists (select 1 from public.medical_reports r where r.report_id = report_images.report_id
    and r.radiologist_id = (select auth.uid()) and r.status = 'pending'));
drop policy images_by_worker on public.report_images;
create policy images_by_worker on public.report_images for insert to fr_worker
  with check ((select auth.role()) = 'worker' and (made_by_run is null
    or exists (select 1 from public.analysis_runs a where a.run_id = report_images.made_by_run and a.report_id = report_images.report_id)));
drop policy series_by_radiologist on public.dicom_series;
create policy series_by_radiologist on public.dicom_series for insert to fr_radiologist
  with check ((select auth.role()) = 'radiologist' and not is_result);
drop policy instances_by_radiologist on public.dicom_instances;
create policy instances_by_radiologist on public.dicom_instances for insert to fr_radiologist
  with check (not is_result and exists (select 1 from public.report_images i where i.image_id = dicom_instances.image_id));
reset role;

set local role fr_queue;
insert into jobs.tasks (identifier, enqueued_by) values ('make_results', '{worker}');
reset role;
