-- An arrival costs the same however much its sender has sent before. Three questions of the way in asked for "these reports,
-- and the sender's own": on a database that nobody had counted yet, PostgreSQL read all reports of the sender and picked these.
set local role fr_definer;
-- Where these reports are, for whoever sent them: by their keys alone, whatever a plan thinks of the policies.
create function app.own_reports(reports uuid[]) returns table (report_id uuid, status text, upload_date timestamptz)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  who auth.claims := auth.context();
begin
  return query select r.report_id, r.status::text, r.upload_date
  from unnest(reports) as k(id)
  cross join lateral (select * from public.medical_reports m where m.report_id = k.id offset 0) r
  where r.radiologist_id = who.user_id or who.role = 'worker';
end
$$;
comment on function app.own_reports is 'Status and arrival of these reports, as far as the sender is asking (or a worker).';

create or replace function app.intake_known(studies text[], series text[], instances text[], issuers text[], identifiers text[])
  returns jsonb language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  who auth.claims := auth.context();
begin
  if who.role is null or who.role not in ('radiologist', 'worker') then
    raise exception 'studies come from radiologists' using errcode = '42501';
  end if;
  -- Whoever else sends one of these studies waits until we commit: two halves that come at once make one report.
  perform pg_advisory_xact_lock(k.key)
  from (select distinct hashtextextended(u.uid, 20250) as key from unnest(studies) as u(uid) order by key) k;
  return jsonb_build_object(
    'uploaderName', (select u.name from public.users u where u.id = who.user_id),
    'patients', (
      select coalesce(jsonb_agg(jsonb_build_object('issuer', i.issuer, 'identifier', i.value, 'id', u.id, 'name', u.name,
        'date_of_birth', u.date_of_birth) order by i.issuer collate "C", i.value collate "C"), '[]')
      from unnest(issuers, identifiers) as c(issuer, value)
      join public.patient_identifiers i on i.issuer = c.issuer and i.value = c.value and i.is_verified
      join public.users u on u.id = i.patient_id),
    'studies', (
      select coalesce(jsonb_agg(jsonb_build_object('uid', s.study_instance_uid, 'patientId', s.patient_id,
        'hasHeader', s.attributes <> '{}', 'identifier', s.patient_identifier, 'issuer', s.patient_identifier_issuer)
        order by s.study_instance_uid collate "C"), '[]')
      from public.dicom_studies s where s.study_instance_uid = any (studies)),
    'reports', (
      select coalesce(jsonb_agg(jsonb_build_object('reportId', r.report_id, 'studyUid', r.study_instance_uid,
          'patientId', r.patient_id, 'patientName', r.patient_name, 'status', r.status, 'identityState', r.identity_state,
          'nextPlace', (select coalesce(max(i.display_order) + 1, 0) from public.report_images i where i.report_id = r.report_id))
        order by r.study_instance_uid collate "C", r.upload_date desc, r.report_id), '[]')
      from unnest(studies) as u(uid)
      -- A wall: whoever reads the sender's own reports instead reads all that they ever sent (a plan of an empty table).
      cross join lateral (select * from public.medical_reports m where m.study_instance_uid = u.uid offset 0) r
      where r.radiologist_id = who.user_id),
    'series', (
      select coalesce(jsonb_agg(jsonb_build_object('uid', s.series_instance_uid, 'studyUid', s.study_instance_uid)
        order by s.series_instance_uid collate "C"), '[]')
      from public.dicom_series s where s.series_instance_uid = any (series)),
    'instances', (
      select coalesce(jsonb_agg(jsonb_build_object('uid', d.sop_instance_uid, 'sha256', encode(d.sha256, 'hex'),
        'reportId', case when o.is_own then r.report_id end, 'patientId', case when o.is_own then r.patient_id end)
        order by d.sop_instance_uid collate "C"), '[]')
      from public.dicom_instances d
      join public.report_images i on i.image_id = d.image_id
      join public.medical_reports r on r.report_id = i.report_id
      cross join lateral (select r.radiologist_id is not distinct from who.user_id or who.role = 'worker' as is_own) o
      where d.sop_instance_uid = any (instances)));
end
$$;

-- The modality of a new study is known while it is entered; the question for the first of several is a plan of its own.
create or replace function app.set_modality() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  known text[];
begin
  select d.modalities_in_study into known from public.dicom_studies d where d.study_instance_uid = new.study_instance_uid;
  new.modality := case when cardinality(known) = 1 then left(nullif(btrim(known[1]), ''), 16) else app.main_modality(known) end;
  return new;
end
$$;

-- Who makes them is asked once, and not twice for each.
create or replace function app.provisional_patients(patients jsonb) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who auth.claims := auth.context();
begin
  if who.role is null or who.role not in ('radiologist', 'worker') then
    raise exception 'provisional patients come with studies' using errcode = '42501';
  end if;
  insert into public.users (id, name, email, password_hash, role, date_of_birth, is_active, is_provisional, created_by, updated_by)
  select p.id, coalesce(nullif(p.name, ''), 'Unknown'), p.id || '@provisional.invalid', '!', 'patient', p.date_of_birth,
    false, true, who.user_id, who.user_id
  from jsonb_to_recordset(patients) as p(id uuid, name text, date_of_birth date);
end
$$;
reset role;
grant execute on function app.own_reports(uuid[]) to fr_radiologist, fr_worker;

-- Runs with the caller's rights: every row passes the policies that it would pass alone.
set local role fr_owner;
create or replace function app.intake_store(batch jsonb) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  joined uuid[] := array(select j.report_id from jsonb_to_recordset(batch -> 'joined') as j(report_id uuid));
  me uuid := auth.uid();
  moved_on boolean;
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
    -- The foreign key of the images now holds each report's row: whoever wants to advance it waits for us, and finds them.
    moved_on := exists (select 1 from app.own_reports(joined) r where r.status <> 'pending');
    if moved_on then
      raise exception 'a report moved on' using errcode = 'FR004';
    end if;
  end if;
  if jsonb_path_exists(batch, '$.joined[*].payload') then
    perform jobs.enqueue_each('analyze_study', array_agg(j.payload), array_agg('analyze:' || j.report_id),
      array_agg(app.analysis_starts(r.upload_date, j.settles)))
    from app.own_reports(joined) r
    join jsonb_to_recordset(batch -> 'joined') as j(report_id uuid, payload json, settles boolean)
      on j.report_id = r.report_id and j.payload is not null;
    perform app.tell(null, 'doctor', 'worklist', batch -> 'told');
  end if;
  if jsonb_array_length(batch -> 'audit') > 0 then perform audit.write_each(batch -> 'audit'); end if;
  perform set_config('fr.counted', '', true);
end
$$;

reset role;
