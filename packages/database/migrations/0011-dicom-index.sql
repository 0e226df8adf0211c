-- The DICOM index as queries need it (PS3.18 10.6, PS3.4 C.6): attributes as received beside what they are matched by.
set local role fr_owner;

alter table public.dicom_studies
  add column patient_name text,
  add column patient_name_folded text collate "C",
  add column patient_identifier varchar(64),
  add column patient_identifier_issuer varchar(64),
  add column patient_birth_date date,
  add column patient_sex varchar(16),
  add column referring_physician_folded text collate "C",
  add column study_description_folded text collate "C",
  add column sop_classes_in_study text[] not null default '{}',
  add column number_of_series integer not null default 0,
  add column number_of_instances integer not null default 0,
  add column attributes jsonb not null default '{}';
comment on column public.dicom_studies.patient_name is 'PatientName (0010,0010) as received: the component groups joined by =.';
comment on column public.dicom_studies.patient_name_folded is 'PatientName in lower case and without accents, in byte order: what names are matched by.';
comment on column public.dicom_studies.patient_identifier is 'PatientID (0010,0020) as received; it identifies nobody, see patient_identifiers.';
comment on column public.dicom_studies.attributes is 'Patient and study level of the first header that named the study, DICOM JSON (PS3.18 F.2).';
comment on column public.dicom_studies.number_of_instances is 'Kept by a trigger, like number_of_series, modalities_in_study and sop_classes_in_study.';

alter table public.dicom_series
  add column number_of_instances integer not null default 0,
  add column performed_procedure_step_start_date date,
  add column performed_procedure_step_start_time varchar(16),
  add column request_attributes jsonb,
  add column attributes jsonb not null default '{}';
comment on column public.dicom_series.attributes is 'Series level of the first header that named the series, DICOM JSON (PS3.18 F.2).';
comment on column public.dicom_series.request_attributes is 'RequestAttributesSequence (0040,0275) of that header.';

-- Counts are made when something is written, once per statement: a list of studies then reads one row each.
reset role;
set local role fr_definer;
create function app.count_dicom_instances() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  with added as (
    select n.series_instance_uid, count(*)::integer as instances, array_agg(distinct n.sop_class_uid::text) as classes
    from new_rows n group by n.series_instance_uid
  ), series as (
    update public.dicom_series s set number_of_instances = s.number_of_instances + a.instances
    from added a where s.series_instance_uid = a.series_instance_uid
    returning s.study_instance_uid, a.instances, a.classes
  ), studies as (
    select s.study_instance_uid, sum(s.instances)::integer as instances,
      array_agg(distinct c.class) filter (where c.class is not null) as classes
    from series s left join lateral unnest(s.classes) as c(class) on true group by s.study_instance_uid
  )
  update public.dicom_studies d set number_of_instances = d.number_of_instances + s.instances,
    sop_classes_in_study = case when d.sop_classes_in_study @> coalesce(s.classes, '{}') then d.sop_classes_in_study
      else (select array_agg(distinct c order by c) from unnest(d.sop_classes_in_study || s.classes) c) end
  from studies s where d.study_instance_uid = s.study_instance_uid;
  return null;
end
$$;
create function app.count_dicom_series() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.dicom_studies d set number_of_series = d.number_of_series + s.series,
    modalities_in_study = case when d.modalities_in_study @> s.modalities then d.modalities_in_study
      else (select array_agg(distinct m order by m) from unnest(d.modalities_in_study || s.modalities) m) end
  from (
    select n.study_instance_uid, count(*)::integer as series,
      coalesce(array_agg(distinct n.modality::text) filter (where n.modality is not null), '{}') as modalities
    from new_rows n group by n.study_instance_uid
  ) s where d.study_instance_uid = s.study_instance_uid;
  return null;
end
$$;

-- What is there already. The definer role sees every row; the owner would silently change nothing.
update public.dicom_series s set number_of_instances = n.instances
from (select d.series_instance_uid, count(*)::integer as instances from public.dicom_instances d group by 1) n
where s.series_instance_uid = n.series_instance_uid;
update public.dicom_studies d set
  number_of_series = (select count(*)::integer from public.dicom_series s where s.study_instance_uid = d.study_instance_uid),
  number_of_instances = (select coalesce(sum(s.number_of_instances), 0)::integer from public.dicom_series s where s.study_instance_uid = d.study_instance_uid),
  sop_classes_in_study = coalesce((select array_agg(distinct i.sop_class_uid::text) from public.dicom_series s
    join public.dicom_instances i on i.series_instance_uid = s.series_instance_uid
    where s.study_instance_uid = d.study_instance_uid and i.sop_class_uid is not null), '{}'),
  study_description_folded = lower(d.study_description),
  referring_physician_folded = lower(d.referring_physician_name);
update public.dicom_studies d set
  attributes = h.metadata,
  patient_name = h.metadata #>> '{00100010,Value,0,Alphabetic}',
  patient_name_folded = lower(h.metadata #>> '{00100010,Value,0,Alphabetic}'),
  patient_identifier = left(h.metadata #>> '{00100020,Value,0}', 64),
  patient_identifier_issuer = left(h.metadata #>> '{00100021,Value,0}', 64),
  patient_sex = left(h.metadata #>> '{00100040,Value,0}', 16)
from (
  select distinct on (s.study_instance_uid) s.study_instance_uid, i.metadata
  from public.dicom_series s join public.dicom_instances i on i.series_instance_uid = s.series_instance_uid
  where i.metadata <> '{}' order by s.study_instance_uid, i.created_at, i.sop_instance_uid
) h where d.study_instance_uid = h.study_instance_uid;
reset role;
grant execute on function app.count_dicom_instances(), app.count_dicom_series() to fr_owner;

set local role fr_owner;
create trigger dicom_instances_counted after insert on public.dicom_instances
  referencing new table as new_rows for each statement execute function app.count_dicom_instances();
create trigger dicom_series_counted after insert on public.dicom_series
  referencing new table as new_rows for each statement execute function app.count_dicom_series();
reset role;
