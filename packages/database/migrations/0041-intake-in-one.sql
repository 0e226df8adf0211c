-- What one arrival costs. A study that is new is counted by whoever makes its rows, not by two updates of rows just written
-- (each a new version in twelve indexes); many audit entries are one statement; and what is expected to be known of an
-- arrival can be said beforehand, so that it is stored in one round trip.
set local role fr_definer;

-- Who inserts studies and series with their counts names them for this transaction (`fr.counted`): their UIDs, or `*` when
-- nothing else is added to. Everything else is counted for, as before. (Not by xmin: an update changes that, too.)
create or replace function app.count_dicom_series() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  counted text := current_setting('fr.counted', true);
begin
  if counted = '*' then return null; end if;
  update public.dicom_studies d set number_of_series = d.number_of_series + s.series,
    modalities_in_study = case when d.modalities_in_study @> s.modalities then d.modalities_in_study
      else (select array_agg(distinct m order by m) from unnest(d.modalities_in_study || s.modalities) m) end
  from (
    select n.study_instance_uid, count(*)::integer as series,
      coalesce(array_agg(distinct n.modality::text) filter (where n.modality is not null), '{}') as modalities
    from new_rows n where not n.is_result and n.study_instance_uid <> all (string_to_array(coalesce(counted, ''), ','))
    group by n.study_instance_uid
  ) s where d.study_instance_uid = s.study_instance_uid;
  return null;
end
$$;

create or replace function app.count_dicom_instances() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  said text := current_setting('fr.counted', true);
  counted text[] := string_to_array(coalesce(said, ''), ',');
  added record;
begin
  if said = '*' then return null; end if;
  for added in
    select s.series_instance_uid as series, s.study_instance_uid as study, s.is_result, count(*)::integer as instances,
      coalesce(array_agg(distinct n.sop_class_uid::text) filter (where n.sop_class_uid is not null), '{}') as classes
    from new_rows n join public.dicom_series s on s.series_instance_uid = n.series_instance_uid
    group by s.series_instance_uid
    order by s.study_instance_uid, s.series_instance_uid
  loop
    if added.series <> all (counted) then
      update public.dicom_series s set number_of_instances = s.number_of_instances + added.instances
      where s.series_instance_uid = added.series;
    end if;
    -- A count must not tell a patient, or a doctor who has not looked yet, that there are results.
    if not added.is_result and added.study <> all (counted) then
      update public.dicom_studies d set number_of_instances = d.number_of_instances + added.instances,
        sop_classes_in_study = case when d.sop_classes_in_study @> added.classes then d.sop_classes_in_study
          else (select array_agg(distinct c order by c) from unnest(d.sop_classes_in_study || added.classes) c) end
      where d.study_instance_uid = added.study;
    end if;
  end loop;
  return null;
end
$$;

-- As audit.write, for many entries of one caller, from as many of their requests.
create function audit.write_each(entries jsonb) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan as $$
declare
  who auth.claims := auth.context();
  email text := (select u.email from public.users u where u.id = who.user_id);
  ae_title text := case when who.peer_id is not null then (select p.ae_title from public.dicom_peers p where p.peer_id = who.peer_id) end;
begin
  if who.role is null then raise exception 'entries of nobody' using errcode = '42501'; end if;
  insert into public.audit_logs (user_id, actor_id, user_email, user_role, action, entity_type, entity_id, ip_address,
    user_agent, new_values, status, error_message, patient_ids, request_id, peer_id, peer_ae_title)
  select who.user_id, who.user_id, email, who.role, e.action, e."entityType", e."entityId",
    nullif(current_setting('fr.ip', true), '')::inet, nullif(current_setting('fr.agent', true), ''), e."newValues", e.status,
    e."errorMessage", coalesce(e."patientIds", '{}'), nullif(e."requestId", ''), who.peer_id, ae_title
  from jsonb_to_recordset(entries) as e(action text, "entityType" text, "entityId" uuid, "patientIds" uuid[], status text,
    "newValues" jsonb, "errorMessage" text, "requestId" text);
end
$$;
comment on function audit.write_each is 'As audit.write: the only way into audit_logs for many entries at once. The actor comes from the sealed context.';

-- The settings are read where they are needed: a function for it costs more than the row.
create or replace function app.analysis_starts(upload_date timestamptz, settles boolean) returns timestamptz
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  seconds integer;
begin
  if not settles then return clock_timestamp(); end if;
  select s.setting_value::integer into seconds from public.system_settings s where s.setting_key = 'analysis.settle_seconds';
  return least(
    -- A second more, because not each instance pushes the job: a server tells of a study once a second.
    clock_timestamp() + make_interval(secs => 1 + coalesce(seconds, 5)),
    greatest(clock_timestamp(), upload_date + interval '10 minutes'));
