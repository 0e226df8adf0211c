-- What QIDO-RS and C-FIND look studies up by. Under row security only plain comparisons reach an index, and a radiologist
-- sees a few of many: so each viewer has their own sorted list of words per study, and a query is a range of it.
set local role fr_owner;

alter table public.dicom_studies add column arrival bigint generated always as identity;
create unique index dicom_studies_arrival_key on public.dicom_studies (arrival);
create index dicom_studies_patient_identifier_idx on public.dicom_studies (patient_identifier collate "C", arrival);
create index dicom_studies_accession_idx on public.dicom_studies (accession_number collate "C", arrival);
create index dicom_studies_study_id_idx on public.dicom_studies (study_id collate "C", arrival);
create index dicom_studies_referring_physician_idx on public.dicom_studies (referring_physician_folded, arrival);
create index dicom_studies_description_idx on public.dicom_studies (study_description_folded, arrival);
alter table public.dicom_studies add column is_shared boolean not null default false;
comment on column public.dicom_studies.is_shared is 'Several uploaders added to the study: what one of them may count is counted when asked.';
comment on column public.dicom_studies.arrival is 'Counts up as studies arrive, with gaps: the order of an unfiltered list, and how search keys name a study.';

create table public.dicom_study_keys (
  viewer uuid not null,
  key text collate "C" not null,
  arrival bigint not null,
  primary key (viewer, key, arrival)
);
comment on table public.dicom_study_keys is 'Studies by what they are searched by, once for those who see all of them and once for each uploader. Kept by triggers.';
comment on column public.dicom_study_keys.viewer is 'The uploader, or the nil UUID for doctors and techs.';
comment on column public.dicom_study_keys.key is 'a: every study. dYYYYMMDD: StudyDate. mMODALITY YYYYMMDD: a modality in the study. n: a group of PatientName folded, i: the same in a script from U+1100 on (Chinese, Japanese, Korean). w: a further word of it.';
comment on column public.dicom_study_keys.arrival is 'dicom_studies.arrival. No foreign key: ten checks a study would cost more than the rows; a trigger removes them.';
call app.protect('public.dicom_study_keys');

create table public.dicom_study_landmarks (
  viewer uuid not null,
  nth bigint not null,
  arrival bigint not null,
  primary key (viewer, nth)
);
comment on table public.dicom_study_landmarks is 'Every thousandth study of a viewer by arrival: an offset then walks a thousand rows at most, and a total is known.';
comment on column public.dicom_study_landmarks.nth is 'How many studies of the viewer arrived up to and with this one.';
call app.protect('public.dicom_study_landmarks');

