-- The way in for many instances at once: one question for what is known of them, one statement a table for what is kept.

set local role fr_definer;
-- Locks the studies, each sender in the same order, and says what is known of everything that arrives. It says no more
-- than the sender needs: of a colleague's instance only that it is there.
-- Plans are made once a connection, and for indexes: with a look at the first values PostgreSQL would plan each call anew,
-- a millisecond, and a plan made on empty tables would read whole ones from then on.
create function app.intake_known(studies text[], series text[], instances text[], issuers text[], identifiers text[])
  returns jsonb language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  me uuid := auth.uid();
  is_worker boolean := auth.role() = 'worker';
begin
  if auth.role() is null or auth.role() not in ('radiologist', 'worker') then
    raise exception 'studies come from radiologists' using errcode = '42501';
  end if;
  -- Whoever else sends one of these studies waits until we commit: two halves that come at once make one report.
  perform pg_advisory_xact_lock(k.key)
  from (select distinct hashtextextended(u.uid, 20250) as key from unnest(studies) as u(uid) order by key) k;
  return jsonb_build_object(
    'uploaderName', (select u.name from public.users u where u.id = me),
    'patients', (
      select coalesce(jsonb_agg(jsonb_build_object('issuer', i.issuer, 'identifier', i.value, 'id', u.id, 'name', u.name,
        'date_of_birth', u.date_of_birth)), '[]')
      from unnest(issuers, identifiers) as c(issuer, value)
      join public.patient_identifiers i on i.issuer = c.issuer and i.value = c.value and i.is_verified
      join public.users u on u.id = i.patient_id),
    'studies', (
      select coalesce(jsonb_agg(jsonb_build_object('uid', s.study_instance_uid, 'patientId', s.patient_id,
        'hasHeader', s.attributes <> '{}', 'identifier', s.patient_identifier, 'issuer', s.patient_identifier_issuer)), '[]')
      from public.dicom_studies s where s.study_instance_uid = any (studies)),
    'reports', (
      select coalesce(jsonb_agg(jsonb_build_object('reportId', r.report_id, 'studyUid', r.study_instance_uid,
          'patientId', r.patient_id, 'patientName', r.patient_name, 'status', r.status, 'identityState', r.identity_state,
          'nextPlace', (select coalesce(max(i.display_order) + 1, 0) from public.report_images i where i.report_id = r.report_id))
        order by r.upload_date desc, r.report_id), '[]')
      from public.medical_reports r
      where r.study_instance_uid = any (studies) and r.radiologist_id = me),
    'series', (
      select coalesce(jsonb_agg(jsonb_build_object('uid', s.series_instance_uid, 'studyUid', s.study_instance_uid)), '[]')
      from public.dicom_series s where s.series_instance_uid = any (series)),
    'instances', (
      select coalesce(jsonb_agg(jsonb_build_object('uid', d.sop_instance_uid, 'sha256', encode(d.sha256, 'hex'),
        'reportId', case when o.is_own then r.report_id end, 'patientId', case when o.is_own then r.patient_id end)), '[]')
      from public.dicom_instances d
      join public.report_images i on i.image_id = d.image_id
      join public.medical_reports r on r.report_id = i.report_id
      cross join lateral (select r.radiologist_id is not distinct from me or is_worker as is_own) o
      where d.sop_instance_uid = any (instances)));
end
$$;
comment on function app.intake_known is 'What is known of arriving studies, series, instances and (issuer, identifier) pairs; holds the studies until the transaction ends.';

-- Many patients without an account in one statement; their ids come from the server, which needs them at once.
create function app.provisional_patients(patients jsonb) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.role() is null or auth.role() not in ('radiologist', 'worker') then
    raise exception 'provisional patients come with studies' using errcode = '42501';
  end if;
  insert into public.users (id, name, email, password_hash, role, date_of_birth, is_active, is_provisional, created_by)
  select p.id, coalesce(nullif(p.name, ''), 'Unknown'), p.id || '@provisional.invalid', '!', 'patient', p.date_of_birth,
    false, true, auth.uid()
  from jsonb_to_recordset(patients) as p(id uuid, name text, date_of_birth date);
end
$$;

-- A study from the network has settled when nothing of it came for a while. A trickle may not put it off for ever: ten
-- minutes after it arrived it is analyzed with what is there, and what comes later makes a further report.
create function app.analysis_starts(upload_date timestamptz, settles boolean) returns timestamptz
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not settles then return clock_timestamp(); end if;
  return least(
    -- A second more, because not each instance pushes the job: a server tells of a study once a second.
    clock_timestamp() + make_interval(secs => 1 + coalesce((app.setting('analysis.settle_seconds'))::integer, 5)),
    greatest(clock_timestamp(), upload_date + interval '10 minutes'));
end
$$;
-- Five seconds are longer than any pause between two instances of one study; a minute made every study wait.
update public.system_settings set setting_value = '5'
where setting_key = 'analysis.settle_seconds' and setting_value = '60';
reset role;

set local role fr_queue;
-- As graphile-worker's add_jobs with job_key_mode replace, in two statements: a waiting job moves to its new time and is
-- told the new payload, a running one goes on and gets a successor. Its own function plans four statements in each call,
-- and takes a millisecond.
create function jobs.enqueue_each(task text, payloads json[], job_keys text[], run_at timestamptz[])
  returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  known jobs.tasks;
  known_id integer;
