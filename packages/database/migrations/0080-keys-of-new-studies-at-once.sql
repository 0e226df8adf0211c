-- What a new study is searched by is written once, when its series and its report are there too, and not by three triggers.
-- Whoever makes studies of which nothing was here says so (`fr.counted` is `*`, as for the counts) and calls app.key_studies;
-- everything else is keyed by the triggers, as before.
set local role fr_definer;
create function app.key_studies(studies text[]) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
  with added as (
    insert into public.dicom_study_keys (viewer, key, arrival)
    select v.viewer, k, d.arrival
    from unnest(studies) as u(uid)
    cross join lateral (select * from public.dicom_studies s where s.study_instance_uid = u.uid offset 0) d
    cross join lateral unnest(app.study_keys(d.patient_name_folded, d.study_date)
      || array(select app.modality_key(m, d.study_date) from unnest(d.modalities_in_study) m where btrim(m) <> '')) k
    cross join lateral (
      select '00000000-0000-0000-0000-000000000000'::uuid as viewer
      union select r.radiologist_id from public.medical_reports r
      where r.study_instance_uid = d.study_instance_uid and r.radiologist_id is not null
    ) v
    on conflict do nothing
    returning viewer, key, arrival
  )
  delete from public.dicom_study_landmarks l using added a
  where a.key = 'a' and l.viewer = a.viewer and l.arrival > a.arrival;
end
$$;
comment on function app.key_studies is 'Writes what these studies are searched by, for those who see all and for their uploaders. May be repeated.';

create or replace function app.key_dicom_studies() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('fr.counted', true) = '*' then return null; end if;
  insert into public.dicom_study_keys (viewer, key, arrival)
  select '00000000-0000-0000-0000-000000000000', k, n.arrival
  from new_rows n, unnest(app.study_keys(n.patient_name_folded, n.study_date)) k;
  return null;
end
$$;
create or replace function app.key_dicom_series() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('fr.counted', true) = '*' then return null; end if;
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
create or replace function app.key_medical_reports() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('fr.counted', true) = '*' then return null; end if;
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
reset role;
grant execute on function app.key_studies(text[]) to fr_radiologist, fr_worker;

-- Runs with the caller's rights: every row passes the policies that it would pass alone. Where the reports are is asked by key
-- (app.own_reports), and once for their status and their jobs.
set local role fr_owner;
create or replace function app.intake_store(batch jsonb) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  joined uuid[] := array(select j.report_id from jsonb_to_recordset(batch -> 'joined') as j(report_id uuid));
  me uuid := auth.uid();
  moved_on boolean;
  payloads json[];
  job_keys text[];
  starts timestamptz[];