grant select on public.dicom_study_keys, public.dicom_study_landmarks to fr_radiologist, fr_doctor, fr_tech;
create policy keys_of_radiologist on public.dicom_study_keys for select to fr_radiologist
  using (viewer = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy keys_for_doctor on public.dicom_study_keys for select to fr_doctor
  using (viewer = '00000000-0000-0000-0000-000000000000' and (select auth.role()) = 'doctor');
create policy keys_for_tech on public.dicom_study_keys for select to fr_tech
  using (viewer = '00000000-0000-0000-0000-000000000000' and (select auth.role()) = 'tech');
create policy landmarks_of_radiologist on public.dicom_study_landmarks for select to fr_radiologist
  using (viewer = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy landmarks_for_doctor on public.dicom_study_landmarks for select to fr_doctor
  using (viewer = '00000000-0000-0000-0000-000000000000' and (select auth.role()) = 'doctor');
create policy landmarks_for_tech on public.dicom_study_landmarks for select to fr_tech
  using (viewer = '00000000-0000-0000-0000-000000000000' and (select auth.role()) = 'tech');
reset role;

set local role fr_definer;
-- Keys of one study, but those of its modalities. Long texts are cut: a key is a place to look, the row itself decides.
-- The first word of a name is the beginning of its n key, so it needs none of its own. String functions rather than
-- regular expressions: this runs twice for each study that arrives.
create function app.study_keys(name_folded text, study_date date) returns text[]
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  found text[] := case when study_date is null then array['a'] else array['a', 'd' || to_char(study_date, 'YYYYMMDD')] end;
  name text;
  words text[];
begin
  if name_folded is null or name_folded = '' then return found; end if;
  foreach name in array string_to_array(name_folded, '=') loop
    if name <> '' then
      found := found || (case when name >= U&'\1100' collate "C" then 'i' else 'n' end || left(name, 256));
      words := string_to_array(translate(name, '^,', '  '), ' ');
      for at in 2 .. cardinality(words) loop
        if words[at] <> '' and ('w' || left(words[at], 64)) <> all (found) then found := found || ('w' || left(words[at], 64)); end if;
      end loop;
    end if;
  end loop;
  return found;
end
$$;
create function app.modality_key(modality text, study_date date) returns text
  language sql stable set search_path = pg_catalog, pg_temp
  as $$ select 'm' || btrim(modality) || ' ' || coalesce(to_char(study_date, 'YYYYMMDD'), '00000000') $$;

-- Whoever adds studies holds this lock until the commit; who places landmarks wants it alone, so that no number given
-- out earlier can still turn up behind a landmark.
create function app.adding_studies() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock_shared(20251115);
  return null;
end
$$;

create function app.key_dicom_studies() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.dicom_study_keys (viewer, key, arrival)
  select '00000000-0000-0000-0000-000000000000', k, n.arrival
  from new_rows n, unnest(app.study_keys(n.patient_name_folded, n.study_date)) k;
  return null;
end
$$;

create function app.key_dicom_series() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.dicom_study_keys (viewer, key, arrival)
  select v.viewer, app.modality_key(n.modality, d.study_date), d.arrival
  from (select distinct study_instance_uid, modality from new_rows where not is_result and btrim(modality) <> '') n
  join public.dicom_studies d on d.study_instance_uid = n.study_instance_uid
  cross join lateral (
    select '00000000-0000-0000-0000-000000000000'::uuid as viewer
    union select r.radiologist_id from public.medical_reports r
    where r.study_instance_uid = n.study_instance_uid and r.radiologist_id is not null
  ) v
  on conflict do nothing;
  return null;
end
$$;

-- A second uploader of a study gets an old number: landmarks behind it no longer count right, and are placed again.
create function app.key_medical_reports() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  with added as (
    insert into public.dicom_study_keys (viewer, key, arrival)
    select r.radiologist_id, k, d.arrival
    from (select distinct radiologist_id, study_instance_uid from new_rows where radiologist_id is not null) r
    join public.dicom_studies d on d.study_instance_uid = r.study_instance_uid
    cross join lateral unnest(app.study_keys(d.patient_name_folded, d.study_date)
      || array(select app.modality_key(m, d.study_date) from unnest(d.modalities_in_study) m where btrim(m) <> '')) k
    on conflict do nothing
    returning viewer, key, arrival
  )
  delete from public.dicom_study_landmarks l using added a
  where a.key = 'a' and l.viewer = a.viewer and l.arrival > a.arrival;
  update public.dicom_studies d set is_shared = true from new_rows n
  where d.study_instance_uid = n.study_instance_uid and not d.is_shared and exists (
    select 1 from public.medical_reports r where r.study_instance_uid = n.study_instance_uid and r.radiologist_id <> n.radiologist_id);
  return null;
end
$$;

create function app.unkey_dicom_studies() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.dicom_study_keys k using old_rows o where k.arrival = o.arrival;
  delete from public.dicom_study_landmarks l where l.arrival >= (select min(o.arrival) from old_rows o);
  return null;
end
$$;

-- Places the landmarks that are due for whoever is asking. When somebody is just adding studies, the next one does it.
create function app.place_landmarks() returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid := case auth.role() when 'radiologist' then auth.uid()
    when 'doctor' then '00000000-0000-0000-0000-000000000000' when 'tech' then '00000000-0000-0000-0000-000000000000' end;
  last_nth bigint;
  last_arrival bigint;
  placed integer;
begin
  if me is null or not pg_try_advisory_xact_lock(20251115) then return 0; end if;
  select l.nth, l.arrival into last_nth, last_arrival from public.dicom_study_landmarks l where l.viewer = me order by l.nth desc limit 1;
  insert into public.dicom_study_landmarks (viewer, nth, arrival)
  select me, coalesce(last_nth, 0) + later.n, later.arrival
  from (select k.arrival, row_number() over (order by k.arrival) as n from public.dicom_study_keys k
    where k.viewer = me and k.key = 'a' and k.arrival > coalesce(last_arrival, 0)) later
  where later.n % 1000 = 0;
  get diagnostics placed = row_count;
  return placed;
end
$$;
comment on function app.place_landmarks is 'Called when a search had to walk two thousand studies; returns how many landmarks were placed.';

-- What is there already. The definer role sees every row; the owner would silently add nothing.
update public.dicom_studies d set is_shared = true where (
  select count(distinct r.radiologist_id) from public.medical_reports r where r.study_instance_uid = d.study_instance_uid) > 1;
insert into public.dicom_study_keys (viewer, key, arrival)
select '00000000-0000-0000-0000-000000000000', k, d.arrival
from public.dicom_studies d, unnest(app.study_keys(d.patient_name_folded, d.study_date)
  || array(select app.modality_key(m, d.study_date) from unnest(d.modalities_in_study) m where btrim(m) <> '')) k
on conflict do nothing;
insert into public.dicom_study_keys (viewer, key, arrival)
select distinct r.radiologist_id, k.key, k.arrival
from public.medical_reports r join public.dicom_studies d on d.study_instance_uid = r.study_instance_uid
join public.dicom_study_keys k on k.arrival = d.arrival and k.viewer = '00000000-0000-0000-0000-000000000000'
where r.radiologist_id is not null
on conflict do nothing;
reset role;
grant execute on function app.adding_studies(), app.key_dicom_studies(), app.key_dicom_series(), app.key_medical_reports(),
  app.unkey_dicom_studies() to fr_owner;
grant execute on function app.study_keys(text, date), app.modality_key(text, date) to fr_definer;
grant execute on function app.place_landmarks() to fr_radiologist, fr_doctor, fr_tech;

set local role fr_owner;
create trigger dicom_studies_adding before insert on public.dicom_studies
  for each statement execute function app.adding_studies();
create trigger medical_reports_adding before insert on public.medical_reports
  for each statement execute function app.adding_studies();
create trigger dicom_studies_keyed after insert on public.dicom_studies
  referencing new table as new_rows for each statement execute function app.key_dicom_studies();
create trigger dicom_series_keyed after insert on public.dicom_series
  referencing new table as new_rows for each statement execute function app.key_dicom_series();
create trigger medical_reports_keyed after insert on public.medical_reports
  referencing new table as new_rows for each statement execute function app.key_medical_reports();
create trigger dicom_studies_unkeyed after delete on public.dicom_studies
  referencing old table as old_rows for each statement execute function app.unkey_dicom_studies();
reset role;