begin
  select t.* into known from jobs.tasks t where t.identifier = task;
  if known.identifier is null or auth.role() is null or not (auth.role() = any (known.enqueued_by)) then
    raise exception 'task % is not open to %', task, coalesce(auth.role(), 'nobody') using errcode = '42501';
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
comment on function jobs.enqueue_each is 'As jobs.enqueue, for many of one task; the three lists go together.';
reset role;

-- Compressing a header costs more than writing it, and whoever asks for metadata would pay again: rows stay whole.
set local role fr_owner;
alter table public.dicom_instances set (toast_tuple_target = 8160);
alter table public.dicom_studies set (toast_tuple_target = 8160);
alter table public.dicom_series set (toast_tuple_target = 8160);
reset role;

-- Functions in the SQL language are parsed and planned in each call, 0.3 ms; as plpgsql once a connection. What these say
-- is unchanged: the longest wait of a class, and who a peer is.
set local role fr_definer;
create or replace function app.max_wait(class smallint) returns interval
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return make_interval(mins => coalesce(((app.setting('triage.max_wait_minutes')) ->> class::text)::integer, 1440));
end
$$;
create or replace function auth.note_peer(noted uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.dicom_peers p set last_seen_at = clock_timestamp()
  where p.peer_id = (select q.peer_id from public.dicom_peers q where q.peer_id = noted
    and coalesce(q.last_seen_at < clock_timestamp() - interval '1 minute', true) for no key update skip locked);
end
$$;
create or replace function auth.peer_account(peer public.dicom_peers, operation text) returns table (user_id uuid, role text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  account uuid := case
    when operation = 'echo' then coalesce(peer.stores_as, peer.reads_as)
    when not operation = any (peer.operations) then null
    when operation = 'store' then peer.stores_as
    when operation in ('query', 'retrieve') then case peer.sees when 'all' then peer.reads_as else peer.stores_as end
  end;
begin
  return query select u.id, u.role::text from public.users u
  where u.id = account and u.is_active and u.role in ('radiologist', 'doctor') and (operation <> 'store' or u.role = 'radiologist');
end
$$;
reset role;

-- Runs with the caller's rights: every row passes the policies that it would pass alone.
set local role fr_owner;
create function app.intake_store(batch jsonb) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  entry jsonb;
begin
  if jsonb_array_length(batch -> 'patients') > 0 then perform app.provisional_patients(batch -> 'patients'); end if;
  -- A statement about nothing still starts its triggers: most instances belong to a study that is here.
  -- Nothing of a study is ever overwritten. No conflict target: naming one would ask for the row's visibility, and it may
  -- be a colleague's.
  if jsonb_array_length(batch -> 'studies') > 0 then
    insert into public.dicom_studies (study_instance_uid, patient_id, study_date, study_time, study_id, accession_number,
      study_description, study_description_folded, referring_physician_name, referring_physician_folded, modalities_in_study,
      patient_name, patient_name_folded, patient_identifier, patient_identifier_issuer, patient_birth_date, patient_sex,
      attributes)
    select s.* from jsonb_to_recordset(batch -> 'studies') as s(study_instance_uid text, patient_id uuid, study_date date,
      study_time text, study_id text, accession_number text, study_description text, study_description_folded text,
      referring_physician_name text, referring_physician_folded text, modalities_in_study text[], patient_name text,
      patient_name_folded text, patient_identifier text, patient_identifier_issuer text, patient_birth_date date,
      patient_sex text, attributes jsonb)
    on conflict do nothing;
  end if;
  if jsonb_array_length(batch -> 'series') > 0 then
    insert into public.dicom_series (series_instance_uid, study_instance_uid, modality, series_number, series_description,
      body_part_examined, view_position, laterality, performed_procedure_step_start_date,
      performed_procedure_step_start_time, request_attributes, attributes)
    select s.* from jsonb_to_recordset(batch -> 'series') as s(series_instance_uid text, study_instance_uid text,
      modality text, series_number integer, series_description text, body_part_examined text, view_position text,
      laterality text, performed_procedure_step_start_date date, performed_procedure_step_start_time text,
      request_attributes jsonb, attributes jsonb)
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
  if jsonb_path_exists(batch, '$.joined[*].payload') then
    perform jobs.enqueue_each('analyze_study', array_agg(j.payload), array_agg('analyze:' || j.report_id),
      array_agg(app.analysis_starts(r.upload_date, j.settles)))
    from jsonb_to_recordset(batch -> 'joined') as j(report_id uuid, payload json, settles boolean)
    join public.medical_reports r on r.report_id = j.report_id where j.payload is not null;
    perform app.tell(null, 'doctor', 'worklist', batch -> 'told');
  end if;
  for entry in select e from jsonb_array_elements(batch -> 'audit') e loop
    -- One transaction may carry several requests of one caller.
    perform set_config('fr.request', coalesce(entry ->> 'requestId', ''), true);
    perform audit.write(entry ->> 'action', entry ->> 'entityType', (entry ->> 'entityId')::uuid,
      array(select p::uuid from jsonb_array_elements_text(entry -> 'patientIds') p), entry ->> 'status', null,
      entry -> 'newValues', entry ->> 'errorMessage');
  end loop;
end
$$;
comment on function app.intake_store is 'Keeps what was decided of a batch: one statement a table, whatever its size.';
reset role;

grant execute on function app.intake_known(text[], text[], text[], text[], text[]), app.provisional_patients(jsonb),
  app.analysis_starts(timestamptz, boolean) to fr_radiologist, fr_worker;
grant execute on function jobs.enqueue_each(text, json[], text[], timestamptz[]) to fr_radiologist, fr_worker;
grant execute on function app.intake_store(jsonb) to fr_radiologist;
