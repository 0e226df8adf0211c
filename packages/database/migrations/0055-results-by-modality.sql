-- Studies by the modality and the SOP class of what Firstread itself added (PS3.18 10.6, PS3.4 C.6). The keys of 0015 leave results
-- out, since they would tell that there is one; so a search for SR or OT had to look into the studies one by one and gave up
-- at twenty thousand. Here each key names its series, and is seen by whoever sees that series.
set local role fr_owner;

alter table public.dicom_series add column result_class varchar(64);
comment on column public.dicom_series.result_class is 'SOPClassUID of the instances of a series of results; null for what was received, whose classes the study counts.';

create table public.dicom_result_keys (
  viewer uuid not null,
  key text collate "C" not null,
  arrival bigint not null,
  series_instance_uid varchar(64) not null references public.dicom_series (series_instance_uid) on delete cascade,
  primary key (viewer, key, arrival, series_instance_uid)
);
create index dicom_result_keys_series_idx on public.dicom_result_keys (series_instance_uid);
comment on table public.dicom_result_keys is 'Studies by the modality of the results in them, as dicom_study_keys has those of what was received. Kept by a trigger.';
comment on column public.dicom_result_keys.viewer is 'The uploader, or the nil UUID for doctors and techs.';
comment on column public.dicom_result_keys.key is 'mMODALITY YYYYMMDD, by StudyDate; 00000000 without one.';
comment on column public.dicom_result_keys.arrival is 'dicom_studies.arrival.';
comment on column public.dicom_result_keys.series_instance_uid is 'The series of results that the key is of: who may not see it does not see the key.';
call app.protect('public.dicom_result_keys');

grant select on public.dicom_result_keys to fr_radiologist, fr_doctor, fr_tech;
create policy result_keys_of_radiologist on public.dicom_result_keys for select to fr_radiologist
  using (viewer = (select auth.uid()) and (select auth.role()) = 'radiologist'
    and exists (select 1 from public.dicom_series s where s.series_instance_uid = dicom_result_keys.series_instance_uid));
create policy result_keys_for_doctor on public.dicom_result_keys for select to fr_doctor
  using (viewer = '00000000-0000-0000-0000-000000000000' and (select auth.role()) = 'doctor'
    and exists (select 1 from public.dicom_series s where s.series_instance_uid = dicom_result_keys.series_instance_uid));
create policy result_keys_for_tech on public.dicom_result_keys for select to fr_tech
  using (viewer = '00000000-0000-0000-0000-000000000000' and (select auth.role()) = 'tech');
reset role;

set local role fr_definer;
create function app.key_dicom_result() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.dicom_result_keys (viewer, key, arrival, series_instance_uid)
  select v.viewer, app.modality_key(new.modality, d.study_date), d.arrival, new.series_instance_uid
  from public.dicom_studies d cross join lateral (
    select '00000000-0000-0000-0000-000000000000'::uuid as viewer
    union select r.radiologist_id from public.medical_reports r
    where r.study_instance_uid = new.study_instance_uid and r.radiologist_id is not null
  ) v
  where d.study_instance_uid = new.study_instance_uid and btrim(new.modality) <> ''
  on conflict do nothing;
  return null;
end
$$;
reset role;
grant execute on function app.key_dicom_result() to fr_owner;

set local role fr_owner;
-- By row, since hardly a series is one: to what arrives it costs a look at a column.
create trigger dicom_series_result_keyed after insert on public.dicom_series
  for each row when (new.is_result) execute function app.key_dicom_result();
reset role;

-- What is there already. The definer role sees every row; the owner would silently change nothing.
set local role fr_definer;
update public.dicom_series s set result_class = (
  select min(i.sop_class_uid) from public.dicom_instances i where i.series_instance_uid = s.series_instance_uid)
where s.is_result;
insert into public.dicom_result_keys (viewer, key, arrival, series_instance_uid)
select distinct v.viewer, app.modality_key(s.modality, d.study_date), d.arrival, s.series_instance_uid
from public.dicom_series s join public.dicom_studies d on d.study_instance_uid = s.study_instance_uid
cross join lateral (
  select '00000000-0000-0000-0000-000000000000'::uuid as viewer
  union select r.radiologist_id from public.medical_reports r
  where r.study_instance_uid = s.study_instance_uid and r.radiologist_id is not null
) v
where s.is_result and btrim(s.modality) <> ''
on conflict do nothing;
reset role;