end
$$;
create or replace function app.set_due_at() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  waits jsonb;
begin
  select s.setting_value into waits from public.system_settings s where s.setting_key = 'triage.max_wait_minutes';
  new.due_at := new.upload_date + make_interval(mins =>
    coalesce((waits ->> app.class_of(new.risk_score, new.clinical_priority)::text)::integer, 1440));
  return new;
end
$$;

-- As before, with lists in one order: what somebody expected can be compared with it.
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
      from public.medical_reports r
      where r.study_instance_uid = any (studies) and r.radiologist_id = who.user_id),
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
reset role;
grant execute on function audit.write_each(jsonb) to fr_radiologist, fr_worker;

-- Runs with the caller's rights: every row passes the policies that it would pass alone.
set local role fr_owner;
create or replace function app.intake_store(batch jsonb) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
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
    select r.report_id, r.patient_id, r.patient_name, auth.uid(), r.radiologist_name, r.study_instance_uid, r.study_type,
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
    if exists (select 1 from jsonb_to_recordset(batch -> 'joined') as j(report_id uuid)
      join public.medical_reports r on r.report_id = j.report_id where r.status <> 'pending') then
      raise exception 'a report moved on' using errcode = 'FR004';
    end if;
  end if;
  if jsonb_path_exists(batch, '$.joined[*].payload') then
    perform jobs.enqueue_each('analyze_study', array_agg(j.payload), array_agg('analyze:' || j.report_id),
      array_agg(app.analysis_starts(r.upload_date, j.settles)))
    from jsonb_to_recordset(batch -> 'joined') as j(report_id uuid, payload json, settles boolean)
    join public.medical_reports r on r.report_id = j.report_id where j.payload is not null;
    perform app.tell(null, 'doctor', 'worklist', batch -> 'told');
  end if;
  if jsonb_array_length(batch -> 'audit') > 0 then perform audit.write_each(batch -> 'audit'); end if;
  perform set_config('fr.counted', '', true);
end
$$;

-- Everything of some arrivals in one round trip: enter, lock, compare, store, commit. Stores only when all is as expected,
-- and answers null then; otherwise it answers what is known, and nothing has happened.
create function app.take_in(caller jsonb, studies text[], series text[], instances text[], issuers text[],
    identifiers text[], expected jsonb, batch jsonb)
  returns jsonb language plpgsql volatile set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan as $$
declare
  who auth.claims := auth.begin_caller(caller);
  known jsonb := app.intake_known(studies, series, instances, issuers, identifiers);
begin
  if known <> expected then return known; end if;
  perform app.intake_store(batch);
  return null;
end
$$;
comment on function app.take_in is 'Stores a batch if what is known of it is what its maker expected; otherwise says what is known. One statement, one transaction.';
reset role;
grant execute on function app.take_in(jsonb, text[], text[], text[], text[], text[], jsonb, jsonb) to fr_api;

set local role fr_queue;
create or replace function jobs.enqueue_each(task text, payloads json[], job_keys text[], run_at timestamptz[])
  returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan as $$
declare
  me text := auth.role();
  known jobs.tasks;
  known_id integer;
begin
  select t.* into known from jobs.tasks t where t.identifier = task;
  if known.identifier is null or me is null or not (me = any (known.enqueued_by)) then
    raise exception 'task % is not open to %', task, coalesce(me, 'nobody') using errcode = '42501';
  end if;
  select t.id into known_id from graphile_worker._private_tasks t where t.identifier = task;
  if known_id is null then
    insert into graphile_worker._private_tasks (identifier) values (task) on conflict do nothing;
    select t.id into known_id from graphile_worker._private_tasks t where t.identifier = task;
  end if;
  update graphile_worker._private_jobs j set key = null, attempts = j.max_attempts, updated_at = now()
  where j.key = any (job_keys) and not j.is_available;
  insert into graphile_worker._private_jobs as j (task_id, payload, run_at, max_attempts, key)
  select known_id, p.payload, p.run_at, known.max_attempts, p.job_key
  from unnest(payloads, job_keys, run_at) as p(payload, job_key, run_at)
  on conflict (key) do update set task_id = excluded.task_id, payload = excluded.payload, run_at = excluded.run_at,
    max_attempts = excluded.max_attempts, attempts = 0, last_error = null, updated_at = now(), revision = j.revision + 1;
  -- A worker sleeps until it is told; jobs of later it finds by itself.
  if exists (select 1 from unnest(run_at) as due(at) where due.at <= clock_timestamp()) then
    perform pg_notify('jobs:insert', json_build_object('r', random(), 'count', cardinality(payloads))::text);
  end if;
end
$$;
reset role;