begin
  -- New studies and series come with their counts. Set back at the end: what else this transaction does is counted for.
  perform set_config('fr.counted', coalesce(batch ->> 'counted', ''), true);
  if jsonb_array_length(batch -> 'patients') > 0 then perform app.provisional_patients(batch -> 'patients'); end if;
  -- A statement about nothing still starts its triggers: most instances belong to a study that is here.
  -- Nothing of a study is ever overwritten. No conflict target: naming one would ask for the row's visibility, and it may
  -- be a colleague's.
  if jsonb_array_length(batch -> 'studies') > 0 then
    insert into public.dicom_studies (study_instance_uid, patient_id, study_date, study_time, study_id, accession_number,
      study_description, study_description_folded, referring_physician_name, referring_physician_folded, modalities_in_study,
      sop_classes_in_study, number_of_series, number_of_instances, patient_name, patient_name_folded, patient_identifier,
      patient_identifier_issuer, patient_birth_date, patient_sex, attributes)
    select s.* from jsonb_to_recordset(batch -> 'studies') as s(study_instance_uid text, patient_id uuid, study_date date,
      study_time text, study_id text, accession_number text, study_description text, study_description_folded text,
      referring_physician_name text, referring_physician_folded text, modalities_in_study text[],
      sop_classes_in_study text[], number_of_series integer, number_of_instances integer, patient_name text,
      patient_name_folded text, patient_identifier text, patient_identifier_issuer text, patient_birth_date date,
      patient_sex text, attributes jsonb)
    on conflict do nothing;
  end if;
  if jsonb_array_length(batch -> 'series') > 0 then
    insert into public.dicom_series (series_instance_uid, study_instance_uid, modality, series_number, series_description,
      body_part_examined, view_position, laterality, performed_procedure_step_start_date,
      performed_procedure_step_start_time, number_of_instances, request_attributes, attributes)
    select s.* from jsonb_to_recordset(batch -> 'series') as s(series_instance_uid text, study_instance_uid text,
      modality text, series_number integer, series_description text, body_part_examined text, view_position text,
      laterality text, performed_procedure_step_start_date date, performed_procedure_step_start_time text,
      number_of_instances integer, request_attributes jsonb, attributes jsonb)
    on conflict do nothing;
  end if;
  if jsonb_array_length(batch -> 'reports') > 0 then
    insert into public.medical_reports (report_id, patient_id, patient_name, radiologist_id, radiologist_name,
      study_instance_uid, study_type, report_image_url, image_metadata, patient_age, patient_gender, symptoms,
      content_digest, identity_state, clinical_priority)
    select r.report_id, r.patient_id, r.patient_name, me, r.radiologist_name, r.study_instance_uid, r.study_type,
      r.report_image_url, r.image_metadata, r.patient_age, r.patient_gender, r.symptoms, decode(r.content_digest, 'hex'),
      r.identity_state, r.clinical_priority
    from jsonb_to_recordset(batch -> 'reports') as r(report_id uuid, patient_id uuid, patient_name text,
      radiologist_name text, study_instance_uid text, study_type text, report_image_url text, image_metadata jsonb,
      patient_age integer, patient_gender text, symptoms jsonb, content_digest text, identity_state text,
      clinical_priority text);
  end if;
  if jsonb_array_length(batch -> 'quarantine') > 0 then
    insert into public.quarantined_instances (report_id, sop_instance_uid, reason, claimed_identity, provisional_patient_id)
    select q.report_id, q.sop_instance_uid, 'identity-open', q.claimed_identity, q.provisional_patient_id
    from jsonb_to_recordset(batch -> 'quarantine') as q(report_id uuid, sop_instance_uid text, claimed_identity jsonb,
      provisional_patient_id uuid);
  end if;
  if jsonb_array_length(batch -> 'images') > 0 then
    insert into public.stored_objects (object_id, sha256, size_bytes, key_id)
    select i.object_id, decode(i.sha256, 'hex'), i.file_size, i.key_id
    from jsonb_to_recordset(batch -> 'images') as i(object_id uuid, sha256 text, file_size bigint, key_id text);
    insert into public.report_images (image_id, report_id, image_url, image_type, image_format, width, height, file_size,
      dicom_metadata, display_order, object_id, sha256, file_name, frames, has_pixels)
    select i.image_id, i.report_id, i.image_url, i.image_type, i.image_format, i.width, i.height, i.file_size,
      i.dicom_metadata, i.display_order, i.object_id, decode(i.sha256, 'hex'), i.file_name, i.frames, i.has_pixels
    from jsonb_to_recordset(batch -> 'images') as i(image_id uuid, report_id uuid, image_url text, image_type text,
      image_format text, width integer, height integer, file_size bigint, dicom_metadata jsonb, display_order integer,
      object_id uuid, sha256 text, file_name text, frames integer, has_pixels boolean);
    insert into public.dicom_instances (sop_instance_uid, series_instance_uid, image_id, sop_class_uid, transfer_syntax_uid,
      instance_number, rows, columns, number_of_frames, sha256, metadata, pixel_data_offset, pixel_data_length, frame_bytes,
      bulk)
    select i.sop_instance_uid, i.series_instance_uid, i.image_id, i.sop_class_uid, i.transfer_syntax_uid,
      i.instance_number, i.rows, i.columns, i.number_of_frames, decode(i.sha256, 'hex'), i.metadata, i.pixel_data_offset,
      i.pixel_data_length, i.frame_bytes, i.bulk
    from jsonb_to_recordset(batch -> 'images') as i(sop_instance_uid text, series_instance_uid text, image_id uuid,
      sop_class_uid text, transfer_syntax_uid text, instance_number integer, rows integer, columns integer,
      number_of_frames integer, sha256 text, metadata jsonb, pixel_data_offset bigint, pixel_data_length bigint,
      frame_bytes bigint, bulk jsonb);
  end if;
  if batch ->> 'counted' = '*' and jsonb_array_length(batch -> 'studies') > 0 then
    perform app.key_studies(array(select s.study_instance_uid from jsonb_to_recordset(batch -> 'studies') as s(study_instance_uid text)));
  end if;
  -- The foreign key of the images now holds each report's row: whoever wants to advance it waits for us, and finds them.
  select coalesce(bool_or(r.status <> 'pending'), false),
    array_agg(j.payload) filter (where j.payload is not null),
    array_agg('analyze:' || j.report_id) filter (where j.payload is not null),
    array_agg(app.analysis_starts(r.upload_date, j.settles)) filter (where j.payload is not null)
  into moved_on, payloads, job_keys, starts
  from app.own_reports(joined) r
  join jsonb_to_recordset(batch -> 'joined') as j(report_id uuid, payload json, settles boolean) on j.report_id = r.report_id;
  if moved_on and jsonb_array_length(batch -> 'images') > 0 then
    raise exception 'a report moved on' using errcode = 'FR004';
  end if;
  if payloads is not null then
    perform jobs.enqueue_each('analyze_study', payloads, job_keys, starts);
    perform app.tell(null, 'doctor', 'worklist', batch -> 'told');
  end if;
  if jsonb_array_length(batch -> 'audit') > 0 then perform audit.write_each(batch -> 'audit'); end if;
  perform set_config('fr.counted', '', true);
end
$$;

reset role;
