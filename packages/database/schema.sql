--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: app; Type: SCHEMA; Schema: -; Owner: fr_owner
--

CREATE SCHEMA app;


ALTER SCHEMA app OWNER TO fr_owner;

--
-- Name: SCHEMA app; Type: COMMENT; Schema: -; Owner: fr_owner
--

COMMENT ON SCHEMA app IS 'Rules of the way of a study that the database itself keeps.';


--
-- Name: audit; Type: SCHEMA; Schema: -; Owner: fr_owner
--

CREATE SCHEMA audit;


ALTER SCHEMA audit OWNER TO fr_owner;

--
-- Name: SCHEMA audit; Type: COMMENT; Schema: -; Owner: fr_owner
--

COMMENT ON SCHEMA audit IS 'The one way into the audit log.';


--
-- Name: auth; Type: SCHEMA; Schema: -; Owner: fr_owner
--

CREATE SCHEMA auth;


ALTER SCHEMA auth OWNER TO fr_owner;

--
-- Name: SCHEMA auth; Type: COMMENT; Schema: -; Owner: fr_owner
--

COMMENT ON SCHEMA auth IS 'Who is asking: sessions, the sealed context, login.';


--
-- Name: jobs; Type: SCHEMA; Schema: -; Owner: fr_queue
--

CREATE SCHEMA jobs;


ALTER SCHEMA jobs OWNER TO fr_queue;

--
-- Name: SCHEMA jobs; Type: COMMENT; Schema: -; Owner: fr_queue
--

COMMENT ON SCHEMA jobs IS 'The door to the queue. Which queue it is, only this schema and the job registry know.';


--
-- Name: public; Type: SCHEMA; Schema: -; Owner: pg_database_owner
--

CREATE SCHEMA public;


ALTER SCHEMA public OWNER TO pg_database_owner;

--
-- Name: SCHEMA public; Type: COMMENT; Schema: -; Owner: pg_database_owner
--

COMMENT ON SCHEMA public IS 'standard public schema';


--
-- Name: claims; Type: TYPE; Schema: auth; Owner: fr_definer
--

CREATE TYPE auth.claims AS (
	user_id uuid,
	role text,
	session_id uuid,
	peer_id uuid
);


ALTER TYPE auth.claims OWNER TO fr_definer;

--
-- Name: add_peer(jsonb); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.add_peer(peer jsonb) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  given public.dicom_peers := jsonb_populate_record(null::public.dicom_peers, peer);
  made uuid;
begin
  perform auth.may_admit_peers();
  insert into public.dicom_peers as p (peer_id, ae_title, description, operations, sees, stores_as, allow_plain,
    max_associations, transfer_syntaxes, host, port, uses_tls, trusted_certificate, client_certificate, client_key, forwards)
  values (coalesce(given.peer_id, public.uuid_generate_v4()), given.ae_title, coalesce(given.description, ''),
    coalesce(given.operations, '{}'), coalesce(given.sees, 'own'), given.stores_as, coalesce(given.allow_plain, false),
    coalesce(given.max_associations, 8), coalesce(given.transfer_syntaxes, '{}'), given.host, given.port,
    coalesce(given.uses_tls, true), given.trusted_certificate, given.client_certificate, given.client_key,
    coalesce(given.forwards, 'results'))
  returning p.peer_id into made;
  perform audit.write('create_peer', 'peer', made, '{}', 'success', null,
    jsonb_build_object('aeTitle', given.ae_title, 'operations', to_jsonb(given.operations), 'sees', given.sees));
  return made;
end
$$;


ALTER FUNCTION app.add_peer(peer jsonb) OWNER TO fr_definer;

--
-- Name: adding_studies(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.adding_studies() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform pg_advisory_xact_lock_shared(20251115);
  return null;
end
$$;


ALTER FUNCTION app.adding_studies() OWNER TO fr_definer;

--
-- Name: advance_report(uuid, text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.advance_report(report_id uuid, step text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  present text;
  following text;
begin
  select r.status into present from public.medical_reports r where r.report_id = advance_report.report_id for update;
  if present is null then return null; end if;
  select s.to_status into following from app.report_steps s
    where s.step = advance_report.step and s.from_status = present and s.by_role = auth.role();
  if following is null then
    raise exception 'step % is not open to % from %', step, coalesce(auth.role(), 'nobody'), present using errcode = 'FR001';
  end if;
  update public.medical_reports r set status = following,
      analysis_date = case when following = 'analyzed' then clock_timestamp() else r.analysis_date end,
      updated_by = auth.uid()
    where r.report_id = advance_report.report_id;
  return following;
end
$$;


ALTER FUNCTION app.advance_report(report_id uuid, step text) OWNER TO fr_definer;

--
-- Name: analysis_starts(timestamp with time zone, boolean); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.analysis_starts(upload_date timestamp with time zone, settles boolean) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


ALTER FUNCTION app.analysis_starts(upload_date timestamp with time zone, settles boolean) OWNER TO fr_definer;

--
-- Name: check_report_step(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.check_report_step() RETURNS trigger
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if new.status <> old.status and not exists (
    select 1 from app.report_steps s where s.from_status = old.status and s.to_status = new.status
  ) then
    raise exception 'a report does not go from % to %', old.status, new.status using errcode = 'FR001';
  end if;
  return new;
end
$$;


ALTER FUNCTION app.check_report_step() OWNER TO fr_definer;

--
-- Name: class_of(text, text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.class_of(risk text, priority text) RETURNS smallint
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return greatest(1, case risk when 'high' then 1 when 'medium' then 2 when 'low' then 4 else 3 end
    - case priority when 'stat' then 3 when 'urgent' then 1 else 0 end)::smallint;
end
$$;


ALTER FUNCTION app.class_of(risk text, priority text) OWNER TO fr_definer;

--
-- Name: close_running_analysis(uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.close_running_analysis(report_id uuid) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  present text;
begin
  if auth.role() is distinct from 'doctor' then raise exception 'only a signing doctor' using errcode = '42501'; end if;
  -- Not plain "for update": that waits for whoever just claimed the study, who may be waiting for us.
  select r.status into present from public.medical_reports r where r.report_id = close_running_analysis.report_id for no key update;
  update public.analysis_runs r set outcome = 'lost', reason = 'signed-first', finished_at = clock_timestamp()
    where r.report_id = close_running_analysis.report_id and r.outcome is null and present in ('pending', 'analyzing');
  return present;
end
$$;


ALTER FUNCTION app.close_running_analysis(report_id uuid) OWNER TO fr_definer;

--
-- Name: count_dicom_instances(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.count_dicom_instances() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


ALTER FUNCTION app.count_dicom_instances() OWNER TO fr_definer;

--
-- Name: count_dicom_series(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.count_dicom_series() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


ALTER FUNCTION app.count_dicom_series() OWNER TO fr_definer;

--
-- Name: deliver_report(uuid, uuid, text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.deliver_report(report_id uuid, peer_id uuid, scope text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  made uuid;
begin
  if auth.role() is distinct from 'tech' then raise exception 'a tech sends studies' using errcode = '42501'; end if;
  insert into public.deliveries as d (peer_id, report_id, reason, scope)
  select p.peer_id, r.report_id, 'forward', coalesce(deliver_report.scope, p.forwards)
  from public.dicom_peers p cross join public.medical_reports r
  where p.peer_id = deliver_report.peer_id and p.is_active and 'forward' = any (p.operations)
    and r.report_id = deliver_report.report_id
  returning d.delivery_id into made;
  if made is not null then
    perform jobs.enqueue('deliver', json_build_object('deliveryId', made), 'deliver:' || made);
  end if;
  return made;
end
$$;


ALTER FUNCTION app.deliver_report(report_id uuid, peer_id uuid, scope text) OWNER TO fr_definer;

--
-- Name: deliver_signed(uuid, uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.deliver_signed(report_id uuid, review_id uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  made uuid;
  count integer := 0;
begin
  if auth.role() is distinct from 'doctor' then raise exception 'a doctor signs' using errcode = '42501'; end if;
  for made in
    insert into public.deliveries as d (peer_id, report_id, review_id, reason, scope)
    select p.peer_id, r.report_id, r.review_id, 'signed', p.forwards
    from public.doctor_reviews r cross join public.dicom_peers p
    where r.review_id = deliver_signed.review_id and r.report_id = deliver_signed.report_id and r.state = 'signed'
      and r.doctor_id = auth.uid() and p.is_active and 'forward' = any (p.operations)
    on conflict do nothing returning d.delivery_id
  loop
    perform jobs.enqueue('deliver', json_build_object('deliveryId', made), 'deliver:' || made);
    count := count + 1;
  end loop;
  return count;
end
$$;


ALTER FUNCTION app.deliver_signed(report_id uuid, review_id uuid) OWNER TO fr_definer;

--
-- Name: drop_upload(uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.drop_upload(upload_id uuid) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if not exists (select 1 from public.partial_uploads u where u.upload_id = drop_upload.upload_id
    and u.user_id = auth.uid() and auth.role() = 'radiologist') then return; end if;
  return query select p.object_id from public.partial_upload_pieces p where p.upload_id = drop_upload.upload_id
    and not exists (select 1 from public.stored_objects o where o.object_id = p.object_id);
  delete from public.partial_uploads u where u.upload_id = drop_upload.upload_id;
end
$$;


ALTER FUNCTION app.drop_upload(upload_id uuid) OWNER TO fr_definer;

--
-- Name: follow_adopted_run(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.follow_adopted_run() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update public.medical_reports r set unread_because = app.unread_because(r.report_id, r.status, r.risk_score)
  where r.report_id = new.report_id and r.status = 'analyzed' and r.risk_score is null
    and r.unread_because is distinct from app.unread_because(r.report_id, r.status, r.risk_score);
  return null;
end
$$;


ALTER FUNCTION app.follow_adopted_run() OWNER TO fr_definer;

--
-- Name: follow_modality(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.follow_modality() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update public.medical_reports r set modality = app.main_modality(new.modalities_in_study)
  where r.study_instance_uid = new.study_instance_uid and r.modality is distinct from app.main_modality(new.modalities_in_study);
  return null;
end
$$;


ALTER FUNCTION app.follow_modality() OWNER TO fr_definer;

--
-- Name: guard_factor_roles(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.guard_factor_roles() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.role() is not null and not auth.password_is_fresh() then
    raise exception 'the password was entered too long ago' using errcode = '42501';
  end if;
  return new;
end
$$;


ALTER FUNCTION app.guard_factor_roles() OWNER TO fr_definer;

--
-- Name: guard_piece(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.guard_piece() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if exists (select 1 from public.stored_objects o where o.object_id = new.object_id) then
    raise exception 'the object belongs to an image' using errcode = '42501';
  end if;
  return new;
end
$$;


ALTER FUNCTION app.guard_piece() OWNER TO fr_definer;

--
-- Name: identify_patient(uuid, text, text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.identify_patient(patient_id uuid, issuer text, value text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.role() is distinct from 'tech' and session_user in ('fr_api', 'fr_worker', 'fr_sealer', 'fr_backup') then
    raise exception 'only a tech vouches for identifiers' using errcode = '42501';
  end if;
  if not exists (select 1 from public.users u where u.id = identify_patient.patient_id and u.role = 'patient' and not u.is_provisional) then
    raise exception 'identifiers belong to patients with an account' using errcode = '23514';
  end if;
  insert into public.patient_identifiers (patient_id, issuer, value, is_verified, created_by)
  values (identify_patient.patient_id, identify_patient.issuer, identify_patient.value, true, auth.uid())
  on conflict do nothing;
  perform audit.write('identify_patient', 'user', identify_patient.patient_id, array[identify_patient.patient_id]);
end
$$;


ALTER FUNCTION app.identify_patient(patient_id uuid, issuer text, value text) OWNER TO fr_definer;

--
-- Name: image_is_of(uuid, uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.image_is_of(image uuid, sender uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
declare
  report uuid;
  sent_by uuid;
begin
  select i.report_id into report from public.report_images i where i.image_id = image;
  select r.radiologist_id into sent_by from public.medical_reports r where r.report_id = report;
  return sent_by = sender;
end
$$;


ALTER FUNCTION app.image_is_of(image uuid, sender uuid) OWNER TO fr_definer;

--
-- Name: FUNCTION image_is_of(image uuid, sender uuid); Type: COMMENT; Schema: app; Owner: fr_definer
--

COMMENT ON FUNCTION app.image_is_of(image uuid, sender uuid) IS 'Whether the image belongs to a report of this sender. For policies, which name the sender from the sealed context.';


--
-- Name: instance_held(text[]); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.instance_held(sop_instance_uids text[]) RETURNS TABLE(sop_instance_uid text, sha256 bytea, report_id uuid, patient_id uuid, is_own boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select d.sop_instance_uid::text, d.sha256,
    case when r.radiologist_id is not distinct from auth.uid() or auth.role() = 'worker' then r.report_id end,
    case when r.radiologist_id is not distinct from auth.uid() or auth.role() = 'worker' then r.patient_id end,
    r.radiologist_id is not distinct from auth.uid() or auth.role() = 'worker'
  from public.dicom_instances d
  join public.report_images i on i.image_id = d.image_id
  join public.medical_reports r on r.report_id = i.report_id
  where d.sop_instance_uid = any (sop_instance_uids) and auth.role() in ('radiologist', 'worker')
$$;


ALTER FUNCTION app.instance_held(sop_instance_uids text[]) OWNER TO fr_definer;

--
-- Name: intake_known(text[], text[], text[], text[], text[]); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.intake_known(studies text[], series text[], instances text[], issuers text[], identifiers text[]) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
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


ALTER FUNCTION app.intake_known(studies text[], series text[], instances text[], issuers text[], identifiers text[]) OWNER TO fr_definer;

--
-- Name: FUNCTION intake_known(studies text[], series text[], instances text[], issuers text[], identifiers text[]); Type: COMMENT; Schema: app; Owner: fr_definer
--

COMMENT ON FUNCTION app.intake_known(studies text[], series text[], instances text[], issuers text[], identifiers text[]) IS 'What is known of arriving studies, series, instances and (issuer, identifier) pairs; holds the studies until the transaction ends.';


--
-- Name: intake_store(jsonb); Type: FUNCTION; Schema: app; Owner: fr_owner
--

CREATE FUNCTION app.intake_store(batch jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
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


ALTER FUNCTION app.intake_store(batch jsonb) OWNER TO fr_owner;

--
-- Name: FUNCTION intake_store(batch jsonb); Type: COMMENT; Schema: app; Owner: fr_owner
--

COMMENT ON FUNCTION app.intake_store(batch jsonb) IS 'Keeps what was decided of a batch: one statement a table, whatever its size.';


--
-- Name: is_released(uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.is_released(report_id uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return exists (select 1 from public.result_releases r join public.medical_reports m on m.report_id = r.report_id
    where r.report_id = is_released.report_id and m.patient_id = auth.uid()
      and (r.state = 'released' or (r.state = 'scheduled' and r.release_at <= current_timestamp)));
end
$$;


ALTER FUNCTION app.is_released(report_id uuid) OWNER TO fr_definer;

--
-- Name: keep_annotation_version(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.keep_annotation_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if old.removed_at is not null then raise exception 'a removed annotation stays removed' using errcode = 'FR005'; end if;
  insert into public.image_annotation_versions (annotation_id, version, content) values (old.annotation_id, old.version, to_jsonb(old));
  -- The database counts and dates, whatever the caller wrote.
  new.version := old.version + 1;
  new.updated_at := clock_timestamp();
  if new.removed_at is not null then new.removed_at := new.updated_at; end if;
  return new;
end
$$;


ALTER FUNCTION app.keep_annotation_version() OWNER TO fr_definer;

--
-- Name: keep_review_version(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.keep_review_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if old.state = 'signed' then raise exception 'a signed review changes only by addendum' using errcode = 'FR002'; end if;
  insert into public.review_versions (review_id, version, content)
  select old.review_id, coalesce(max(v.version), 0) + 1, to_jsonb(old) from public.review_versions v where v.review_id = old.review_id;
  -- The database's clock says when, whatever the caller wrote.
  if new.state = 'signed' then new.reviewed_at := clock_timestamp(); end if;
  return new;
end
$$;


ALTER FUNCTION app.keep_review_version() OWNER TO fr_definer;

--
-- Name: key_dicom_result(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.key_dicom_result() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


ALTER FUNCTION app.key_dicom_result() OWNER TO fr_definer;

--
-- Name: key_dicom_series(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.key_dicom_series() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


ALTER FUNCTION app.key_dicom_series() OWNER TO fr_definer;

--
-- Name: key_dicom_studies(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.key_dicom_studies() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if current_setting('fr.counted', true) = '*' then return null; end if;
  insert into public.dicom_study_keys (viewer, key, arrival)
  select '00000000-0000-0000-0000-000000000000', k, n.arrival
  from new_rows n, unnest(app.study_keys(n.patient_name_folded, n.study_date)) k;
  return null;
end
$$;


ALTER FUNCTION app.key_dicom_studies() OWNER TO fr_definer;

--
-- Name: key_medical_reports(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.key_medical_reports() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


ALTER FUNCTION app.key_medical_reports() OWNER TO fr_definer;

--
-- Name: key_studies(text[]); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.key_studies(studies text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
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


ALTER FUNCTION app.key_studies(studies text[]) OWNER TO fr_definer;

--
-- Name: FUNCTION key_studies(studies text[]); Type: COMMENT; Schema: app; Owner: fr_definer
--

COMMENT ON FUNCTION app.key_studies(studies text[]) IS 'Writes what these studies are searched by, for those who see all and for their uploaders. May be repeated.';


--
-- Name: link_quarantined(uuid, uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.link_quarantined(quarantine_id uuid, patient_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  board public.quarantined_instances;
  person public.users;
begin
  if auth.role() is distinct from 'tech' then raise exception 'a tech links identities' using errcode = '42501'; end if;
  select q.* into board from public.quarantined_instances q where q.quarantine_id = link_quarantined.quarantine_id for update;
  select u.* into person from public.users u where u.id = link_quarantined.patient_id and u.role = 'patient' and not u.is_provisional;
  if board.quarantine_id is null or person.id is null then return false; end if;
  if board.state <> 'open' then raise exception 'already %', board.state using errcode = 'FR001'; end if;
  perform app.move_report(board.report_id, person.id, 'verified');
  update public.quarantined_instances q set state = 'linked', linked_patient_id = person.id, linked_by = auth.uid(),
    linked_at = clock_timestamp() where q.quarantine_id = board.quarantine_id;
  perform audit.write('link_identity', 'report', board.report_id, array[person.id], 'success',
    jsonb_build_object('patientId', board.provisional_patient_id), jsonb_build_object('patientId', person.id));
  return true;
end
$$;


ALTER FUNCTION app.link_quarantined(quarantine_id uuid, patient_id uuid) OWNER TO fr_definer;

--
-- Name: mail_done(uuid, text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.mail_done(done uuid, error text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.role() is distinct from 'worker' then raise exception 'jobs send mail' using errcode = '42501'; end if;
  update public.mail_deliveries m set last_error = left(error, 200),
    sent_at = case when error is null then clock_timestamp() end,
    given_up_at = case when error is not null and m.attempts >= 10 then clock_timestamp() end
  where m.notification_id = done;
  if error is null then update public.notifications n set sent_via_email = true where n.notification_id = done; end if;
end
$$;


ALTER FUNCTION app.mail_done(done uuid, error text) OWNER TO fr_definer;

--
-- Name: main_modality(text[]); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.main_modality(modalities text[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select left(btrim(m), 16) from unnest(modalities) with ordinality u (m, n)
  where btrim(m) <> '' order by m in ('SR', 'PR', 'KO', 'SEG', 'DOC', 'REG', 'AU', 'OT'), n limit 1
$$;


ALTER FUNCTION app.main_modality(modalities text[]) OWNER TO fr_definer;

--
-- Name: make_partitions(integer, integer); Type: FUNCTION; Schema: app; Owner: fr_owner
--

CREATE FUNCTION app.make_partitions(months_ahead integer DEFAULT 3, months_back integer DEFAULT 1) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  month date;
  parent text;
  child text;
  made integer := 0;
begin
  foreach parent in array array['audit_logs', 'notifications'] loop
    if to_regclass('public.' || parent) is null then continue; end if;
    for offset_months in -months_back .. months_ahead loop
      month := date_trunc('month', now() at time zone 'UTC')::date + make_interval(months => offset_months);
      child := parent || '_' || to_char(month, 'YYYY_MM');
      if to_regclass('public.' || child) is not null then continue; end if;
      execute format('create table public.%I partition of public.%I for values from (%L) to (%L)',
        child, parent, month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
      execute format('alter table public.%I enable row level security', child);
      execute format('alter table public.%I force row level security', child);
      if parent = 'audit_logs' then
        execute format('create trigger keep_all before truncate on public.%I for each statement execute function audit.keep_rows()', child);
      end if;
      made := made + 1;
    end loop;
  end loop;
  return made;
end
$$;


ALTER FUNCTION app.make_partitions(months_ahead integer, months_back integer) OWNER TO fr_owner;

--
-- Name: FUNCTION make_partitions(months_ahead integer, months_back integer); Type: COMMENT; Schema: app; Owner: fr_owner
--

COMMENT ON FUNCTION app.make_partitions(months_ahead integer, months_back integer) IS 'Run daily by a job; returns how many partitions it made.';


--
-- Name: max_wait(smallint); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.max_wait(class smallint) RETURNS interval
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return make_interval(mins => coalesce(((app.setting('triage.max_wait_minutes')) ->> class::text)::integer, 1440));
end
$$;


ALTER FUNCTION app.max_wait(class smallint) OWNER TO fr_definer;

--
-- Name: may_tell(text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.may_tell(type text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  me constant text := auth.role();
begin
  if me is null or me = 'patient' or (type = 'system_alert' and me not in ('tech', 'worker')) then
    raise exception '% may not send %', coalesce(me, 'nobody'), type using errcode = '42501';
  end if;
end
$$;


ALTER FUNCTION app.may_tell(type text) OWNER TO fr_definer;

--
-- Name: modality_key(text, date); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.modality_key(modality text, study_date date) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return 'm' || btrim(modality) || ' ' || coalesce(to_char(study_date, 'YYYYMMDD'), '00000000');
end
$$;


ALTER FUNCTION app.modality_key(modality text, study_date date) OWNER TO fr_definer;

--
-- Name: move_destination(text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.move_destination(to_ae_title text) RETURNS TABLE(peer_id uuid, ae_title text, host text, port integer, uses_tls boolean, trusted_certificate text, client_certificate text, client_key text, transfer_syntaxes text[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select p.peer_id, p.ae_title::text, p.host::text, p.port, p.uses_tls, p.trusted_certificate, p.client_certificate,
    p.client_key, p.transfer_syntaxes
  from public.dicom_peers p
  where p.ae_title = to_ae_title and p.is_active and 'move_destination' = any (p.operations) and auth.peer_id() is not null
$$;


ALTER FUNCTION app.move_destination(to_ae_title text) OWNER TO fr_definer;

--
-- Name: move_report(uuid, uuid, text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.move_report(report_id uuid, to_patient uuid, identity text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  update public.medical_reports r set patient_id = to_patient, identity_state = identity,
    patient_name = (select u.name from public.users u where u.id = to_patient), updated_by = auth.uid()
  where r.report_id = move_report.report_id;
  update public.dicom_studies s set patient_id = to_patient
  where s.study_instance_uid = (select r.study_instance_uid from public.medical_reports r where r.report_id = move_report.report_id);
$$;


ALTER FUNCTION app.move_report(report_id uuid, to_patient uuid, identity text) OWNER TO fr_definer;

--
-- Name: names_of_access(uuid[], timestamp with time zone[]); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.names_of_access(log_ids uuid[], ats timestamp with time zone[]) RETURNS TABLE(log_id uuid, name text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  me constant uuid := auth.uid();
begin
  if auth.role() is distinct from 'patient' then raise exception 'patients ask for names' using errcode = '42501'; end if;
  return query select a.log_id, u.name::text
    from unnest(log_ids, ats) asked(log_id, at)
    join public.audit_logs a on a.log_id = asked.log_id and a.created_at = asked.at
    join public.users u on u.id = a.user_id
    where a.patient_ids @> array[me];
end
$$;


ALTER FUNCTION app.names_of_access(log_ids uuid[], ats timestamp with time zone[]) OWNER TO fr_definer;

--
-- Name: FUNCTION names_of_access(log_ids uuid[], ats timestamp with time zone[]); Type: COMMENT; Schema: app; Owner: fr_definer
--

COMMENT ON FUNCTION app.names_of_access(log_ids uuid[], ats timestamp with time zone[]) IS 'For a patient: the names behind entries about the own record, and of no others.';


--
-- Name: note_setting_change(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.note_setting_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into public.setting_changes (setting_id, changed_by, old_value, new_value)
  values (new.setting_id, auth.uid(), case when not new.is_sensitive then old.setting_value end,
    case when not new.is_sensitive then new.setting_value end);
  return null;
end
$$;


ALTER FUNCTION app.note_setting_change() OWNER TO fr_definer;

--
-- Name: notify(uuid, text, text, text, text, text, uuid, jsonb); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.notify(user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb DEFAULT NULL::jsonb) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform app.may_tell(type);
  return app.put_notification(notify.user_id, notify.type, notify.priority, notify.title, notify.message, notify.action_url,
    notify.report_id, notify.metadata);
end
$$;


ALTER FUNCTION app.notify(user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb) OWNER TO fr_definer;

--
-- Name: notify_role(text, text, text, text, text, text, uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.notify_role(role text, type text, priority text, title text, message text, action_url text, report_id uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  told integer;
begin
  perform app.may_tell(type);
  insert into public.notifications (user_id, type, priority, title, message, action_url, related_report_id)
  select u.id, notify_role.type, notify_role.priority, notify_role.title, notify_role.message, notify_role.action_url, notify_role.report_id
  from public.users u where u.role = notify_role.role and u.is_active and not u.is_machine;
  get diagnostics told = row_count;
  perform app.tell(null, notify_role.role, 'notification', jsonb_build_object('type', notify_role.type, 'priority', notify_role.priority));
  return told;
end
$$;


ALTER FUNCTION app.notify_role(role text, type text, priority text, title text, message text, action_url text, report_id uuid) OWNER TO fr_definer;

--
-- Name: objects_known(uuid[]); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.objects_known(object_ids uuid[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select o.object_id from public.stored_objects o where o.object_id = any (object_ids) and auth.role() = 'worker'
  union all
  select p.object_id from public.partial_upload_pieces p where p.object_id = any (object_ids) and auth.role() = 'worker'
$$;


ALTER FUNCTION app.objects_known(object_ids uuid[]) OWNER TO fr_definer;

--
-- Name: own_provisional_patients(text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.own_provisional_patients(beginning text) RETURNS TABLE(id uuid, name text, date_of_birth date, name_folded text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select u.id, u.name::text, u.date_of_birth, u.name_folded from public.users u
  where u.created_by = auth.uid() and u.is_provisional and auth.role() = 'radiologist'
    and u.name_folded >= lower(coalesce(beginning, '')) and u.name_folded < lower(coalesce(beginning, '')) || chr(1114111)
    and not exists (select 1 from public.medical_reports r where r.patient_id = u.id)
    -- One whose studies a tech has linked to somebody with an account is done with.
    and not exists (select 1 from public.quarantined_instances q where q.provisional_patient_id = u.id)
$$;


ALTER FUNCTION app.own_provisional_patients(beginning text) OWNER TO fr_definer;

--
-- Name: own_reports(uuid[]); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.own_reports(reports uuid[]) RETURNS TABLE(report_id uuid, status text, upload_date timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
declare
  who auth.claims := auth.context();
begin
  return query select r.report_id, r.status::text, r.upload_date
  from unnest(reports) as k(id)
  cross join lateral (select * from public.medical_reports m where m.report_id = k.id offset 0) r
  where r.radiologist_id = who.user_id or who.role = 'worker';
end
$$;


ALTER FUNCTION app.own_reports(reports uuid[]) OWNER TO fr_definer;

--
-- Name: FUNCTION own_reports(reports uuid[]); Type: COMMENT; Schema: app; Owner: fr_definer
--

COMMENT ON FUNCTION app.own_reports(reports uuid[]) IS 'Status and arrival of these reports, as far as the sender is asking (or a worker).';


--
-- Name: patient_by_identifier(text, text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.patient_by_identifier(issuer text, value text) RETURNS TABLE(id uuid, name text, date_of_birth date)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select u.id, u.name::text, u.date_of_birth
  from public.patient_identifiers i join public.users u on u.id = i.patient_id
  where i.issuer = patient_by_identifier.issuer and i.value = patient_by_identifier.value and i.is_verified
    and auth.role() in ('radiologist', 'worker', 'tech', 'doctor')
$$;


ALTER FUNCTION app.patient_by_identifier(issuer text, value text) OWNER TO fr_definer;

--
-- Name: patient_for_upload(uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.patient_for_upload(patient_id uuid) RETURNS TABLE(id uuid, name text, date_of_birth date, is_provisional boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select u.id, u.name::text, u.date_of_birth, u.is_provisional from public.users u
  where u.id = patient_for_upload.patient_id and u.role = 'patient' and auth.role() in ('radiologist', 'worker')
    and (u.is_active or (u.is_provisional and u.created_by = auth.uid()))
$$;


ALTER FUNCTION app.patient_for_upload(patient_id uuid) OWNER TO fr_definer;

--
-- Name: place_landmarks(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.place_landmarks() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


ALTER FUNCTION app.place_landmarks() OWNER TO fr_definer;

--
-- Name: FUNCTION place_landmarks(); Type: COMMENT; Schema: app; Owner: fr_definer
--

COMMENT ON FUNCTION app.place_landmarks() IS 'Called when a search had to walk two thousand studies; returns how many landmarks were placed.';


--
-- Name: protect(regclass); Type: PROCEDURE; Schema: app; Owner: fr_owner
--

CREATE PROCEDURE app.protect(IN target regclass)
    LANGUAGE plpgsql
    AS $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('revoke all on %s from public', target);
  execute format('grant select, insert, update, delete on %s to fr_definer', target);
  execute format('grant select on %s to fr_backup', target);
  execute format('create policy inside_definer_functions on %s to fr_definer using (current_user = ''fr_definer'') with check (current_user = ''fr_definer'')', target);
end
$$;


ALTER PROCEDURE app.protect(IN target regclass) OWNER TO fr_owner;

--
-- Name: PROCEDURE protect(IN target regclass); Type: COMMENT; Schema: app; Owner: fr_owner
--

COMMENT ON PROCEDURE app.protect(IN target regclass) IS 'Row security on and forced; rows visible to nobody but definer functions until a policy says so.';


--
-- Name: provisional_patient(text, date); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.provisional_patient(name text, date_of_birth date) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  made uuid := public.uuid_generate_v4();
begin
  if auth.role() is null or auth.role() not in ('radiologist', 'worker') then
    raise exception 'provisional patients come with studies' using errcode = '42501';
  end if;
  insert into public.users (id, name, email, password_hash, role, date_of_birth, is_active, is_provisional, created_by)
  values (made, coalesce(nullif(name, ''), 'Unknown'), made || '@provisional.invalid', '!', 'patient', date_of_birth, false, true, auth.uid());
  return made;
end
$$;


ALTER FUNCTION app.provisional_patient(name text, date_of_birth date) OWNER TO fr_definer;

--
-- Name: provisional_patients(jsonb); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.provisional_patients(patients jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


ALTER FUNCTION app.provisional_patients(patients jsonb) OWNER TO fr_definer;

--
-- Name: put_event(uuid, text, text, jsonb); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.put_event(user_id uuid, audience text, type text, data jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into public.events (user_id, audience, type, data) values (put_event.user_id, put_event.audience, put_event.type, put_event.data);
  perform pg_notify('fr_events', '');
end
$$;


ALTER FUNCTION app.put_event(user_id uuid, audience text, type text, data jsonb) OWNER TO fr_definer;

--
-- Name: put_notification(uuid, text, text, text, text, text, uuid, jsonb); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.put_notification(user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  made uuid;
begin
  insert into public.notifications as n (user_id, type, priority, title, message, action_url, related_report_id, metadata)
  values (put_notification.user_id, put_notification.type, put_notification.priority, put_notification.title,
    put_notification.message, put_notification.action_url, put_notification.report_id, put_notification.metadata)
  returning n.notification_id into made;
  perform app.put_event(put_notification.user_id, null, 'notification',
    jsonb_build_object('notificationId', made, 'type', put_notification.type, 'priority', put_notification.priority));
  return made;
end
$$;


ALTER FUNCTION app.put_notification(user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb) OWNER TO fr_definer;

--
-- Name: queue_mail(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.queue_mail() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  queued integer;
begin
  if auth.role() is distinct from 'worker' then raise exception 'jobs send mail' using errcode = '42501'; end if;
  insert into public.mail_deliveries (notification_id, user_id, is_urgent)
  select n.notification_id, n.user_id, n.priority = 'urgent'
  from public.users u join public.notifications n on n.user_id = u.id
  where u.preferences -> 'email_notifications' = 'true'::jsonb and u.is_active and not u.is_machine and not u.is_provisional
    and n.created_at > clock_timestamp() - interval '1 day' and not n.sent_via_email and not n.is_read
  on conflict do nothing;
  get diagnostics queued = row_count;
  return queued;
end
$$;


ALTER FUNCTION app.queue_mail() OWNER TO fr_definer;

--
-- Name: recompute_due_at(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.recompute_due_at() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  moved integer;
begin
  update public.medical_reports r set due_at = r.upload_date + w.wait
  from (select c::smallint as class, app.max_wait(c::smallint) as wait from generate_series(1, 4) c) w
  where r.triage_class = w.class and r.status in ('pending', 'analyzing', 'analyzed') and r.due_at <> r.upload_date + w.wait;
  get diagnostics moved = row_count;
  return moved;
end
$$;


ALTER FUNCTION app.recompute_due_at() OWNER TO fr_definer;

--
-- Name: refuse_peers(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.refuse_peers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.peer_id() is not null then raise exception 'a DICOM peer does not change %', tg_table_name using errcode = '42501'; end if;
  return null;
end
$$;


ALTER FUNCTION app.refuse_peers() OWNER TO fr_definer;

--
-- Name: register_package(jsonb); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.register_package(package jsonb) RETURNS TABLE(model_id uuid, is_new boolean, is_activated boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  made uuid;
  first_ever boolean;
begin
  if auth.role() is distinct from 'worker' then raise exception 'only a starting worker' using errcode = '42501'; end if;
  perform pg_advisory_xact_lock(hashtext('firstread models'));
  select not exists (select 1 from public.ai_models m where m.deployed_date is not null) into first_ever;
  insert into public.ai_models as m (model_name, version, architecture, framework, model_file_url, model_file_size,
    model_config, trained_date, training_dataset_version, training_duration_hours, baseline_accuracy, baseline_precision,
    baseline_recall, baseline_f1_score, description, sha256, created_by)
  select p.model_name, p.version, p.architecture, p.framework, p.model_file_url, p.model_file_size, p.model_config,
    p.trained_date, p.training_dataset_version, p.training_duration_hours, p.baseline_accuracy, p.baseline_precision,
    p.baseline_recall, p.baseline_f1_score, p.description, p.sha256, null
  from jsonb_populate_record(null::public.ai_models, package) p
  on conflict on constraint ai_models_name_version_key do nothing returning m.model_id into made;
  if made is null then return; end if;
  perform audit.write('register_model', 'model', made, '{}', 'success', null,
    jsonb_build_object('name', package ->> 'model_name', 'version', package ->> 'version', 'sha256', package ->> 'sha256'));
  if first_ever then
    update public.ai_models m set state = 'active', is_active = true, deployed_date = clock_timestamp() where m.model_id = made;
    perform audit.write('activate_model', 'model', made, '{}', 'success', null, jsonb_build_object('reason', 'first-model'));
  end if;
  return query select made, true, first_ever;
end
$$;


ALTER FUNCTION app.register_package(package jsonb) OWNER TO fr_definer;

--
-- Name: report_takes(uuid, uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.report_takes(report uuid, sender uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
declare
  sent_by uuid;
  state text;
begin
  select r.radiologist_id, r.status into sent_by, state from public.medical_reports r where r.report_id = report;
  return sent_by = sender and state = 'pending';
end
$$;


ALTER FUNCTION app.report_takes(report uuid, sender uuid) OWNER TO fr_definer;

--
-- Name: FUNCTION report_takes(report uuid, sender uuid); Type: COMMENT; Schema: app; Owner: fr_definer
--

COMMENT ON FUNCTION app.report_takes(report uuid, sender uuid) IS 'Whether the report is this sender''s and takes more images. For policies, which name the sender from the sealed context.';


--
-- Name: retry_delivery(uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.retry_delivery(delivery_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  present text;
begin
  if auth.role() is distinct from 'tech' then raise exception 'a tech retries deliveries' using errcode = '42501'; end if;
  select d.state into present from public.deliveries d where d.delivery_id = retry_delivery.delivery_id for no key update;
  if present is null then return false; end if;
  if present not in ('waiting', 'failed') then raise exception 'the delivery is %', present using errcode = 'FR001'; end if;
  update public.deliveries d set state = 'waiting', attempts = 0, next_attempt_at = clock_timestamp(), finished_at = null
    where d.delivery_id = retry_delivery.delivery_id;
  perform jobs.enqueue('deliver', json_build_object('deliveryId', retry_delivery.delivery_id), 'deliver:' || retry_delivery.delivery_id);
  return true;
end
$$;


ALTER FUNCTION app.retry_delivery(delivery_id uuid) OWNER TO fr_definer;

--
-- Name: series_held(text[]); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.series_held(series_instance_uids text[]) RETURNS TABLE(series_instance_uid text, study_instance_uid text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select s.series_instance_uid::text, s.study_instance_uid::text from public.dicom_series s
  where s.series_instance_uid = any (series_instance_uids) and auth.role() in ('radiologist', 'worker')
$$;


ALTER FUNCTION app.series_held(series_instance_uids text[]) OWNER TO fr_definer;

--
-- Name: set_aside_draft(uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.set_aside_draft(report_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.role() is distinct from 'doctor' then raise exception 'only a doctor' using errcode = '42501'; end if;
  update public.doctor_reviews d set state = 'expired'
    where d.report_id = set_aside_draft.report_id and d.doctor_id = auth.uid() and d.state = 'draft'
      and d.created_at <= current_timestamp - interval '24 hours';
  return found;
end
$$;


ALTER FUNCTION app.set_aside_draft(report_id uuid) OWNER TO fr_definer;

--
-- Name: set_due_at(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.set_due_at() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  waits jsonb;
begin
  select s.setting_value into waits from public.system_settings s where s.setting_key = 'triage.max_wait_minutes';
  new.due_at := new.upload_date + make_interval(mins =>
    coalesce((waits ->> app.class_of(new.risk_score, new.clinical_priority)::text)::integer, 1440));
  return new;
end
$$;


ALTER FUNCTION app.set_due_at() OWNER TO fr_definer;

--
-- Name: set_modality(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.set_modality() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  known text[];
begin
  select d.modalities_in_study into known from public.dicom_studies d where d.study_instance_uid = new.study_instance_uid;
  new.modality := case when cardinality(known) = 1 then left(nullif(btrim(known[1]), ''), 16) else app.main_modality(known) end;
  return new;
end
$$;


ALTER FUNCTION app.set_modality() OWNER TO fr_definer;

--
-- Name: set_unread_because(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.set_unread_because() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  new.unread_because := app.unread_because(new.report_id, new.status, new.risk_score);
  return new;
end
$$;


ALTER FUNCTION app.set_unread_because() OWNER TO fr_definer;

--
-- Name: setting(text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.setting(key text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (select s.setting_value from public.system_settings s where s.setting_key = key and not s.is_sensitive);
end
$$;


ALTER FUNCTION app.setting(key text) OWNER TO fr_definer;

--
-- Name: share_result(uuid, text, integer, boolean, text, text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.share_result(report_id uuid, label text, days integer, allows_pictures boolean, token_mac text, code_mac text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  me constant uuid := auth.uid();
  made uuid;
begin
  if auth.role() is distinct from 'patient' then raise exception 'patients share their own results' using errcode = '42501'; end if;
  if not exists (select 1 from public.medical_reports m where m.report_id = share_result.report_id and m.patient_id = me) then
    return null;
  end if;
  if not auth.sharing_is_on() then raise exception 'sharing is switched off' using errcode = 'FR006'; end if;
  if not app.is_released(share_result.report_id) then raise exception 'the result is not released' using errcode = 'FR001'; end if;
  -- One after the other, or two at once could both be the tenth.
  perform pg_advisory_xact_lock(hashtextextended('shares of ' || me::text, 0));
  if (select count(*) from public.result_shares s where s.patient_id = me and s.closed_at is null
      and s.expires_at > clock_timestamp()) >= 10 then
    raise exception 'ten are open already' using errcode = 'FR007';
  end if;
  insert into public.result_shares as s (report_id, patient_id, label, token_mac, code_mac, allows_pictures, expires_at)
  values (share_result.report_id, me, btrim(share_result.label), share_result.token_mac, share_result.code_mac,
    share_result.allows_pictures, clock_timestamp() + make_interval(hours => 24 * days))
  returning s.share_id into made;
  perform audit.write('share_result', 'result_share', made, array[me], 'success', null,
    jsonb_build_object('reportId', share_result.report_id, 'days', days, 'allowsPictures', share_result.allows_pictures));
  return made;
end
$$;


ALTER FUNCTION app.share_result(report_id uuid, label text, days integer, allows_pictures boolean, token_mac text, code_mac text) OWNER TO fr_definer;

--
-- Name: FUNCTION share_result(report_id uuid, label text, days integer, allows_pictures boolean, token_mac text, code_mac text); Type: COMMENT; Schema: app; Owner: fr_definer
--

COMMENT ON FUNCTION app.share_result(report_id uuid, label text, days integer, allows_pictures boolean, token_mac text, code_mac text) IS 'Shares an own released result; null when there is no such report of the caller.';


--
-- Name: shows_results(uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.shows_results(of_report uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.role() is distinct from 'doctor' then return auth.role() in ('radiologist', 'tech', 'worker'); end if;
  if app.setting('review.first_opinion') is distinct from 'true'::jsonb then return true; end if;
  return not exists (select 1 from public.medical_reports r where r.report_id = of_report
    and r.status in ('pending', 'analyzing', 'analyzed')
    and not exists (select 1 from public.doctor_reviews d where d.report_id = r.report_id
      and d.doctor_id = auth.uid() and d.first_opinion is not null));
end
$$;


ALTER FUNCTION app.shows_results(of_report uuid) OWNER TO fr_definer;

--
-- Name: FUNCTION shows_results(of_report uuid); Type: COMMENT; Schema: app; Owner: fr_definer
--

COMMENT ON FUNCTION app.shows_results(of_report uuid) IS 'Whether the AI''s word on a report may be shown to whoever is asking. Says nothing about the report itself.';


--
-- Name: stop_sharing(uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.stop_sharing(share_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  me constant uuid := auth.uid();
begin
  if auth.role() is distinct from 'patient' then raise exception 'patients stop what they share' using errcode = '42501'; end if;
  if not exists (select 1 from public.result_shares s where s.share_id = stop_sharing.share_id and s.patient_id = me) then return false; end if;
  update public.result_shares s set closed_at = clock_timestamp(), close_reason = 'revoked'
    where s.share_id = stop_sharing.share_id and s.closed_at is null;
  if found then
    delete from auth.share_visits v where v.share_id = stop_sharing.share_id;
    perform audit.write('stop_sharing', 'result_share', stop_sharing.share_id, array[me]);
  end if;
  return true;
end
$$;


ALTER FUNCTION app.stop_sharing(share_id uuid) OWNER TO fr_definer;

--
-- Name: FUNCTION stop_sharing(share_id uuid); Type: COMMENT; Schema: app; Owner: fr_definer
--

COMMENT ON FUNCTION app.stop_sharing(share_id uuid) IS 'Takes an own share back, at once; false when there is no such share of the caller.';


--
-- Name: study_held(text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.study_held(study_instance_uid text) RETURNS TABLE(patient_id uuid, is_provisional boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select s.patient_id, u.is_provisional from public.dicom_studies s join public.users u on u.id = s.patient_id
  where s.study_instance_uid = study_held.study_instance_uid and auth.role() in ('radiologist', 'worker')
$$;


ALTER FUNCTION app.study_held(study_instance_uid text) OWNER TO fr_definer;

--
-- Name: study_is_of(text, uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.study_is_of(study_uid text, patient uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return study_uid is null or exists (select 1 from public.dicom_studies s where s.study_instance_uid = study_uid and s.patient_id = patient);
end
$$;


ALTER FUNCTION app.study_is_of(study_uid text, patient uuid) OWNER TO fr_definer;

--
-- Name: study_keys(text, date); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.study_keys(name_folded text, study_date date) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


ALTER FUNCTION app.study_keys(name_folded text, study_date date) OWNER TO fr_definer;

--
-- Name: sweep_shares(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.sweep_shares() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  gone integer;
begin
  if auth.role() is distinct from 'worker' then raise exception 'a job sweeps' using errcode = '42501'; end if;
  delete from auth.share_visits v where v.expires_at < clock_timestamp();
  delete from auth.login_failures f where f.account = 'share' and f.last_failure_at < clock_timestamp() - interval '1 day';
  delete from public.result_shares s where least(s.closed_at, s.expires_at) < clock_timestamp() - interval '1 year';
  get diagnostics gone = row_count;
  return gone;
end
$$;


ALTER FUNCTION app.sweep_shares() OWNER TO fr_definer;

--
-- Name: take_in(jsonb, text[], text[], text[], text[], text[], jsonb, jsonb); Type: FUNCTION; Schema: app; Owner: fr_owner
--

CREATE FUNCTION app.take_in(caller jsonb, studies text[], series text[], instances text[], issuers text[], identifiers text[], expected jsonb, batch jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
declare
  who auth.claims := auth.begin_caller(caller);
  known jsonb := app.intake_known(studies, series, instances, issuers, identifiers);
begin
  if known <> expected then return known; end if;
  perform app.intake_store(batch);
  return null;
end
$$;


ALTER FUNCTION app.take_in(caller jsonb, studies text[], series text[], instances text[], issuers text[], identifiers text[], expected jsonb, batch jsonb) OWNER TO fr_owner;

--
-- Name: FUNCTION take_in(caller jsonb, studies text[], series text[], instances text[], issuers text[], identifiers text[], expected jsonb, batch jsonb); Type: COMMENT; Schema: app; Owner: fr_owner
--

COMMENT ON FUNCTION app.take_in(caller jsonb, studies text[], series text[], instances text[], issuers text[], identifiers text[], expected jsonb, batch jsonb) IS 'Stores a batch if what is known of it is what its maker expected; otherwise says what is known. One statement, one transaction.';


--
-- Name: take_mail(integer); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.take_mail(most integer) RETURNS TABLE(notification_id uuid, address text, name text, is_urgent boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.role() is distinct from 'worker' then raise exception 'jobs send mail' using errcode = '42501'; end if;
  update public.mail_deliveries m set given_up_at = clock_timestamp()
  where m.sent_at is null and m.given_up_at is null and m.next_at <= clock_timestamp()
    and (not exists (select 1 from public.users u where u.id = m.user_id and u.is_active
        and u.preferences -> 'email_notifications' = 'true'::jsonb)
      or exists (select 1 from public.notifications n where n.user_id = m.user_id
        and n.notification_id = m.notification_id and n.is_read));
  return query
    with due as (
      select m.notification_id from public.mail_deliveries m
      where m.sent_at is null and m.given_up_at is null and m.next_at <= clock_timestamp()
      order by m.next_at limit most for update skip locked
    ), taken as (
      update public.mail_deliveries m set attempts = m.attempts + 1,
        next_at = clock_timestamp() + greatest(interval '10 minutes', make_interval(mins => (2 ^ least(m.attempts, 9))::integer))
      from due where m.notification_id = due.notification_id returning m.notification_id, m.user_id, m.is_urgent
    )
    select t.notification_id, u.email::text, u.name::text, t.is_urgent from taken t join public.users u on u.id = t.user_id;
end
$$;


ALTER FUNCTION app.take_mail(most integer) OWNER TO fr_definer;

--
-- Name: tell(uuid, text, text, jsonb); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.tell(user_id uuid, audience text, type text, data jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform app.may_tell(type);
  perform app.put_event(tell.user_id, tell.audience, tell.type, tell.data);
end
$$;


ALTER FUNCTION app.tell(user_id uuid, audience text, type text, data jsonb) OWNER TO fr_definer;

--
-- Name: tell_critical(uuid, text, text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.tell_critical(review_id uuid, title text, message text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  loop_row public.critical_results;
  told integer;
begin
  select c.* into loop_row from public.critical_results c where c.review_id = tell_critical.review_id for update;
  if loop_row.review_id is null or loop_row.acknowledged_at is not null then return 0; end if;
  if not (auth.role() = 'worker' or (auth.role() = 'doctor' and loop_row.signed_by = auth.uid() and loop_row.escalations = 0)) then
    raise exception 'a critical result is told by its signer and by the clock' using errcode = '42501';
  end if;
  with people as (
    select u.id from public.users u where u.role in ('doctor', 'tech') and u.is_active and not u.is_machine
      and (loop_row.escalations > 0 or u.id <> loop_row.signed_by)
  ), recorded as (
    insert into public.critical_tellings (review_id, round, user_id)
    select loop_row.review_id, loop_row.escalations, p.id from people p on conflict do nothing returning user_id
  )
  select count(app.put_notification(r.user_id, 'urgent_case', 'urgent', tell_critical.title, tell_critical.message,
    '/reports/' || loop_row.report_id, loop_row.report_id, jsonb_build_object('loop', 'critical', 'reviewId', loop_row.review_id::text,
      'round', loop_row.escalations, 'toldBy', auth.uid(), 'toldAt', clock_timestamp(), 'how', 'in_app'))) into told
  from recorded r;
  return told;
end
$$;


ALTER FUNCTION app.tell_critical(review_id uuid, title text, message text) OWNER TO fr_definer;

--
-- Name: FUNCTION tell_critical(review_id uuid, title text, message text); Type: COMMENT; Schema: app; Owner: fr_definer
--

COMMENT ON FUNCTION app.tell_critical(review_id uuid, title text, message text) IS 'Returns how many people were told.';


--
-- Name: unkey_dicom_studies(); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.unkey_dicom_studies() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from public.dicom_study_keys k using old_rows o where k.arrival = o.arrival;
  delete from public.dicom_study_landmarks l where l.arrival >= (select min(o.arrival) from old_rows o);
  return null;
end
$$;


ALTER FUNCTION app.unkey_dicom_studies() OWNER TO fr_definer;

--
-- Name: unlink_quarantined(uuid); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.unlink_quarantined(quarantine_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  board public.quarantined_instances;
begin
  if auth.role() is distinct from 'tech' then raise exception 'a tech links identities' using errcode = '42501'; end if;
  select q.* into board from public.quarantined_instances q where q.quarantine_id = unlink_quarantined.quarantine_id for update;
  if board.quarantine_id is null then return false; end if;
  if board.state <> 'linked' then raise exception 'not linked' using errcode = 'FR001'; end if;
  perform app.move_report(board.report_id, board.provisional_patient_id, 'open');
  update public.quarantined_instances q set state = 'open', linked_patient_id = null, linked_by = null, linked_at = null
    where q.quarantine_id = board.quarantine_id;
  perform audit.write('unlink_identity', 'report', board.report_id, array[board.linked_patient_id], 'success',
    jsonb_build_object('patientId', board.linked_patient_id), jsonb_build_object('patientId', board.provisional_patient_id));
  return true;
end
$$;


ALTER FUNCTION app.unlink_quarantined(quarantine_id uuid) OWNER TO fr_definer;

--
-- Name: unread_because(uuid, text, text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.unread_because(report_id uuid, status text, risk text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  run record;
begin
  if risk is not null or status not in ('pending', 'analyzing', 'analyzed') then return null; end if;
  if status <> 'analyzed' then return status; end if;
  select r.outcome, r.reason into run from public.analysis_runs r where r.report_id = unread_because.report_id and r.is_adopted;
  if run.reason like '%suspended%' then return 'suspended'; end if;
  return case when run.outcome in ('abstained', 'out_of_scope') then run.outcome else 'failed' end;
end
$$;


ALTER FUNCTION app.unread_because(report_id uuid, status text, risk text) OWNER TO fr_definer;

--
-- Name: user_id_by_email(text); Type: FUNCTION; Schema: app; Owner: fr_definer
--

CREATE FUNCTION app.user_id_by_email(email text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select u.id from public.users u where lower(u.email) = lower(user_id_by_email.email)
    and (auth.role() = 'tech' or session_user not in ('fr_api', 'fr_worker', 'fr_sealer', 'fr_backup'))
$$;


ALTER FUNCTION app.user_id_by_email(email text) OWNER TO fr_definer;

SET default_tablespace = '';

--
-- Name: audit_logs; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.audit_logs (
    log_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    user_id uuid,
    user_email character varying(255),
    user_role character varying(20),
    action character varying(64) NOT NULL,
    entity_type character varying(32),
    entity_id uuid,
    ip_address inet,
    user_agent text,
    old_values jsonb,
    new_values jsonb,
    status character varying(16) DEFAULT 'success'::character varying NOT NULL,
    error_message text,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor_id uuid,
    patient_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    request_id character varying(64),
    transaction_id xid8 DEFAULT pg_current_xact_id() NOT NULL,
    peer_id uuid,
    peer_ae_title character varying(16),
    CONSTRAINT audit_logs_status_check CHECK (((status)::text = ANY ((ARRAY['success'::character varying, 'failure'::character varying, 'error'::character varying])::text[])))
)
PARTITION BY RANGE (created_at);

ALTER TABLE ONLY public.audit_logs FORCE ROW LEVEL SECURITY;


ALTER TABLE public.audit_logs OWNER TO fr_owner;

--
-- Name: TABLE audit_logs; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.audit_logs IS 'Who did what to whose record, when, from where. Rows never change.';


--
-- Name: COLUMN audit_logs.actor_id; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.audit_logs.actor_id IS 'The actor, kept when the user is erased (user_id becomes null then).';


--
-- Name: COLUMN audit_logs.patient_ids; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.audit_logs.patient_ids IS 'The patients whose data the action touched; a list names all it returned.';


--
-- Name: COLUMN audit_logs.transaction_id; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.audit_logs.transaction_id IS 'Which transaction wrote the row: windows are sealed by transaction horizon.';


--
-- Name: COLUMN audit_logs.peer_id; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.audit_logs.peer_id IS 'The DICOM peer that acted as actor_id, when it was one.';


--
-- Name: COLUMN audit_logs.peer_ae_title; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.audit_logs.peer_ae_title IS 'Its AE title at that time.';


--
-- Name: about_patient(uuid, timestamp with time zone, timestamp with time zone, timestamp with time zone, uuid, integer, uuid, uuid, text); Type: FUNCTION; Schema: audit; Owner: fr_view
--

CREATE FUNCTION audit.about_patient(patient uuid, from_at timestamp with time zone, to_at timestamp with time zone, before_at timestamp with time zone, before_id uuid, most integer, by_user uuid DEFAULT NULL::uuid, on_entity uuid DEFAULT NULL::uuid, only_action text DEFAULT NULL::text) RETURNS SETOF public.audit_logs
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform set_config('fr.subject', patient::text, true);
  return query select a.* from public.audit_logs a
    where a.created_at >= coalesce(from_at, '-infinity') and a.created_at < coalesce(to_at, 'infinity')
      and (before_at is null or (a.created_at, a.log_id) < (before_at, before_id))
      and (by_user is null or a.user_id = by_user) and (on_entity is null or a.entity_id = on_entity)
      and (only_action is null or a.action = only_action)
    order by a.created_at desc, a.log_id desc limit most;
end
$$;


ALTER FUNCTION audit.about_patient(patient uuid, from_at timestamp with time zone, to_at timestamp with time zone, before_at timestamp with time zone, before_id uuid, most integer, by_user uuid, on_entity uuid, only_action text) OWNER TO fr_view;

--
-- Name: FUNCTION about_patient(patient uuid, from_at timestamp with time zone, to_at timestamp with time zone, before_at timestamp with time zone, before_id uuid, most integer, by_user uuid, on_entity uuid, only_action text); Type: COMMENT; Schema: audit; Owner: fr_view
--

COMMENT ON FUNCTION audit.about_patient(patient uuid, from_at timestamp with time zone, to_at timestamp with time zone, before_at timestamp with time zone, before_id uuid, most integer, by_user uuid, on_entity uuid, only_action text) IS 'For techs: what happened to one patient''s record, newest first.';


--
-- Name: keep_rows(); Type: FUNCTION; Schema: audit; Owner: fr_owner
--

CREATE FUNCTION audit.keep_rows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Erasing a user sets user_id to null by its foreign key; nothing else may change a row.
  if tg_op = 'UPDATE' and new.user_id is null
    and (to_jsonb(new) - 'user_id') = (to_jsonb(old) - 'user_id') then
    return new;
  end if;
  raise exception 'audit rows never change' using errcode = '42501';
end
$$;


ALTER FUNCTION audit.keep_rows() OWNER TO fr_owner;

--
-- Name: subject(); Type: FUNCTION; Schema: audit; Owner: fr_owner
--

CREATE FUNCTION audit.subject() RETURNS uuid
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ select nullif(current_setting('fr.subject', true), '')::uuid $$;


ALTER FUNCTION audit.subject() OWNER TO fr_owner;

--
-- Name: FUNCTION subject(); Type: COMMENT; Schema: audit; Owner: fr_owner
--

COMMENT ON FUNCTION audit.subject() IS 'The patient that audit.about_patient is asked about, in this transaction.';


--
-- Name: write(text, text, uuid, uuid[], text, jsonb, jsonb, text); Type: FUNCTION; Schema: audit; Owner: fr_definer
--

CREATE FUNCTION audit.write(action text, entity_type text, entity_id uuid, patient_ids uuid[] DEFAULT '{}'::uuid[], status text DEFAULT 'success'::text, old_values jsonb DEFAULT NULL::jsonb, new_values jsonb DEFAULT NULL::jsonb, error_message text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  sealed text := current_setting('fr.context', true);
  claims text := left(sealed, -65);
  secret bytea;
  actor uuid;
  actor_role text;
  peer uuid;
begin
  if sealed is not null and sealed <> '' then
    select s.value into secret from auth.secrets s where s.name = 'seal';
    if right(sealed, 64) is not distinct from encode(ext.hmac(
      convert_to(claims || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp())::text, 'UTF8'),
      secret, 'sha256'), 'hex')
    then
      actor := nullif(split_part(claims, '|', 1), '-')::uuid;
      actor_role := split_part(claims, '|', 2);
      peer := nullif(split_part(claims, '|', 4), '-')::uuid;
    end if;
  end if;
  -- gen_random_uuid is the same random UUID as the column's own default, in a tenth of the time.
  insert into public.audit_logs (log_id, user_id, actor_id, user_email, user_role, action, entity_type, entity_id, ip_address,
    user_agent, old_values, new_values, status, error_message, patient_ids, request_id, peer_id, peer_ae_title)
  values (gen_random_uuid(), actor, actor, (select u.email from public.users u where u.id = actor),
    -- Nobody behind it and no login role of ours: the operator at the machine.
    coalesce(actor_role, case when session_user not in ('fr_api', 'fr_worker', 'fr_sealer', 'fr_backup') then 'operator' end),
    action, entity_type, entity_id, nullif(current_setting('fr.ip', true), '')::inet,
    nullif(current_setting('fr.agent', true), ''), old_values, new_values, status, error_message,
    coalesce(patient_ids, '{}'), nullif(current_setting('fr.request', true), ''), peer,
    case when peer is not null then (select p.ae_title from public.dicom_peers p where p.peer_id = peer) end);
end
$$;


ALTER FUNCTION audit.write(action text, entity_type text, entity_id uuid, patient_ids uuid[], status text, old_values jsonb, new_values jsonb, error_message text) OWNER TO fr_definer;

--
-- Name: FUNCTION write(action text, entity_type text, entity_id uuid, patient_ids uuid[], status text, old_values jsonb, new_values jsonb, error_message text); Type: COMMENT; Schema: audit; Owner: fr_definer
--

COMMENT ON FUNCTION audit.write(action text, entity_type text, entity_id uuid, patient_ids uuid[], status text, old_values jsonb, new_values jsonb, error_message text) IS 'The only way into audit_logs. Runs in the transaction of what it records.';


--
-- Name: write_as(uuid, text, text, uuid, text, jsonb, text); Type: FUNCTION; Schema: audit; Owner: fr_definer
--

CREATE FUNCTION audit.write_as(actor uuid, action text, entity_type text, entity_id uuid, status text, new_values jsonb DEFAULT NULL::jsonb, error_message text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into public.audit_logs (user_id, actor_id, user_email, user_role, action, entity_type, entity_id, ip_address,
    user_agent, new_values, status, error_message, request_id)
  select actor, actor, u.email, u.role, write_as.action, write_as.entity_type, write_as.entity_id,
    nullif(current_setting('fr.ip', true), '')::inet, nullif(current_setting('fr.agent', true), ''),
    write_as.new_values, write_as.status, write_as.error_message, nullif(current_setting('fr.request', true), '')
  from (values (1)) as one left join public.users u on u.id = actor;
end
$$;


ALTER FUNCTION audit.write_as(actor uuid, action text, entity_type text, entity_id uuid, status text, new_values jsonb, error_message text) OWNER TO fr_definer;

--
-- Name: write_each(jsonb); Type: FUNCTION; Schema: audit; Owner: fr_definer
--

CREATE FUNCTION audit.write_each(entries jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
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


ALTER FUNCTION audit.write_each(entries jsonb) OWNER TO fr_definer;

--
-- Name: FUNCTION write_each(entries jsonb); Type: COMMENT; Schema: audit; Owner: fr_definer
--

COMMENT ON FUNCTION audit.write_each(entries jsonb) IS 'As audit.write: the only way into audit_logs for many entries at once. The actor comes from the sealed context.';


--
-- Name: access_lifetime(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.access_lifetime() RETURNS interval
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ select interval '15 minutes' $$;


ALTER FUNCTION auth.access_lifetime() OWNER TO fr_definer;

--
-- Name: account_key(text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.account_key(email text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select encode(sha256(convert_to(lower(email), 'UTF8')), 'hex')
$$;


ALTER FUNCTION auth.account_key(email text) OWNER TO fr_definer;

--
-- Name: begin(text, text, text, text, boolean); Type: FUNCTION; Schema: auth; Owner: fr_owner
--

CREATE FUNCTION auth.begin(token_mac text, ip text, agent text, request_id text, counts_as_activity boolean DEFAULT true) RETURNS auth.claims
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who auth.claims;
begin
  perform set_config('fr.ip', coalesce(ip, ''), true), set_config('fr.agent', coalesce(agent, ''), true),
          set_config('fr.request', coalesce(request_id, ''), true);
  who := auth.enter(token_mac, counts_as_activity);
  if who.user_id is not null then
    perform set_config('role', 'fr_' || who.role, true);
  end if;
  return who;
end
$$;


ALTER FUNCTION auth.begin(token_mac text, ip text, agent text, request_id text, counts_as_activity boolean) OWNER TO fr_owner;

--
-- Name: begin_anonymous(text, text, text); Type: FUNCTION; Schema: auth; Owner: fr_owner
--

CREATE FUNCTION auth.begin_anonymous(ip text, agent text, request_id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform set_config('fr.ip', coalesce(ip, ''), true), set_config('fr.agent', coalesce(agent, ''), true),
          set_config('fr.request', coalesce(request_id, ''), true);
end
$$;


ALTER FUNCTION auth.begin_anonymous(ip text, agent text, request_id text) OWNER TO fr_owner;

--
-- Name: begin_as(jsonb, uuid, text); Type: FUNCTION; Schema: auth; Owner: fr_owner
--

CREATE FUNCTION auth.begin_as(caller jsonb, guessed_id uuid, guessed_role text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  ignored text := set_config('fr.ip', coalesce(caller ->> 'ip', ''), true) || set_config('fr.agent', coalesce(caller ->> 'userAgent', ''), true)
    || set_config('fr.request', coalesce(caller ->> 'requestId', ''), true);
  who auth.claims;
begin
  if caller ? 'peerMac' then
    who := auth.enter_peer(caller ->> 'peerMac', caller ->> 'operation', caller ->> 'ip', caller ->> 'aeTitle');
  else
    who := auth.enter(caller ->> 'tokenMac', coalesce((caller ->> 'countsAsActivity')::boolean, true));
  end if;
  if who.user_id is null then raise exception 'nobody is behind this credential' using errcode = 'FR003'; end if;
  if who.user_id is distinct from guessed_id or who.role is distinct from guessed_role then
    raise exception 'somebody else is behind this credential' using errcode = 'FR006';
  end if;
  ignored := set_config('role', 'fr_' || who.role, true);
end
$$;


ALTER FUNCTION auth.begin_as(caller jsonb, guessed_id uuid, guessed_role text) OWNER TO fr_owner;

--
-- Name: FUNCTION begin_as(caller jsonb, guessed_id uuid, guessed_role text); Type: COMMENT; Schema: auth; Owner: fr_owner
--

COMMENT ON FUNCTION auth.begin_as(caller jsonb, guessed_id uuid, guessed_role text) IS 'As auth.begin_caller, for whoever thinks to know the answer: FR006 when it is another one.';


--
-- Name: begin_caller(jsonb); Type: FUNCTION; Schema: auth; Owner: fr_owner
--

CREATE FUNCTION auth.begin_caller(caller jsonb) RETURNS auth.claims
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  ignored text := set_config('fr.ip', coalesce(caller ->> 'ip', ''), true) || set_config('fr.agent', coalesce(caller ->> 'userAgent', ''), true)
    || set_config('fr.request', coalesce(caller ->> 'requestId', ''), true);
  who auth.claims;
begin
  if caller ? 'peerMac' then
    who := auth.enter_peer(caller ->> 'peerMac', caller ->> 'operation', caller ->> 'ip', caller ->> 'aeTitle');
  else
    who := auth.enter(caller ->> 'tokenMac', coalesce((caller ->> 'countsAsActivity')::boolean, true));
  end if;
  if who.user_id is null then raise exception 'nobody is behind this credential' using errcode = 'FR003'; end if;
  ignored := set_config('role', 'fr_' || who.role, true);
  return who;
end
$$;


ALTER FUNCTION auth.begin_caller(caller jsonb) OWNER TO fr_owner;

--
-- Name: begin_own_factor(text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.begin_own_factor(seed text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform auth.require_fresh_password();
  if not auth.offer_factor(auth.uid(), begin_own_factor.seed) then return false; end if;
  perform audit.write('begin_second_factor', 'user', auth.uid());
  return true;
end
$$;


ALTER FUNCTION auth.begin_own_factor(seed text) OWNER TO fr_definer;

--
-- Name: begin_peer(text, text, text, text, text, text); Type: FUNCTION; Schema: auth; Owner: fr_owner
--

CREATE FUNCTION auth.begin_peer(credential_mac text, operation text, ip text, agent text, request_id text, given_ae_title text DEFAULT NULL::text) RETURNS auth.claims
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who auth.claims;
begin
  perform set_config('fr.ip', coalesce(ip, ''), true), set_config('fr.agent', coalesce(agent, ''), true),
          set_config('fr.request', coalesce(request_id, ''), true);
  who := auth.enter_peer(credential_mac, operation, ip, given_ae_title);
  if who.user_id is not null then
    perform set_config('role', 'fr_' || who.role, true);
  end if;
  return who;
end
$$;


ALTER FUNCTION auth.begin_peer(credential_mac text, operation text, ip text, agent text, request_id text, given_ae_title text) OWNER TO fr_owner;

--
-- Name: begin_visit(text, uuid, text, text, text); Type: FUNCTION; Schema: auth; Owner: fr_owner
--

CREATE FUNCTION auth.begin_visit(visit_mac text, share_id uuid, ip text, agent text, request_id text) RETURNS auth.claims
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  who auth.claims;
begin
  perform set_config('fr.ip', coalesce(ip, ''), true), set_config('fr.agent', coalesce(agent, ''), true),
          set_config('fr.request', coalesce(request_id, ''), true);
  who := auth.enter_share(visit_mac, share_id);
  if who.role = 'visitor' then perform set_config('role', 'fr_visitor', true); end if;
  return who;
end
$$;


ALTER FUNCTION auth.begin_visit(visit_mac text, share_id uuid, ip text, agent text, request_id text) OWNER TO fr_owner;

--
-- Name: change_own_password(text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.change_own_password(new_hash text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.uid() is null then raise exception 'nobody is asking' using errcode = '42501'; end if;
  update public.users set password_hash = new_hash where id = auth.uid();
  update public.sessions set is_active = false, logout_time = clock_timestamp(), end_reason = 'password-changed'
    where user_id = auth.uid() and is_active and session_id <> auth.session_id();
  perform audit.write('change_password', 'user', auth.uid());
end
$$;


ALTER FUNCTION auth.change_own_password(new_hash text) OWNER TO fr_definer;

--
-- Name: change_role(uuid, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.change_role(user_id uuid, new_role text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  before text;
begin
  if auth.role() is distinct from 'tech' or user_id = auth.uid() then
    raise exception 'a tech changes the role of others' using errcode = '42501';
  end if;
  if not auth.password_is_fresh() then raise exception 'the password was entered too long ago' using errcode = '42501'; end if;
  select u.role into before from public.users u where u.id = user_id for update;
  if before is null then return false; end if;
  update public.users u set role = new_role, updated_by = auth.uid() where u.id = user_id;
  perform auth.end_all_sessions(user_id, 'role-changed');
  perform audit.write('change_role', 'user', user_id, '{}', 'success', jsonb_build_object('role', before), jsonb_build_object('role', new_role));
  return true;
end
$$;


ALTER FUNCTION auth.change_role(user_id uuid, new_role text) OWNER TO fr_definer;

--
-- Name: confirm_factor_of(uuid, bigint, text[]); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.confirm_factor_of(user_id uuid, step bigint, macs text[]) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update auth.second_factors f set is_confirmed = true, confirmed_at = clock_timestamp(), last_step = step
    where f.user_id = confirm_factor_of.user_id and not f.is_confirmed;
  if not found then return false; end if;
  perform auth.put_recovery_codes(confirm_factor_of.user_id, macs);
  perform audit.write_as(confirm_factor_of.user_id, 'set_up_second_factor', 'user', confirm_factor_of.user_id, 'success');
  return true;
end
$$;


ALTER FUNCTION auth.confirm_factor_of(user_id uuid, step bigint, macs text[]) OWNER TO fr_definer;

--
-- Name: confirm_own_factor(bigint, text[]); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.confirm_own_factor(step bigint, macs text[]) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform auth.require_fresh_password();
  return auth.confirm_factor_of(auth.uid(), step, macs);
end
$$;


ALTER FUNCTION auth.confirm_own_factor(step bigint, macs text[]) OWNER TO fr_definer;

--
-- Name: context(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.context() RETURNS auth.claims
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    declare
      -- user|role|session|peer|mac, the MAC as 64 hexadecimal digits: see auth.seal.
      sealed text := current_setting('fr.context', true);
      claims text := left(sealed, -65);
      secret bytea;
    begin
      if sealed is null or sealed = '' then return null; end if;
      -- By itself: an expression with a query in it is a query, and takes as long.
      select s.value into secret from auth.secrets s where s.name = 'seal';
      if right(sealed, 64) is distinct from encode(ext.hmac(
        convert_to(claims || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp())::text, 'UTF8'),
        secret, 'sha256'), 'hex')
      then return null; end if;
      return (nullif(split_part(claims, '|', 1), '-')::uuid, split_part(claims, '|', 2),
        nullif(split_part(claims, '|', 3), '-')::uuid, nullif(split_part(claims, '|', 4), '-')::uuid)::auth.claims;
    end
    $$;


ALTER FUNCTION auth.context() OWNER TO fr_definer;

--
-- Name: create_user(text, text, text, text, date); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.create_user(name text, email text, role text, password_hash text, date_of_birth date DEFAULT NULL::date) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  made uuid;
begin
  if auth.role() is distinct from 'tech' and session_user in ('fr_api', 'fr_worker', 'fr_sealer', 'fr_backup') then
    raise exception 'only a tech makes accounts' using errcode = '42501';
  end if;
  insert into public.users as u (name, email, role, password_hash, date_of_birth, created_by, updated_by)
  values (create_user.name, create_user.email, create_user.role, create_user.password_hash, create_user.date_of_birth, auth.uid(), auth.uid())
  returning u.id into made;
  perform audit.write('create_user', 'user', made, case when create_user.role = 'patient' then array[made] else '{}' end,
    'success', null, jsonb_build_object('role', create_user.role));
  return made;
end
$$;


ALTER FUNCTION auth.create_user(name text, email text, role text, password_hash text, date_of_birth date) OWNER TO fr_definer;

--
-- Name: end_all_sessions(uuid, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.end_all_sessions(user_id uuid, reason text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  ended integer;
begin
  update public.sessions s set is_active = false, logout_time = clock_timestamp(), end_reason = reason
    where s.user_id = end_all_sessions.user_id and s.is_active;
  get diagnostics ended = row_count;
  return ended;
end
$$;


ALTER FUNCTION auth.end_all_sessions(user_id uuid, reason text) OWNER TO fr_definer;

--
-- Name: end_session(uuid); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.end_session(session_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  owner uuid;
begin
  select s.user_id into owner from public.sessions s where s.session_id = end_session.session_id;
  if owner is null or (owner <> auth.uid() and auth.role() <> 'tech') or auth.uid() is null then return false; end if;
  perform auth.end_session_row(end_session.session_id, case when owner = auth.uid() then 'logout' else 'ended-by-tech' end);
  perform audit.write('logout', 'session', end_session.session_id);
  return true;
end
$$;


ALTER FUNCTION auth.end_session(session_id uuid) OWNER TO fr_definer;

--
-- Name: end_session_row(uuid, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.end_session_row(session_id uuid, reason text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update public.sessions s set is_active = false, logout_time = clock_timestamp(), end_reason = reason
    where s.session_id = end_session_row.session_id and s.is_active;
  return found;
end
$$;


ALTER FUNCTION auth.end_session_row(session_id uuid, reason text) OWNER TO fr_definer;

--
-- Name: end_sessions_of_inactive(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.end_sessions_of_inactive() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if old.is_active and not new.is_active then perform auth.end_all_sessions(new.id, 'deactivated'); end if;
  return null;
end
$$;


ALTER FUNCTION auth.end_sessions_of_inactive() OWNER TO fr_definer;

--
-- Name: end_sessions_without_factor(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.end_sessions_without_factor() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update public.sessions s set is_active = false, logout_time = clock_timestamp(), end_reason = 'second-factor-needed'
  from public.users u
  where u.id = s.user_id and s.is_active and s.session_id is distinct from auth.session_id()
    and new.setting_value @> to_jsonb(u.role::text) and not old.setting_value @> to_jsonb(u.role::text)
    and not exists (select 1 from auth.second_factors f where f.user_id = u.id and f.is_confirmed);
  return null;
end
$$;


ALTER FUNCTION auth.end_sessions_without_factor() OWNER TO fr_definer;

--
-- Name: enter(text, boolean); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.enter(token_mac text, counts_as_activity boolean DEFAULT true) RETURNS auth.claims
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  found_session record;
begin
  select s.session_id, s.user_id, u.role, s.last_activity into found_session
  from public.sessions s join public.users u on u.id = s.user_id
  where s.token = token_mac and s.is_active and u.is_active and not u.is_machine
    and s.access_expires_at > clock_timestamp() and s.expires_at > clock_timestamp()
    and s.last_activity > clock_timestamp() - auth.idle_limit();
  if not found then return null; end if;
  if counts_as_activity and found_session.last_activity < clock_timestamp() - interval '30 seconds' then
    update public.sessions set last_activity = clock_timestamp() where session_id = found_session.session_id;
  end if;
  perform auth.seal(found_session.user_id, found_session.role, found_session.session_id);
  return (found_session.user_id, found_session.role, found_session.session_id, null)::auth.claims;
end
$$;


ALTER FUNCTION auth.enter(token_mac text, counts_as_activity boolean) OWNER TO fr_definer;

--
-- Name: enter_peer(text, text, text, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.enter_peer(credential_mac text, operation text, address text, given_ae_title text) RETURNS auth.claims
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
declare
  peer uuid;
  seen_at timestamptz;
  account uuid;
  account_role text;
  secret bytea;
  claims text;
  ignored text;
begin
  select p.peer_id, p.last_seen_at, u.id, u.role, s.value into peer, seen_at, account, account_role, secret
  from auth.peer_credentials c
  join public.dicom_peers p on p.peer_id = c.peer_id
  join auth.secrets s on s.name = 'seal'
  left join public.users u on u.is_active and u.role in ('radiologist', 'doctor') and (operation <> 'store' or u.role = 'radiologist')
    and u.id = case
      when operation = 'echo' then coalesce(p.stores_as, p.reads_as)
      when not operation = any (p.operations) then null
      when operation = 'store' then p.stores_as
      when operation in ('query', 'retrieve') then case p.sees when 'all' then p.reads_as else p.stores_as end
    end
  where c.mac = credential_mac and p.is_active and (given_ae_title is null or p.ae_title = given_ae_title)
    and (c.kind <> 'ae_title' or (p.allow_plain
      and (nullif(address, '')::inet <<= '127.0.0.0/8'::inet or nullif(address, '')::inet = '::1'::inet)));
  if peer is null then return null; end if;
  if account is null then
    raise exception 'the peer may not %', coalesce(operation, 'do this') using errcode = '42501';
  end if;
  if seen_at is null or seen_at < clock_timestamp() - interval '1 minute' then
    perform auth.note_peer(peer);
  end if;
  claims := account || '|' || account_role || '|-|' || peer;
  -- An assignment is no query, a perform is.
  ignored := set_config('fr.context', claims || '|' || encode(ext.hmac(
    convert_to(claims || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp())::text, 'UTF8'),
    secret, 'sha256'), 'hex'), true);
  return (account, account_role, null, peer)::auth.claims;
end
$$;


ALTER FUNCTION auth.enter_peer(credential_mac text, operation text, address text, given_ae_title text) OWNER TO fr_definer;

--
-- Name: enter_share(text, uuid); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.enter_share(visit_mac text, share_id uuid) RETURNS auth.claims
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if not exists (select 1 from auth.share_visits v where v.mac = visit_mac and v.share_id = enter_share.share_id
      and v.expires_at > clock_timestamp()) or auth.shared_report_of(enter_share.share_id) is null then
    return null;
  end if;
  perform auth.seal(null, 'visitor', enter_share.share_id);
  return (null, 'visitor', enter_share.share_id, null)::auth.claims;
end
$$;


ALTER FUNCTION auth.enter_share(visit_mac text, share_id uuid) OWNER TO fr_definer;

--
-- Name: enter_worker(text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.enter_worker(job text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if session_user <> 'fr_worker' then
    raise exception 'only fr_worker runs jobs' using errcode = '42501';
  end if;
  perform auth.seal(null, 'worker', null);
  perform set_config('fr.job', job, true);
end
$$;


ALTER FUNCTION auth.enter_worker(job text) OWNER TO fr_definer;

--
-- Name: factor_of(uuid); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.factor_of(user_id uuid) RETURNS TABLE(is_confirmed boolean, confirmed_at timestamp with time zone, codes_left integer, is_required boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.role() is distinct from 'tech' then raise exception 'techs look after accounts' using errcode = '42501'; end if;
  return query select coalesce(f.is_confirmed, false), f.confirmed_at,
    (select count(*)::integer from auth.recovery_codes c where c.user_id = u.id and c.used_at is null),
    app.setting('auth.second_factor_roles') @> to_jsonb(u.role::text)
  from public.users u left join auth.second_factors f on f.user_id = u.id where u.id = factor_of.user_id;
end
$$;


ALTER FUNCTION auth.factor_of(user_id uuid) OWNER TO fr_definer;

--
-- Name: give_peer_accounts(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.give_peer_accounts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  reads boolean := new.operations && array['query', 'retrieve'];
begin
  if new.stores_as is not null and not exists (
    select 1 from public.users u where u.id = new.stores_as and u.role = 'radiologist' and not u.is_provisional
  ) then
    raise exception 'a peer stores as a radiologist' using errcode = '23514', constraint = 'dicom_peers_stores_as_check';
  end if;
  if new.stores_as is null and ('store' = any (new.operations) or (reads and new.sees = 'own')) then
    new.stores_as := auth.machine_account(new.peer_id, new.ae_title, 'radiologist');
  end if;
  if new.reads_as is null and reads and new.sees = 'all' then
    new.reads_as := auth.machine_account(new.peer_id, new.ae_title, 'doctor');
  end if;
  return new;
end
$$;


ALTER FUNCTION auth.give_peer_accounts() OWNER TO fr_definer;

--
-- Name: identify_peer(text, text, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.identify_peer(credential_mac text, address text, given_ae_title text) RETURNS TABLE(peer_id uuid, ae_title text, operations text[], max_associations integer, transfer_syntaxes text[])
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  peer public.dicom_peers := auth.peer_behind(credential_mac, address, given_ae_title);
begin
  if peer.peer_id is null then return; end if;
  perform auth.note_peer(peer.peer_id);
  return query select peer.peer_id, peer.ae_title::text, peer.operations, peer.max_associations, peer.transfer_syntaxes;
end
$$;


ALTER FUNCTION auth.identify_peer(credential_mac text, address text, given_ae_title text) OWNER TO fr_definer;

--
-- Name: idle_limit(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.idle_limit() RETURNS interval
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ select interval '15 minutes' $$;


ALTER FUNCTION auth.idle_limit() OWNER TO fr_definer;

--
-- Name: login_candidate(text, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.login_candidate(email text, place text) RETURNS TABLE(user_id uuid, password_hash text, wait_seconds integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select u.id, u.password_hash::text, auth.login_wait(login_candidate.email, place)
  from (values (1)) as one
  left join public.users u on u.email_folded = lower(login_candidate.email) and u.is_active and not u.is_provisional
$$;


ALTER FUNCTION auth.login_candidate(email text, place text) OWNER TO fr_definer;

--
-- Name: login_factor(uuid); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.login_factor(user_id uuid) RETURNS TABLE(seed text, is_confirmed boolean, last_step bigint, is_required boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select f.seed, coalesce(f.is_confirmed, false), coalesce(f.last_step, 0),
    app.setting('auth.second_factor_roles') @> to_jsonb(u.role::text)
  from public.users u left join auth.second_factors f on f.user_id = u.id where u.id = login_factor.user_id
$$;


ALTER FUNCTION auth.login_factor(user_id uuid) OWNER TO fr_definer;

--
-- Name: login_failed(text, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.login_failed(email text, place text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into auth.login_failures as f (account, place, failures)
  values (auth.account_key(email), place, 1)
  on conflict on constraint login_failures_pkey do update set failures = f.failures + 1, last_failure_at = clock_timestamp();
  perform audit.write_as((select u.id from public.users u where u.email_folded = lower(login_failed.email)),
    'login', 'user', (select u.id from public.users u where u.email_folded = lower(login_failed.email)), 'failure');
end
$$;


ALTER FUNCTION auth.login_failed(email text, place text) OWNER TO fr_definer;

--
-- Name: login_wait(text, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.login_wait(email text, place text) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce((
    select case
      when f.failures >= 100 then -1
      when f.failures < 5 then 0
      else greatest(0, ceil(extract(epoch from
        f.last_failure_at + make_interval(secs => least(900, 2 ^ (f.failures - 5))) - clock_timestamp()))::integer)
    end
    from auth.login_failures f where f.account = auth.account_key(email) and f.place = login_wait.place), 0)
$$;


ALTER FUNCTION auth.login_wait(email text, place text) OWNER TO fr_definer;

--
-- Name: machine_account(uuid, text, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.machine_account(for_peer uuid, ae_title text, as_role text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  account_email text := as_role || '-' || for_peer || '@peers.invalid';
  made uuid;
begin
  insert into public.users (name, email, password_hash, role, is_machine, created_by)
  values (machine_account.ae_title || ' (DICOM)', account_email, '!', as_role, true, auth.uid())
  on conflict on constraint users_email_key do nothing returning id into made;
  return coalesce(made, (select u.id from public.users u where u.email = account_email));
end
$$;


ALTER FUNCTION auth.machine_account(for_peer uuid, ae_title text, as_role text) OWNER TO fr_definer;

--
-- Name: may_admit_peers(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.may_admit_peers() RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.role() = 'tech' then
    if not auth.password_is_fresh() then raise exception 'the password was entered too long ago' using errcode = '42501'; end if;
  elsif auth.role() is not null or session_user in ('fr_api', 'fr_worker', 'fr_sealer', 'fr_backup') then
    raise exception 'only a tech admits peers' using errcode = '42501';
  end if;
end
$$;


ALTER FUNCTION auth.may_admit_peers() OWNER TO fr_definer;

--
-- Name: note_password_entered(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.note_password_entered() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  update public.sessions set password_entered_at = clock_timestamp() where session_id = auth.session_id()
$$;


ALTER FUNCTION auth.note_password_entered() OWNER TO fr_definer;

--
-- Name: note_peer(uuid); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.note_peer(noted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update public.dicom_peers p set last_seen_at = clock_timestamp()
  where p.peer_id = (select q.peer_id from public.dicom_peers q where q.peer_id = noted
    and coalesce(q.last_seen_at < clock_timestamp() - interval '1 minute', true) for no key update skip locked);
end
$$;


ALTER FUNCTION auth.note_peer(noted uuid) OWNER TO fr_definer;

SET default_table_access_method = heap;

--
-- Name: result_shares; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.result_shares (
    share_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    report_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    label character varying(80) NOT NULL,
    token_mac character varying(64) NOT NULL,
    code_mac character varying(64) NOT NULL,
    allows_pictures boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    close_reason character varying(16),
    wrong_codes smallint DEFAULT 0 NOT NULL,
    opened_count integer DEFAULT 0 NOT NULL,
    last_opened_at timestamp with time zone,
    CONSTRAINT result_shares_close_reason_check CHECK (((close_reason)::text = ANY ((ARRAY['revoked'::character varying, 'wrong-codes'::character varying])::text[]))),
    CONSTRAINT result_shares_closed_check CHECK (((closed_at IS NULL) = (close_reason IS NULL))),
    CONSTRAINT result_shares_expires_at_check CHECK (((expires_at > created_at) AND (expires_at <= (created_at + '30 days 01:00:00'::interval)))),
    CONSTRAINT result_shares_label_check CHECK ((btrim((label)::text) <> ''::text)),
    CONSTRAINT result_shares_wrong_codes_check CHECK (((wrong_codes >= 0) AND (wrong_codes <= 5)))
);

ALTER TABLE ONLY public.result_shares FORCE ROW LEVEL SECURITY;


ALTER TABLE public.result_shares OWNER TO fr_owner;

--
-- Name: TABLE result_shares; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.result_shares IS 'A released result that its patient shares with somebody without an account. Made and closed by functions only.';


--
-- Name: COLUMN result_shares.label; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.result_shares.label IS 'For whom, in the words of the patient. The visitor never sees it.';


--
-- Name: COLUMN result_shares.token_mac; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.result_shares.token_mac IS 'hex(HMAC-SHA-256(key, token)); the token is 256 random bits and stands in the fragment of the link.';


--
-- Name: COLUMN result_shares.code_mac; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.result_shares.code_mac IS 'hex(HMAC-SHA-256(key, token and code)): worth nothing with another link.';


--
-- Name: COLUMN result_shares.allows_pictures; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.result_shares.allows_pictures IS 'The visitor may also take the original pictures away as a file.';


--
-- Name: COLUMN result_shares.close_reason; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.result_shares.close_reason IS 'revoked by the patient; wrong-codes: five wrong codes close it for good.';


--
-- Name: note_share(public.result_shares, text, text, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.note_share(share public.result_shares, action text, status text, trouble text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- The entry is a visitor's, though nobody has come in yet; the seal is taken back before anything is read.
  perform auth.seal(null, 'visitor', share.share_id);
  perform audit.write(action, 'result_share', share.share_id,
    case when share.share_id is null then '{}'::uuid[] else array[share.patient_id] end, status, null, null, trouble);
  perform set_config('fr.context', '', true);
end
$$;


ALTER FUNCTION auth.note_share(share public.result_shares, action text, status text, trouble text) OWNER TO fr_definer;

--
-- Name: note_visit(text, jsonb); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.note_visit(action text, details jsonb DEFAULT NULL::jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.shared_report() is null or action not in ('view_shared_result', 'view_shared_image', 'export_shared_result') then
    raise exception 'nobody visits' using errcode = '42501';
  end if;
  perform audit.write(action, 'result_share', auth.session_id(),
    array[(select s.patient_id from public.result_shares s where s.share_id = auth.session_id())], 'success', null, details);
end
$$;


ALTER FUNCTION auth.note_visit(action text, details jsonb) OWNER TO fr_definer;

--
-- Name: offer_factor(uuid, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.offer_factor(user_id uuid, seed text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into auth.second_factors as f (user_id, seed) values (offer_factor.user_id, offer_factor.seed)
  on conflict on constraint second_factors_pkey do update set seed = excluded.seed, created_at = clock_timestamp(), last_step = 0
    where not f.is_confirmed;
  return found;
end
$$;


ALTER FUNCTION auth.offer_factor(user_id uuid, seed text) OWNER TO fr_definer;

--
-- Name: open_session(uuid, inet, text, text, text, jsonb, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.open_session(user_id uuid, network inet, token_mac text, refresh_mac text, agent text, device jsonb, place text DEFAULT NULL::text) RETURNS TABLE(session_id uuid, access_expires_at timestamp with time zone, expires_at timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  opened record;
begin
  update public.users u set last_login_at = clock_timestamp() where u.id = open_session.user_id and u.is_active;
  if not found then raise exception 'account is not active' using errcode = '28000'; end if;
  insert into public.sessions as s (user_id, token, refresh_token, ip_address, user_agent, device_info, expires_at, access_expires_at)
  values (open_session.user_id, token_mac, refresh_mac, network, agent, device,
    clock_timestamp() + auth.session_lifetime(), clock_timestamp() + auth.access_lifetime())
  returning s.session_id, s.access_expires_at, s.expires_at into opened;
  insert into auth.refresh_tokens (mac, session_id) values (refresh_mac, opened.session_id);
  delete from auth.login_failures f
    where f.account = auth.account_key((select u.email from public.users u where u.id = open_session.user_id))
      and f.place = coalesce(open_session.place, host(network));
  update public.sessions s set is_active = false, logout_time = clock_timestamp(), end_reason = 'too-many-sessions'
    where s.session_id in (
      select o.session_id from public.sessions o
      where o.user_id = open_session.user_id and o.is_active and o.expires_at > clock_timestamp()
      order by o.login_time desc, o.session_id offset 5);
  perform audit.write_as(open_session.user_id, 'login', 'user', open_session.user_id, 'success',
    jsonb_build_object('sessionId', opened.session_id));
  return query select opened.session_id, opened.access_expires_at, opened.expires_at;
end
$$;


ALTER FUNCTION auth.open_session(user_id uuid, network inet, token_mac text, refresh_mac text, agent text, device jsonb, place text) OWNER TO fr_definer;

--
-- Name: open_share(text, text, text, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.open_share(token_mac text, code_mac text, place text, visit_mac text) RETURNS TABLE(opened uuid, wait_seconds integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  share public.result_shares;
  trouble text;
  seconds integer;
begin
  -- Many at the same moment learn no more than as many in a row.
  perform pg_advisory_xact_lock(hashtextextended('share from ' || place, 0));
  seconds := auth.share_wait(place);
  if seconds > 0 then return query select null::uuid, seconds; return; end if;
  select s.* into share from public.result_shares s where s.token_mac = open_share.token_mac for update;
  trouble := case
    when share.share_id is null then 'unknown'
    when share.closed_at is not null then share.close_reason
    when share.expires_at <= clock_timestamp() then 'expired'
    when share.code_mac <> open_share.code_mac then 'wrong-code'
    when auth.shared_report_of(share.share_id) is null then 'not-visible'
  end;
  if trouble is not null then
    perform auth.refuse_visit(share, place, trouble);
    return query select null::uuid, 0;
    return;
  end if;
  insert into auth.share_visits (mac, share_id, expires_at)
  values (visit_mac, share.share_id, least(clock_timestamp() + interval '30 minutes', share.expires_at));
  update public.result_shares s set opened_count = s.opened_count + 1, last_opened_at = clock_timestamp()
    where s.share_id = share.share_id;
  perform auth.note_share(share, 'open_shared_result', 'success', null);
  return query select share.share_id, 0;
end
$$;


ALTER FUNCTION auth.open_share(token_mac text, code_mac text, place text, visit_mac text) OWNER TO fr_definer;

--
-- Name: FUNCTION open_share(token_mac text, code_mac text, place text, visit_mac text); Type: COMMENT; Schema: auth; Owner: fr_definer
--

COMMENT ON FUNCTION auth.open_share(token_mac text, code_mac text, place text, visit_mac text) IS 'Opens a visit to a share for who has its token and its code. Null and nothing to wait: refused, for whatever reason.';


--
-- Name: own_factor(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.own_factor() RETURNS TABLE(seed text, is_confirmed boolean, last_step bigint, confirmed_at timestamp with time zone, codes_left integer, is_required boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select f.seed, coalesce(f.is_confirmed, false), coalesce(f.last_step, 0), f.confirmed_at,
    (select count(*)::integer from auth.recovery_codes c where c.user_id = auth.uid() and c.used_at is null),
    app.setting('auth.second_factor_roles') @> to_jsonb(auth.role())
  from (values (1)) as one left join auth.second_factors f on f.user_id = auth.uid()
$$;


ALTER FUNCTION auth.own_factor() OWNER TO fr_definer;

--
-- Name: own_password_hash(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.own_password_hash() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select u.password_hash::text from public.users u where u.id = auth.uid()
$$;


ALTER FUNCTION auth.own_password_hash() OWNER TO fr_definer;

--
-- Name: password_is_fresh(interval); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.password_is_fresh(within interval DEFAULT '00:05:00'::interval) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce((select s.password_entered_at > clock_timestamp() - within from public.sessions s
    where s.session_id = auth.session_id()), false)
$$;


ALTER FUNCTION auth.password_is_fresh(within interval) OWNER TO fr_definer;

--
-- Name: uid(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.uid() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    declare
      -- user|role|session|peer|mac, the MAC as 64 hexadecimal digits: see auth.seal.
      sealed text := current_setting('fr.context', true);
      claims text := left(sealed, -65);
      secret bytea;
    begin
      if sealed is null or sealed = '' then return null; end if;
      -- By itself: an expression with a query in it is a query, and takes as long.
      select s.value into secret from auth.secrets s where s.name = 'seal';
      if right(sealed, 64) is distinct from encode(ext.hmac(
        convert_to(claims || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp())::text, 'UTF8'),
        secret, 'sha256'), 'hex')
      then return null; end if;
      return nullif(split_part(claims, '|', 1), '-')::uuid;
    end
    $$;


ALTER FUNCTION auth.uid() OWNER TO fr_definer;

--
-- Name: FUNCTION uid(); Type: COMMENT; Schema: auth; Owner: fr_definer
--

COMMENT ON FUNCTION auth.uid() IS 'The person asking, or null; true only for this backend and this transaction.';


--
-- Name: dicom_peers; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.dicom_peers (
    peer_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    ae_title character varying(16) NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    operations text[] DEFAULT '{}'::text[] NOT NULL,
    sees character varying(8) DEFAULT 'own'::character varying NOT NULL,
    stores_as uuid,
    reads_as uuid,
    allow_plain boolean DEFAULT false NOT NULL,
    max_associations integer DEFAULT 8 NOT NULL,
    transfer_syntaxes text[] DEFAULT '{}'::text[] NOT NULL,
    host character varying(253),
    port integer,
    uses_tls boolean DEFAULT true NOT NULL,
    trusted_certificate text,
    client_certificate text,
    client_key text,
    forwards character varying(8) DEFAULT 'results'::character varying NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    last_seen_at timestamp with time zone,
    last_echo_at timestamp with time zone,
    last_echo_error character varying(64),
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    updated_by uuid DEFAULT auth.uid(),
    CONSTRAINT dicom_peers_address_check CHECK ((((host IS NULL) = (port IS NULL)) AND ((port >= 1) AND (port <= 65535)) AND ((host IS NOT NULL) OR (NOT (operations && ARRAY['move_destination'::text, 'forward'::text]))))),
    CONSTRAINT dicom_peers_ae_title_check CHECK (((ae_title)::text ~ '^[!-\[\]-~]([ -\[\]-~]{0,14}[!-\[\]-~])?$'::text)),
    CONSTRAINT dicom_peers_client_check CHECK (((client_certificate IS NULL) = (client_key IS NULL))),
    CONSTRAINT dicom_peers_forwards_check CHECK (((forwards)::text = ANY ((ARRAY['results'::character varying, 'study'::character varying])::text[]))),
    CONSTRAINT dicom_peers_max_associations_check CHECK (((max_associations >= 1) AND (max_associations <= 64))),
    CONSTRAINT dicom_peers_operations_check CHECK ((operations <@ ARRAY['store'::text, 'query'::text, 'retrieve'::text, 'move_destination'::text, 'forward'::text])),
    CONSTRAINT dicom_peers_plain_check CHECK ((uses_tls OR (host IS NULL) OR ((host)::text = ANY ((ARRAY['127.0.0.1'::character varying, '::1'::character varying, 'localhost'::character varying])::text[])))),
    CONSTRAINT dicom_peers_sees_check CHECK (((sees)::text = ANY ((ARRAY['own'::character varying, 'all'::character varying])::text[])))
);

ALTER TABLE ONLY public.dicom_peers FORCE ROW LEVEL SECURITY;


ALTER TABLE public.dicom_peers OWNER TO fr_owner;

--
-- Name: TABLE dicom_peers; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.dicom_peers IS 'Every DICOM application entity that may talk to Firstread or is sent something. Removing one means is_active = false.';


--
-- Name: COLUMN dicom_peers.operations; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_peers.operations IS 'What it may ask of us: store, query, retrieve; what we may send it: move_destination (C-MOVE), forward (signed results).';


--
-- Name: COLUMN dicom_peers.sees; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_peers.sees IS 'What query and retrieve show: own, the studies that it stored (or its radiologist uploaded); all, every study.';


--
-- Name: COLUMN dicom_peers.stores_as; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_peers.stores_as IS 'The radiologist who counts as the uploader; a machine account of the peer when nobody was named.';


--
-- Name: COLUMN dicom_peers.reads_as; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_peers.reads_as IS 'A machine account with a doctor''s view, for peers that see all. No peer writes anything clinical with it.';


--
-- Name: COLUMN dicom_peers.allow_plain; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_peers.allow_plain IS 'DIMSE without TLS, from a loopback address only, known by the calling AE title alone.';


--
-- Name: COLUMN dicom_peers.transfer_syntaxes; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_peers.transfer_syntaxes IS 'UIDs to offer first when we send, in order.';


--
-- Name: COLUMN dicom_peers.trusted_certificate; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_peers.trusted_certificate IS 'PEM that its server must chain to; the system''s authorities without it.';


--
-- Name: COLUMN dicom_peers.client_key; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_peers.client_key IS 'enc:v1 field: PEM key that goes with client_certificate, shown to nobody.';


--
-- Name: COLUMN dicom_peers.forwards; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_peers.forwards IS 'What goes out when a review is signed: results, our structured report and captures; study, everything.';


--
-- Name: COLUMN dicom_peers.last_seen_at; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_peers.last_seen_at IS 'Last time it was let in, noted at most once a minute.';


--
-- Name: peer_behind(text, text, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.peer_behind(credential_mac text, address text, given_ae_title text) RETURNS public.dicom_peers
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  found_peer public.dicom_peers;
begin
  select p.* into found_peer
  from auth.peer_credentials c join public.dicom_peers p on p.peer_id = c.peer_id
  where c.mac = credential_mac and p.is_active and (given_ae_title is null or p.ae_title = given_ae_title)
    and (c.kind <> 'ae_title' or (p.allow_plain
      and (nullif(address, '')::inet <<= '127.0.0.0/8'::inet or nullif(address, '')::inet = '::1'::inet)));
  return found_peer;
end
$$;


ALTER FUNCTION auth.peer_behind(credential_mac text, address text, given_ae_title text) OWNER TO fr_definer;

--
-- Name: peer_credentials_of(uuid[]); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.peer_credentials_of(peer_ids uuid[]) RETURNS TABLE(peer_id uuid, kind text, label text, created_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select c.peer_id, c.kind::text, c.label::text, c.created_at from auth.peer_credentials c
  where c.peer_id = any (peer_ids) and (auth.role() = 'tech' or session_user not in ('fr_api', 'fr_worker', 'fr_sealer', 'fr_backup'))
  order by c.created_at
$$;


ALTER FUNCTION auth.peer_credentials_of(peer_ids uuid[]) OWNER TO fr_definer;

--
-- Name: peer_id(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.peer_id() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    declare
      -- user|role|session|peer|mac, the MAC as 64 hexadecimal digits: see auth.seal.
      sealed text := current_setting('fr.context', true);
      claims text := left(sealed, -65);
      secret bytea;
    begin
      if sealed is null or sealed = '' then return null; end if;
      -- By itself: an expression with a query in it is a query, and takes as long.
      select s.value into secret from auth.secrets s where s.name = 'seal';
      if right(sealed, 64) is distinct from encode(ext.hmac(
        convert_to(claims || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp())::text, 'UTF8'),
        secret, 'sha256'), 'hex')
      then return null; end if;
      return nullif(split_part(claims, '|', 4), '-')::uuid;
    end
    $$;


ALTER FUNCTION auth.peer_id() OWNER TO fr_definer;

--
-- Name: FUNCTION peer_id(); Type: COMMENT; Schema: auth; Owner: fr_definer
--

COMMENT ON FUNCTION auth.peer_id() IS 'The DICOM peer asking, or null when it is a person.';


--
-- Name: put_recovery_codes(uuid, text[]); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.put_recovery_codes(user_id uuid, macs text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from auth.recovery_codes c where c.user_id = put_recovery_codes.user_id;
  insert into auth.recovery_codes (user_id, mac) select put_recovery_codes.user_id, m from unnest(macs) m;
end
$$;


ALTER FUNCTION auth.put_recovery_codes(user_id uuid, macs text[]) OWNER TO fr_definer;

--
-- Name: refresh(text, text, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.refresh(refresh_mac text, new_token_mac text, new_refresh_mac text) RETURNS TABLE(outcome text, user_id uuid, session_id uuid, access_expires_at timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  given auth.refresh_tokens;
  open_session public.sessions;
begin
  select t.* into given from auth.refresh_tokens t where t.mac = refresh_mac;
  if not found then return query select 'unknown', null::uuid, null::uuid, null::timestamptz; return; end if;
  select s.* into open_session from public.sessions s join public.users u on u.id = s.user_id
    where s.session_id = given.session_id and s.is_active and u.is_active and s.expires_at > clock_timestamp()
      and s.last_activity > clock_timestamp() - auth.idle_limit()
    for update of s;
  if not found then return query select 'ended', null::uuid, given.session_id, null::timestamptz; return; end if;
  -- Read again: another refresh may have finished while we waited for the lock.
  select t.* into given from auth.refresh_tokens t where t.mac = refresh_mac;
  if given.used_at is not null and not (
    given.used_at > clock_timestamp() - interval '10 seconds'
    and exists (select 1 from auth.refresh_tokens child where child.parent = given.mac
                and child.mac = open_session.refresh_token and child.used_at is null)
  ) then
    perform auth.end_session_row(open_session.session_id, 'refresh-reuse');
    perform audit.write_as(open_session.user_id, 'refresh_reuse', 'session', open_session.session_id, 'failure');
    perform app.put_notification(open_session.user_id, 'system_alert', 'high', 'A session was ended for your safety',
      'Somebody used an old key of one of your sessions. If you were not working on two devices at once, change your password.',
      '/account/sessions', null, null);
    return query select 'reused', open_session.user_id, open_session.session_id, null::timestamptz;
    return;
  end if;
  update auth.refresh_tokens t set used_at = coalesce(t.used_at, clock_timestamp()) where t.mac = refresh_mac;
  -- After a lost answer the unused child must die, or two chains would live.
  delete from auth.refresh_tokens t where t.parent = refresh_mac and t.used_at is null;
  insert into auth.refresh_tokens (mac, session_id, parent) values (new_refresh_mac, open_session.session_id, refresh_mac);
  update public.sessions s set token = new_token_mac, refresh_token = new_refresh_mac,
      access_expires_at = least(clock_timestamp() + auth.access_lifetime(), s.expires_at)
    where s.session_id = open_session.session_id returning s.access_expires_at into open_session.access_expires_at;
  perform audit.write_as(open_session.user_id, 'refresh', 'session', open_session.session_id, 'success');
  return query select 'ok', open_session.user_id, open_session.session_id, open_session.access_expires_at;
end
$$;


ALTER FUNCTION auth.refresh(refresh_mac text, new_token_mac text, new_refresh_mac text) OWNER TO fr_definer;

--
-- Name: refuse_visit(public.result_shares, text, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.refuse_visit(share public.result_shares, place text, trouble text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into auth.login_failures as f (account, place, failures) values ('share', refuse_visit.place, 1)
  on conflict on constraint login_failures_pkey do update set last_failure_at = clock_timestamp(),
    failures = case when f.last_failure_at < clock_timestamp() - interval '1 hour' then 1 else least(f.failures + 1, 1000) end;
  perform auth.note_share(share, 'open_shared_result', 'failure', trouble);
  if trouble <> 'wrong-code' then return; end if;
  update public.result_shares s set wrong_codes = s.wrong_codes + 1,
    closed_at = case when s.wrong_codes >= 4 then clock_timestamp() end,
    close_reason = case when s.wrong_codes >= 4 then 'wrong-codes' end
  where s.share_id = share.share_id;
  if share.wrong_codes < 4 then return; end if;
  delete from auth.share_visits v where v.share_id = share.share_id;
  perform auth.note_share(share, 'close_share', 'success', 'wrong-codes');
  perform app.put_notification(share.patient_id, 'system_alert', 'normal', 'A link that you shared was closed',
    'Somebody typed a wrong code five times. You can share the result anew.', '/results/' || share.report_id, share.report_id, null);
end
$$;


ALTER FUNCTION auth.refuse_visit(share public.result_shares, place text, trouble text) OWNER TO fr_definer;

--
-- Name: rehash(uuid, text, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.rehash(user_id uuid, old_hash text, new_hash text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  update public.users u set password_hash = new_hash where u.id = rehash.user_id and u.password_hash = old_hash
$$;


ALTER FUNCTION auth.rehash(user_id uuid, old_hash text, new_hash text) OWNER TO fr_definer;

--
-- Name: remove_factor_of(uuid); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.remove_factor_of(user_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  person public.users;
begin
  if auth.role() is distinct from 'tech' or user_id = auth.uid() then
    raise exception 'a tech takes away the second factor of others' using errcode = '42501';
  end if;
  perform auth.require_fresh_password();
  select u.* into person from public.users u where u.id = remove_factor_of.user_id;
  if person.id is null or not auth.remove_factor_row(person.id) then return false; end if;
  perform auth.end_all_sessions(person.id, 'second-factor-removed');
  perform audit.write('remove_second_factor', 'user', person.id, case when person.role = 'patient' then array[person.id] else '{}' end);
  perform app.put_notification(person.id, 'system_alert', 'high', 'Your one-time codes were taken away',
    'A technician did this. If you did not ask for it, tell your hospital.', '/account', null, null);
  return true;
end
$$;


ALTER FUNCTION auth.remove_factor_of(user_id uuid) OWNER TO fr_definer;

--
-- Name: remove_factor_row(uuid); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.remove_factor_row(user_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from auth.recovery_codes c where c.user_id = remove_factor_row.user_id;
  delete from auth.second_factors f where f.user_id = remove_factor_row.user_id and f.is_confirmed;
  return found;
end
$$;


ALTER FUNCTION auth.remove_factor_row(user_id uuid) OWNER TO fr_definer;

--
-- Name: remove_own_factor(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.remove_own_factor() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform auth.require_fresh_password();
  if not auth.remove_factor_row(auth.uid()) then return false; end if;
  perform audit.write('remove_second_factor', 'user', auth.uid());
  return true;
end
$$;


ALTER FUNCTION auth.remove_own_factor() OWNER TO fr_definer;

--
-- Name: renew_own_codes(text[]); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.renew_own_codes(macs text[]) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform auth.require_fresh_password();
  if not exists (select 1 from auth.second_factors f where f.user_id = auth.uid() and f.is_confirmed) then return false; end if;
  perform auth.put_recovery_codes(auth.uid(), macs);
  perform audit.write('renew_recovery_codes', 'user', auth.uid());
  return true;
end
$$;


ALTER FUNCTION auth.renew_own_codes(macs text[]) OWNER TO fr_definer;

--
-- Name: require_fresh_password(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.require_fresh_password() RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.uid() is null or not auth.password_is_fresh() then
    raise exception 'the password was entered too long ago' using errcode = '42501';
  end if;
end
$$;


ALTER FUNCTION auth.require_fresh_password() OWNER TO fr_definer;

--
-- Name: reset_account(uuid, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.reset_account(user_id uuid, new_hash text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  person public.users;
begin
  if auth.role() is distinct from 'tech' or user_id = auth.uid() then
    raise exception 'a tech resets the accounts of others' using errcode = '42501';
  end if;
  update public.users u set password_hash = new_hash, updated_by = auth.uid()
    where u.id = user_id and not u.is_provisional returning u.* into person;
  if person.id is null then return false; end if;
  delete from auth.login_failures f where f.account = auth.account_key(person.email);
  perform auth.end_all_sessions(person.id, 'password-reset');
  perform audit.write('reset_account', 'user', person.id, case when person.role = 'patient' then array[person.id] else '{}' end);
  return true;
end
$$;


ALTER FUNCTION auth.reset_account(user_id uuid, new_hash text) OWNER TO fr_definer;

--
-- Name: role(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.role() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    declare
      -- user|role|session|peer|mac, the MAC as 64 hexadecimal digits: see auth.seal.
      sealed text := current_setting('fr.context', true);
      claims text := left(sealed, -65);
      secret bytea;
    begin
      if sealed is null or sealed = '' then return null; end if;
      -- By itself: an expression with a query in it is a query, and takes as long.
      select s.value into secret from auth.secrets s where s.name = 'seal';
      if right(sealed, 64) is distinct from encode(ext.hmac(
        convert_to(claims || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp())::text, 'UTF8'),
        secret, 'sha256'), 'hex')
      then return null; end if;
      return split_part(claims, '|', 2);
    end
    $$;


ALTER FUNCTION auth.role() OWNER TO fr_definer;

--
-- Name: FUNCTION role(); Type: COMMENT; Schema: auth; Owner: fr_definer
--

COMMENT ON FUNCTION auth.role() IS 'patient, radiologist, doctor, tech, worker, or null.';


--
-- Name: seal(uuid, text, uuid, uuid); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.seal(user_id uuid, role text, session_id uuid, peer_id uuid DEFAULT NULL::uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  claims text := concat_ws('|', coalesce(user_id::text, '-'), role, coalesce(session_id::text, '-'), coalesce(peer_id::text, '-'));
  secret bytea;
  ignored text;
begin
  select s.value into secret from auth.secrets s where s.name = 'seal';
  ignored := set_config('fr.context', claims || '|' || encode(ext.hmac(
    convert_to(claims || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp())::text, 'UTF8'),
    secret, 'sha256'), 'hex'), true);
end
$$;


ALTER FUNCTION auth.seal(user_id uuid, role text, session_id uuid, peer_id uuid) OWNER TO fr_definer;

--
-- Name: session_id(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.session_id() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    declare
      -- user|role|session|peer|mac, the MAC as 64 hexadecimal digits: see auth.seal.
      sealed text := current_setting('fr.context', true);
      claims text := left(sealed, -65);
      secret bytea;
    begin
      if sealed is null or sealed = '' then return null; end if;
      -- By itself: an expression with a query in it is a query, and takes as long.
      select s.value into secret from auth.secrets s where s.name = 'seal';
      if right(sealed, 64) is distinct from encode(ext.hmac(
        convert_to(claims || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp())::text, 'UTF8'),
        secret, 'sha256'), 'hex')
      then return null; end if;
      return nullif(split_part(claims, '|', 3), '-')::uuid;
    end
    $$;


ALTER FUNCTION auth.session_id() OWNER TO fr_definer;

--
-- Name: session_lifetime(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.session_lifetime() RETURNS interval
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ select interval '12 hours' $$;


ALTER FUNCTION auth.session_lifetime() OWNER TO fr_definer;

--
-- Name: set_peer_credentials(uuid, text, text[], text[]); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.set_peer_credentials(to_peer uuid, of_kind text, macs text[], labels text[] DEFAULT '{}'::text[]) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform auth.may_admit_peers();
  if not exists (select 1 from public.dicom_peers p where p.peer_id = to_peer) then return false; end if;
  delete from auth.peer_credentials c using public.dicom_peers p
    where p.peer_id = c.peer_id and ((c.peer_id = to_peer and c.kind = of_kind) or (c.mac = any (macs) and not p.is_active));
  insert into auth.peer_credentials (mac, peer_id, kind, label)
    select m.mac, to_peer, of_kind, coalesce(m.label, '') from unnest(macs, labels) as m (mac, label) where m.mac is not null;
  perform audit.write('set_peer_credentials', 'peer', to_peer, '{}', 'success', null,
    jsonb_build_object('kind', of_kind, 'count', coalesce(array_length(macs, 1), 0), 'labels', to_jsonb(labels)));
  return true;
end
$$;


ALTER FUNCTION auth.set_peer_credentials(to_peer uuid, of_kind text, macs text[], labels text[]) OWNER TO fr_definer;

--
-- Name: share_wait(text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.share_wait(place text) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return coalesce((
    select case when f.failures < 5 or f.last_failure_at < clock_timestamp() - interval '1 hour' then 0
      else greatest(0, ceil(extract(epoch from f.last_failure_at
        + make_interval(secs => least(900, 2 ^ least(f.failures - 5, 10))) - clock_timestamp()))::integer) end
    from auth.login_failures f where f.account = 'share' and f.place = share_wait.place), 0);
end
$$;


ALTER FUNCTION auth.share_wait(place text) OWNER TO fr_definer;

--
-- Name: shared_originals(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.shared_originals() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return auth.shared_report() is not null
    and (select s.allows_pictures from public.result_shares s where s.share_id = auth.session_id());
end
$$;


ALTER FUNCTION auth.shared_originals() OWNER TO fr_definer;

--
-- Name: shared_report(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.shared_report() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.role() is distinct from 'visitor' then return null; end if;
  return auth.shared_report_of(auth.session_id());
end
$$;


ALTER FUNCTION auth.shared_report() OWNER TO fr_definer;

--
-- Name: FUNCTION shared_report(); Type: COMMENT; Schema: auth; Owner: fr_definer
--

COMMENT ON FUNCTION auth.shared_report() IS 'For a visitor: the one report that their share shows. Their sealed context carries the share in place of a session.';


--
-- Name: shared_report_of(uuid); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.shared_report_of(share_id uuid) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (select s.report_id from public.result_shares s
    join public.users u on u.id = s.patient_id and u.is_active and u.role = 'patient' and not u.is_provisional
    join public.medical_reports m on m.report_id = s.report_id and m.patient_id = s.patient_id
    join public.result_releases r on r.report_id = s.report_id
      and (r.state = 'released' or (r.state = 'scheduled' and r.release_at <= clock_timestamp()))
    where s.share_id = shared_report_of.share_id and s.closed_at is null and s.expires_at > clock_timestamp()
      and auth.sharing_is_on());
end
$$;


ALTER FUNCTION auth.shared_report_of(share_id uuid) OWNER TO fr_definer;

--
-- Name: FUNCTION shared_report_of(share_id uuid); Type: COMMENT; Schema: auth; Owner: fr_definer
--

COMMENT ON FUNCTION auth.shared_report_of(share_id uuid) IS 'The report that a share shows now, or null.';


--
-- Name: sharing_is_on(); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.sharing_is_on() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return coalesce(app.setting('release.sharing') = 'true'::jsonb, false);
end
$$;


ALTER FUNCTION auth.sharing_is_on() OWNER TO fr_definer;

--
-- Name: take_recovery_code(uuid, text); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.take_recovery_code(user_id uuid, mac text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update auth.recovery_codes c set used_at = clock_timestamp()
    where c.user_id = take_recovery_code.user_id and c.mac = take_recovery_code.mac and c.used_at is null;
  if not found then return false; end if;
  perform audit.write_as(take_recovery_code.user_id, 'use_recovery_code', 'user', take_recovery_code.user_id, 'success');
  perform app.put_notification(take_recovery_code.user_id, 'system_alert', 'high', 'A recovery code was used to sign in',
    'If that was not you, change your password and set up your one-time codes anew.', '/account', null, null);
  return true;
end
$$;


ALTER FUNCTION auth.take_recovery_code(user_id uuid, mac text) OWNER TO fr_definer;

--
-- Name: take_step(uuid, bigint); Type: FUNCTION; Schema: auth; Owner: fr_definer
--

CREATE FUNCTION auth.take_step(user_id uuid, step bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update auth.second_factors f set last_step = step where f.user_id = take_step.user_id and f.last_step < step;
  return found;
end
$$;


ALTER FUNCTION auth.take_step(user_id uuid, step bigint) OWNER TO fr_definer;

--
-- Name: beat(text); Type: FUNCTION; Schema: jobs; Owner: fr_queue
--

CREATE FUNCTION jobs.beat(worker_id text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  insert into jobs.heartbeats (worker_id) values (worker_id)
  on conflict (worker_id) do update set seen_at = clock_timestamp()
$$;


ALTER FUNCTION jobs.beat(worker_id text) OWNER TO fr_queue;

--
-- Name: dead(); Type: FUNCTION; Schema: jobs; Owner: fr_queue
--

CREATE FUNCTION jobs.dead() RETURNS TABLE(job_id bigint, task text, payload json, attempts integer, last_error text, died_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select j.id, t.identifier, j.payload, j.attempts::integer, j.last_error, j.updated_at
  from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
  where j.locked_at is null and j.attempts >= j.max_attempts
    -- A newer job for the same thing took its place.
    and not exists (select 1 from graphile_worker._private_jobs o
      where o.task_id = j.task_id and o.id <> j.id and (o.locked_at is not null or o.attempts < o.max_attempts)
        and (o.payload ->> 'reportId') is not distinct from (j.payload ->> 'reportId'))
$$;


ALTER FUNCTION jobs.dead() OWNER TO fr_queue;

--
-- Name: FUNCTION dead(); Type: COMMENT; Schema: jobs; Owner: fr_queue
--

COMMENT ON FUNCTION jobs.dead() IS 'Jobs that used up their attempts. They stay until somebody retries them or a month has passed.';


--
-- Name: depth(); Type: FUNCTION; Schema: jobs; Owner: fr_queue
--

CREATE FUNCTION jobs.depth() RETURNS TABLE(task text, waiting bigint, running bigint, dead bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select j.task_identifier,
    count(*) filter (where j.locked_at is null and j.attempts < j.max_attempts),
    count(*) filter (where j.locked_at is not null),
    count(*) filter (where j.locked_at is null and j.attempts >= j.max_attempts)
  from graphile_worker.jobs j group by j.task_identifier
$$;


ALTER FUNCTION jobs.depth() OWNER TO fr_queue;

--
-- Name: enqueue(text, json, text, interval, integer); Type: FUNCTION; Schema: jobs; Owner: fr_queue
--

CREATE FUNCTION jobs.enqueue(task text, payload json, job_key text DEFAULT NULL::text, run_after interval DEFAULT '00:00:00'::interval, priority integer DEFAULT 0) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  known jobs.tasks;
begin
  select t.* into known from jobs.tasks t where t.identifier = task;
  if known.identifier is null or auth.role() is null or not (auth.role() = any (known.enqueued_by)) then
    raise exception 'task % is not open to %', task, coalesce(auth.role(), 'nobody') using errcode = '42501';
  end if;
  perform graphile_worker.add_job(identifier => task, payload => payload, run_at => clock_timestamp() + run_after,
    max_attempts => known.max_attempts, job_key => enqueue.job_key, priority => enqueue.priority);
end
$$;


ALTER FUNCTION jobs.enqueue(task text, payload json, job_key text, run_after interval, priority integer) OWNER TO fr_queue;

--
-- Name: FUNCTION enqueue(task text, payload json, job_key text, run_after interval, priority integer); Type: COMMENT; Schema: jobs; Owner: fr_queue
--

COMMENT ON FUNCTION jobs.enqueue(task text, payload json, job_key text, run_after interval, priority integer) IS 'A rollback takes the job back. job_key folds repetitions into one.';


--
-- Name: enqueue_each(text, json[], text[], timestamp with time zone[]); Type: FUNCTION; Schema: jobs; Owner: fr_queue
--

CREATE FUNCTION jobs.enqueue_each(task text, payloads json[], job_keys text[], run_at timestamp with time zone[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
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


ALTER FUNCTION jobs.enqueue_each(task text, payloads json[], job_keys text[], run_at timestamp with time zone[]) OWNER TO fr_queue;

--
-- Name: FUNCTION enqueue_each(task text, payloads json[], job_keys text[], run_at timestamp with time zone[]); Type: COMMENT; Schema: jobs; Owner: fr_queue
--

COMMENT ON FUNCTION jobs.enqueue_each(task text, payloads json[], job_keys text[], run_at timestamp with time zone[]) IS 'As jobs.enqueue, for many of one task; the three lists go together.';


--
-- Name: give_back(bigint[], text[]); Type: FUNCTION; Schema: jobs; Owner: fr_queue
--

CREATE FUNCTION jobs.give_back(job_ids bigint[], worker_ids text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  update graphile_worker._private_jobs j
  set attempts = greatest(0, j.attempts - 1), run_at = clock_timestamp(), last_error = null, locked_at = null, locked_by = null
  where j.id = any (job_ids) and (j.locked_by = any (worker_ids) or (j.locked_at is null and j.last_error is not null))
$$;


ALTER FUNCTION jobs.give_back(job_ids bigint[], worker_ids text[]) OWNER TO fr_queue;

--
-- Name: release_dead_workers(interval); Type: FUNCTION; Schema: jobs; Owner: fr_queue
--

CREATE FUNCTION jobs.release_dead_workers(silent_for interval DEFAULT '00:01:00'::interval) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  dead text[];
begin
  -- A lock whose worker never beat, or stopped beating, belongs to nobody.
  select array_agg(distinct j.locked_by) into dead
  from graphile_worker.jobs j left join jobs.heartbeats h on h.worker_id = j.locked_by
  where j.locked_by is not null
    and coalesce(h.seen_at, j.locked_at) < clock_timestamp() - silent_for;
  if dead is null then return 0; end if;
  perform graphile_worker.force_unlock_workers(dead);
  delete from jobs.heartbeats h where h.worker_id = any (dead) or h.seen_at < clock_timestamp() - interval '1 day';
  return array_length(dead, 1);
end
$$;


ALTER FUNCTION jobs.release_dead_workers(silent_for interval) OWNER TO fr_queue;

--
-- Name: retry(bigint); Type: FUNCTION; Schema: jobs; Owner: fr_queue
--

CREATE FUNCTION jobs.retry(job_id bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if auth.role() is distinct from 'tech' then raise exception 'a tech retries jobs' using errcode = '42501'; end if;
  update graphile_worker._private_jobs j set attempts = 0, run_at = clock_timestamp(), last_error = null, updated_at = clock_timestamp()
  where j.id = retry.job_id and j.locked_at is null and j.attempts >= j.max_attempts;
  return found;
end
$$;


ALTER FUNCTION jobs.retry(job_id bigint) OWNER TO fr_queue;

--
-- Name: sweep_dead(interval); Type: FUNCTION; Schema: jobs; Owner: fr_queue
--

CREATE FUNCTION jobs.sweep_dead(older_than interval DEFAULT '30 days'::interval) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  gone integer;
begin
  delete from graphile_worker._private_jobs j
  where j.locked_at is null and j.attempts >= j.max_attempts and j.updated_at < clock_timestamp() - older_than;
  get diagnostics gone = row_count;
  return gone;
end
$$;


ALTER FUNCTION jobs.sweep_dead(older_than interval) OWNER TO fr_queue;

--
-- Name: update_updated_at_column(); Type: FUNCTION; Schema: public; Owner: fr_owner
--

CREATE FUNCTION public.update_updated_at_column() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.updated_at = current_timestamp;
    return new;
end;
$$;


ALTER FUNCTION public.update_updated_at_column() OWNER TO fr_owner;

--
-- Name: FUNCTION update_updated_at_column(); Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON FUNCTION public.update_updated_at_column() IS 'The seed''s trigger: updated_at follows every update.';


--
-- Name: report_steps; Type: TABLE; Schema: app; Owner: fr_owner
--

CREATE TABLE app.report_steps (
    step character varying(16) NOT NULL,
    from_status character varying(20) NOT NULL,
    to_status character varying(20) NOT NULL,
    by_role character varying(16) NOT NULL
);

ALTER TABLE ONLY app.report_steps FORCE ROW LEVEL SECURITY;


ALTER TABLE app.report_steps OWNER TO fr_owner;

--
-- Name: TABLE report_steps; Type: COMMENT; Schema: app; Owner: fr_owner
--

COMMENT ON TABLE app.report_steps IS 'The one transition table of medical_reports.status; the server''s copy is compared with it by a test.';


--
-- Name: login_failures; Type: TABLE; Schema: auth; Owner: fr_owner
--

CREATE TABLE auth.login_failures (
    account character varying(128) NOT NULL,
    place character varying(80) NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    last_failure_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE ONLY auth.login_failures FORCE ROW LEVEL SECURITY;


ALTER TABLE auth.login_failures OWNER TO fr_owner;

--
-- Name: TABLE login_failures; Type: COMMENT; Schema: auth; Owner: fr_owner
--

COMMENT ON TABLE auth.login_failures IS 'Failed logins in a row by account (SHA-256 of the lower-case email, known or not) and place: a network, or a device on which that person has logged in before.';


--
-- Name: peer_credentials; Type: TABLE; Schema: auth; Owner: fr_owner
--

CREATE TABLE auth.peer_credentials (
    mac character varying(128) NOT NULL,
    peer_id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    label character varying(100) DEFAULT ''::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT peer_credentials_kind_check CHECK (((kind)::text = ANY ((ARRAY['certificate'::character varying, 'token'::character varying, 'ae_title'::character varying])::text[])))
);

ALTER TABLE ONLY auth.peer_credentials FORCE ROW LEVEL SECURITY;


ALTER TABLE auth.peer_credentials OWNER TO fr_owner;

--
-- Name: TABLE peer_credentials; Type: COMMENT; Schema: auth; Owner: fr_owner
--

COMMENT ON TABLE auth.peer_credentials IS 'Keyed hashes, hex(HMAC-SHA-256(key, kind:value)), of a client certificate''s SHA-256 fingerprint, a token, or an AE title (plain, loopback only).';


--
-- Name: COLUMN peer_credentials.label; Type: COMMENT; Schema: auth; Owner: fr_owner
--

COMMENT ON COLUMN auth.peer_credentials.label IS 'What a tech recognizes it by: the fingerprint of a certificate. Never a token.';


--
-- Name: recovery_codes; Type: TABLE; Schema: auth; Owner: fr_owner
--

CREATE TABLE auth.recovery_codes (
    user_id uuid NOT NULL,
    mac character varying(64) NOT NULL,
    used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE ONLY auth.recovery_codes FORCE ROW LEVEL SECURITY;


ALTER TABLE auth.recovery_codes OWNER TO fr_owner;

--
-- Name: TABLE recovery_codes; Type: COMMENT; Schema: auth; Owner: fr_owner
--

COMMENT ON TABLE auth.recovery_codes IS 'Keyed hashes of the codes that stand in for a lost device, each once.';


--
-- Name: refresh_tokens; Type: TABLE; Schema: auth; Owner: fr_owner
--

CREATE TABLE auth.refresh_tokens (
    mac character varying(128) NOT NULL,
    session_id uuid NOT NULL,
    parent character varying(128),
    used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE ONLY auth.refresh_tokens FORCE ROW LEVEL SECURITY;


ALTER TABLE auth.refresh_tokens OWNER TO fr_owner;

--
-- Name: TABLE refresh_tokens; Type: COMMENT; Schema: auth; Owner: fr_owner
--

COMMENT ON TABLE auth.refresh_tokens IS 'Every refresh token ever given, hashed, so that a second use is noticed.';


--
-- Name: second_factors; Type: TABLE; Schema: auth; Owner: fr_owner
--

CREATE TABLE auth.second_factors (
    user_id uuid NOT NULL,
    seed text NOT NULL,
    is_confirmed boolean DEFAULT false NOT NULL,
    last_step bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    confirmed_at timestamp with time zone,
    CONSTRAINT second_factors_confirmed_check CHECK ((is_confirmed = (confirmed_at IS NOT NULL))),
    CONSTRAINT second_factors_seed_check CHECK ((seed ~~ 'enc:v1:%'::text))
);

ALTER TABLE ONLY auth.second_factors FORCE ROW LEVEL SECURITY;


ALTER TABLE auth.second_factors OWNER TO fr_owner;

--
-- Name: TABLE second_factors; Type: COMMENT; Schema: auth; Owner: fr_owner
--

COMMENT ON TABLE auth.second_factors IS 'One-time codes of an account. Unconfirmed: shown, not yet answered with a code; it is asked for by nobody then.';


--
-- Name: COLUMN second_factors.seed; Type: COMMENT; Schema: auth; Owner: fr_owner
--

COMMENT ON COLUMN auth.second_factors.seed IS 'enc:v1 field: the shared secret in base32.';


--
-- Name: COLUMN second_factors.last_step; Type: COMMENT; Schema: auth; Owner: fr_owner
--

COMMENT ON COLUMN auth.second_factors.last_step IS 'The newest time step (30 s since 1970) whose code was taken; none of it or before works again.';


--
-- Name: secrets; Type: TABLE; Schema: auth; Owner: fr_owner
--

CREATE TABLE auth.secrets (
    name character varying(64) NOT NULL,
    value bytea NOT NULL
);

ALTER TABLE ONLY auth.secrets FORCE ROW LEVEL SECURITY;


ALTER TABLE auth.secrets OWNER TO fr_owner;

--
-- Name: TABLE secrets; Type: COMMENT; Schema: auth; Owner: fr_owner
--

COMMENT ON TABLE auth.secrets IS 'Keys that only definer functions read. seal: the key of the transaction context.';


--
-- Name: share_visits; Type: TABLE; Schema: auth; Owner: fr_owner
--

CREATE TABLE auth.share_visits (
    mac character varying(64) NOT NULL,
    share_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY auth.share_visits FORCE ROW LEVEL SECURITY;


ALTER TABLE auth.share_visits OWNER TO fr_owner;

--
-- Name: TABLE share_visits; Type: COMMENT; Schema: auth; Owner: fr_owner
--

COMMENT ON TABLE auth.share_visits IS 'Who entered a share with its code may look for half an hour: the MAC of the visit''s own token.';


--
-- Name: heartbeats; Type: TABLE; Schema: jobs; Owner: fr_queue
--

CREATE TABLE jobs.heartbeats (
    worker_id character varying(128) NOT NULL,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE ONLY jobs.heartbeats FORCE ROW LEVEL SECURITY;


ALTER TABLE jobs.heartbeats OWNER TO fr_queue;

--
-- Name: TABLE heartbeats; Type: COMMENT; Schema: jobs; Owner: fr_queue
--

COMMENT ON TABLE jobs.heartbeats IS 'Workers alive. One not seen for a minute loses its jobs.';


--
-- Name: tasks; Type: TABLE; Schema: jobs; Owner: fr_queue
--

CREATE TABLE jobs.tasks (
    identifier character varying(64) NOT NULL,
    enqueued_by text[] NOT NULL,
    max_attempts integer DEFAULT 3 NOT NULL
);

ALTER TABLE ONLY jobs.tasks FORCE ROW LEVEL SECURITY;


ALTER TABLE jobs.tasks OWNER TO fr_queue;

--
-- Name: TABLE tasks; Type: COMMENT; Schema: jobs; Owner: fr_queue
--

COMMENT ON TABLE jobs.tasks IS 'Every kind of job and who may ask for it.';


--
-- Name: ai_analysis; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.ai_analysis (
    analysis_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    report_id uuid NOT NULL,
    model_id uuid NOT NULL,
    risk_category character varying(10),
    risk_probability numeric(5,4),
    low_probability numeric(5,4),
    medium_probability numeric(5,4),
    high_probability numeric(5,4),
    findings jsonb,
    feature_maps jsonb,
    attention_maps jsonb,
    processed_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    processing_time_ms integer,
    image_quality_score numeric(5,4),
    confidence_threshold numeric(5,4),
    preprocessing_steps jsonb,
    model_version character varying(50),
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    run_id uuid,
    outcome character varying(16) DEFAULT 'read'::character varying NOT NULL,
    reason character varying(64),
    CONSTRAINT ai_analysis_category_check CHECK ((((outcome)::text = 'read'::text) = (risk_category IS NOT NULL))),
    CONSTRAINT ai_analysis_confidence_threshold_check CHECK (((confidence_threshold >= (0)::numeric) AND (confidence_threshold <= (1)::numeric))),
    CONSTRAINT ai_analysis_high_probability_check CHECK (((high_probability >= (0)::numeric) AND (high_probability <= (1)::numeric))),
    CONSTRAINT ai_analysis_image_quality_score_check CHECK (((image_quality_score >= (0)::numeric) AND (image_quality_score <= (1)::numeric))),
    CONSTRAINT ai_analysis_low_probability_check CHECK (((low_probability >= (0)::numeric) AND (low_probability <= (1)::numeric))),
    CONSTRAINT ai_analysis_medium_probability_check CHECK (((medium_probability >= (0)::numeric) AND (medium_probability <= (1)::numeric))),
    CONSTRAINT ai_analysis_outcome_check CHECK (((outcome)::text = ANY ((ARRAY['read'::character varying, 'abstained'::character varying, 'out_of_scope'::character varying])::text[]))),
    CONSTRAINT ai_analysis_risk_category_check CHECK (((risk_category)::text = ANY ((ARRAY['low'::character varying, 'medium'::character varying, 'high'::character varying])::text[]))),
    CONSTRAINT ai_analysis_risk_probability_check CHECK (((risk_probability >= (0)::numeric) AND (risk_probability <= (1)::numeric)))
);

ALTER TABLE ONLY public.ai_analysis FORCE ROW LEVEL SECURITY;


ALTER TABLE public.ai_analysis OWNER TO fr_owner;

--
-- Name: TABLE ai_analysis; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.ai_analysis IS 'The adopted result of a report; at most one. All attempts stand in analysis_runs.';


--
-- Name: COLUMN ai_analysis.low_probability; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.ai_analysis.low_probability IS 'Calibrated; the three sum to 1.';


--
-- Name: COLUMN ai_analysis.attention_maps; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.ai_analysis.attention_maps IS 'Per image: {imageId, objectId, width, height}; the pictures are objects.';


--
-- Name: ai_models; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.ai_models (
    model_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    model_name character varying(255) NOT NULL,
    version character varying(50) NOT NULL,
    architecture character varying(100),
    framework character varying(50),
    model_file_url text,
    model_file_size bigint,
    model_config jsonb DEFAULT '{}'::jsonb NOT NULL,
    trained_date timestamp with time zone,
    training_dataset_version character varying(100),
    training_duration_hours numeric(10,2),
    deployed_date timestamp with time zone,
    is_active boolean DEFAULT false NOT NULL,
    baseline_accuracy numeric(5,4),
    baseline_precision numeric(5,4),
    baseline_recall numeric(5,4),
    baseline_f1_score numeric(5,4),
    description text,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    sha256 character varying(64),
    state character varying(16) DEFAULT 'registered'::character varying NOT NULL,
    suspended_reason text,
    CONSTRAINT ai_models_active_check CHECK ((is_active = ((state)::text = 'active'::text))),
    CONSTRAINT ai_models_state_check CHECK (((state)::text = ANY ((ARRAY['registered'::character varying, 'active'::character varying, 'suspended'::character varying, 'retired'::character varying])::text[])))
);

ALTER TABLE ONLY public.ai_models FORCE ROW LEVEL SECURITY;


ALTER TABLE public.ai_models OWNER TO fr_owner;

--
-- Name: TABLE ai_models; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.ai_models IS 'Model packages by name, version and content hash. model_config is the package''s model.json.';


--
-- Name: COLUMN ai_models.sha256; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.ai_models.sha256 IS 'Of the .onnx file, hex; checked at activation and again whenever it is loaded.';


--
-- Name: COLUMN ai_models.state; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.ai_models.state IS 'suspended: still known, ranks nothing; studies it would have read reach a doctor unread.';


--
-- Name: analysis_runs; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.analysis_runs (
    run_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    report_id uuid NOT NULL,
    model_id uuid,
    model_version character varying(50),
    model_sha256 character varying(64),
    kind character varying(16) DEFAULT 'first'::character varying NOT NULL,
    fence integer NOT NULL,
    worker_id character varying(128),
    outcome character varying(16),
    reason character varying(64),
    explanation text,
    result jsonb,
    processing_time_ms integer,
    is_adopted boolean DEFAULT false NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT analysis_runs_adopted_check CHECK (((NOT is_adopted) OR ((outcome)::text = ANY ((ARRAY['read'::character varying, 'abstained'::character varying, 'out_of_scope'::character varying, 'failed'::character varying])::text[])))),
    CONSTRAINT analysis_runs_finished_check CHECK (((outcome IS NULL) = (finished_at IS NULL))),
    CONSTRAINT analysis_runs_kind_check CHECK (((kind)::text = ANY ((ARRAY['first'::character varying, 'reanalysis'::character varying, 'shadow'::character varying])::text[]))),
    CONSTRAINT analysis_runs_outcome_check CHECK (((outcome)::text = ANY ((ARRAY['read'::character varying, 'abstained'::character varying, 'out_of_scope'::character varying, 'failed'::character varying, 'lost'::character varying])::text[])))
);

ALTER TABLE ONLY public.analysis_runs FORCE ROW LEVEL SECURITY;


ALTER TABLE public.analysis_runs OWNER TO fr_owner;

--
-- Name: TABLE analysis_runs; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.analysis_runs IS 'Every attempt of a model at a study; never overwritten, so that each result can be made again.';


--
-- Name: COLUMN analysis_runs.fence; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.analysis_runs.fence IS 'Counts up per report. Only the newest run may finish: a worker back from the dead changes nothing.';


--
-- Name: COLUMN analysis_runs.outcome; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.analysis_runs.outcome IS 'null while running. read, abstained (unsure), out_of_scope (not for this model), failed, lost (its worker died).';


--
-- Name: COLUMN analysis_runs.result; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.analysis_runs.result IS 'Everything the model said about each image, without pixels.';


--
-- Name: audit_logs_default; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.audit_logs_default (
    log_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    user_id uuid,
    user_email character varying(255),
    user_role character varying(20),
    action character varying(64) NOT NULL,
    entity_type character varying(32),
    entity_id uuid,
    ip_address inet,
    user_agent text,
    old_values jsonb,
    new_values jsonb,
    status character varying(16) DEFAULT 'success'::character varying NOT NULL,
    error_message text,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor_id uuid,
    patient_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    request_id character varying(64),
    transaction_id xid8 DEFAULT pg_current_xact_id() NOT NULL,
    peer_id uuid,
    peer_ae_title character varying(16),
    CONSTRAINT audit_logs_status_check CHECK (((status)::text = ANY ((ARRAY['success'::character varying, 'failure'::character varying, 'error'::character varying])::text[])))
);

ALTER TABLE ONLY public.audit_logs_default FORCE ROW LEVEL SECURITY;


ALTER TABLE public.audit_logs_default OWNER TO fr_owner;

--
-- Name: critical_results; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.critical_results (
    review_id uuid NOT NULL,
    report_id uuid NOT NULL,
    signed_by uuid NOT NULL,
    begun_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    due_at timestamp with time zone NOT NULL,
    escalations integer DEFAULT 0 NOT NULL,
    escalated_at timestamp with time zone,
    acknowledged_at timestamp with time zone,
    acknowledged_by uuid,
    how character varying(16),
    told_whom text,
    told_at timestamp with time zone,
    note text,
    CONSTRAINT critical_results_acknowledged_check CHECK ((((acknowledged_at IS NULL) = (acknowledged_by IS NULL)) AND ((acknowledged_at IS NULL) = (how IS NULL)))),
    CONSTRAINT critical_results_how_check CHECK (((how)::text = ANY ((ARRAY['seen_here'::character varying, 'phone'::character varying, 'in_person'::character varying, 'message'::character varying])::text[]))),
    CONSTRAINT critical_results_told_check CHECK (((how IS NULL) OR (((how)::text = 'seen_here'::text) AND (acknowledged_by <> signed_by) AND (told_whom IS NULL) AND (told_at IS NULL)) OR (((how)::text <> 'seen_here'::text) AND (told_whom IS NOT NULL) AND (told_at IS NOT NULL))))
);

ALTER TABLE ONLY public.critical_results FORCE ROW LEVEL SECURITY;


ALTER TABLE public.critical_results OWNER TO fr_owner;

--
-- Name: TABLE critical_results; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.critical_results IS 'One row per review signed as critical, open until a doctor acknowledges it.';


--
-- Name: COLUMN critical_results.due_at; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.critical_results.due_at IS 'When everybody is told again unless it is acknowledged: review.critical_minutes after the last telling.';


--
-- Name: COLUMN critical_results.how; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.critical_results.how IS 'seen_here: a doctor read it in Firstread and takes it on. Otherwise how told_whom was told, at told_at.';


--
-- Name: COLUMN critical_results.told_whom; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.critical_results.told_whom IS 'enc:v1 field: who outside Firstread was told, as the doctor wrote it. So is note.';


--
-- Name: critical_tellings; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.critical_tellings (
    review_id uuid NOT NULL,
    round integer NOT NULL,
    user_id uuid NOT NULL,
    told_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    how character varying(16) DEFAULT 'in_app'::character varying NOT NULL,
    CONSTRAINT critical_tellings_how_check CHECK (((how)::text = 'in_app'::text))
);

ALTER TABLE ONLY public.critical_tellings FORCE ROW LEVEL SECURITY;


ALTER TABLE public.critical_tellings OWNER TO fr_owner;

--
-- Name: TABLE critical_tellings; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.critical_tellings IS 'Whom Firstread told of a critical result, round by round: 0 at the signature, then each escalation.';


--
-- Name: deliveries; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.deliveries (
    delivery_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    peer_id uuid NOT NULL,
    report_id uuid NOT NULL,
    review_id uuid,
    reason character varying(16) NOT NULL,
    scope character varying(8) NOT NULL,
    state character varying(16) DEFAULT 'waiting'::character varying NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    fence integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    last_error character varying(64),
    instances_total integer,
    sent_image_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT deliveries_finished_check CHECK ((((state)::text = ANY ((ARRAY['sent'::character varying, 'failed'::character varying])::text[])) = (finished_at IS NOT NULL))),
    CONSTRAINT deliveries_reason_check CHECK (((reason)::text = ANY ((ARRAY['signed'::character varying, 'forward'::character varying])::text[]))),
    CONSTRAINT deliveries_scope_check CHECK (((scope)::text = ANY ((ARRAY['results'::character varying, 'study'::character varying])::text[]))),
    CONSTRAINT deliveries_signed_check CHECK ((((reason)::text = 'signed'::text) = (review_id IS NOT NULL))),
    CONSTRAINT deliveries_state_check CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying, 'sent'::character varying, 'failed'::character varying])::text[])))
);

ALTER TABLE ONLY public.deliveries FORCE ROW LEVEL SECURITY;


ALTER TABLE public.deliveries OWNER TO fr_owner;

--
-- Name: TABLE deliveries; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.deliveries IS 'What has to reach a peer. It stays visible until it was sent, or was given up and a tech retries it.';


--
-- Name: COLUMN deliveries.fence; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.deliveries.fence IS 'Counts up with each attempt: a worker back from the dead changes nothing.';


--
-- Name: COLUMN deliveries.next_attempt_at; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.deliveries.next_attempt_at IS 'When it is tried next; while sending, until when the attempt counts as alive.';


--
-- Name: COLUMN deliveries.last_error; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.deliveries.last_error IS 'Code of the last trouble, from the table of the peers slice.';


--
-- Name: COLUMN deliveries.sent_image_ids; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.deliveries.sent_image_ids IS 'Instances that the peer has acknowledged; a retry goes on behind them.';


--
-- Name: dicom_instances; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.dicom_instances (
    sop_instance_uid character varying(64) NOT NULL,
    series_instance_uid character varying(64) NOT NULL,
    image_id uuid NOT NULL,
    sop_class_uid character varying(64),
    transfer_syntax_uid character varying(64),
    instance_number integer,
    rows integer,
    columns integer,
    number_of_frames integer,
    sha256 bytea NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    is_result boolean DEFAULT false NOT NULL,
    pixel_data_offset bigint,
    pixel_data_length bigint,
    frame_bytes bigint,
    bulk jsonb,
    CONSTRAINT dicom_instances_frame_bytes_check CHECK ((frame_bytes > 0)),
    CONSTRAINT dicom_instances_pixel_data_length_check CHECK ((pixel_data_length >= 0)),
    CONSTRAINT dicom_instances_pixel_data_offset_check CHECK ((pixel_data_offset >= 0))
)
WITH (toast_tuple_target='8160');

ALTER TABLE ONLY public.dicom_instances FORCE ROW LEVEL SECURITY;


ALTER TABLE public.dicom_instances OWNER TO fr_owner;

--
-- Name: TABLE dicom_instances; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.dicom_instances IS 'The instance level of the DICOM index. Nothing is ever overwritten.';


--
-- Name: COLUMN dicom_instances.metadata; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_instances.metadata IS 'The header in the DICOM JSON model (PS3.18 F.2), bulk data left out.';


--
-- Name: COLUMN dicom_instances.is_result; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_instances.is_result IS 'Made by Firstread from an analysis, see report_images.made_by_run.';


--
-- Name: COLUMN dicom_instances.pixel_data_offset; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_instances.pixel_data_offset IS 'Where the pixel values, or the first item of encapsulated ones, begin in the file; null when deflated or without pixels.';


--
-- Name: COLUMN dicom_instances.pixel_data_length; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_instances.pixel_data_length IS 'Bytes of native pixel values; null when encapsulated, deflated or without pixels.';


--
-- Name: COLUMN dicom_instances.frame_bytes; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_instances.frame_bytes IS 'Bytes of one native frame; null when frames are encapsulated, deflated, or begin within a byte.';


--
-- Name: COLUMN dicom_instances.bulk; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_instances.bulk IS 'Values that metadata names by BulkDataURI: [{path, vr, offset, length}] within the file, or within the inflated data set of a deflated one.';


--
-- Name: dicom_result_keys; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.dicom_result_keys (
    viewer uuid NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    arrival bigint NOT NULL,
    series_instance_uid character varying(64) NOT NULL
);

ALTER TABLE ONLY public.dicom_result_keys FORCE ROW LEVEL SECURITY;


ALTER TABLE public.dicom_result_keys OWNER TO fr_owner;

--
-- Name: TABLE dicom_result_keys; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.dicom_result_keys IS 'Studies by the modality of the results in them, as dicom_study_keys has those of what was received. Kept by a trigger.';


--
-- Name: COLUMN dicom_result_keys.viewer; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_result_keys.viewer IS 'The uploader, or the nil UUID for doctors and techs.';


--
-- Name: COLUMN dicom_result_keys.key; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_result_keys.key IS 'mMODALITY YYYYMMDD, by StudyDate; 00000000 without one.';


--
-- Name: COLUMN dicom_result_keys.arrival; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_result_keys.arrival IS 'dicom_studies.arrival.';


--
-- Name: COLUMN dicom_result_keys.series_instance_uid; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_result_keys.series_instance_uid IS 'The series of results that the key is of: who may not see it does not see the key.';


--
-- Name: dicom_series; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.dicom_series (
    series_instance_uid character varying(64) NOT NULL,
    study_instance_uid character varying(64) NOT NULL,
    modality character varying(16),
    series_number integer,
    series_description text,
    body_part_examined character varying(64),
    view_position character varying(16),
    laterality character varying(16),
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    number_of_instances integer DEFAULT 0 NOT NULL,
    performed_procedure_step_start_date date,
    performed_procedure_step_start_time character varying(16),
    request_attributes jsonb,
    attributes jsonb DEFAULT '{}'::jsonb NOT NULL,
    is_result boolean DEFAULT false NOT NULL,
    result_class character varying(64)
)
WITH (toast_tuple_target='8160');

ALTER TABLE ONLY public.dicom_series FORCE ROW LEVEL SECURITY;


ALTER TABLE public.dicom_series OWNER TO fr_owner;

--
-- Name: TABLE dicom_series; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.dicom_series IS 'The series level of the DICOM index.';


--
-- Name: COLUMN dicom_series.request_attributes; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_series.request_attributes IS 'RequestAttributesSequence (0040,0275) of that header.';


--
-- Name: COLUMN dicom_series.attributes; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_series.attributes IS 'Series level of the first header that named the series, DICOM JSON (PS3.18 F.2).';


--
-- Name: COLUMN dicom_series.is_result; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_series.is_result IS 'Made by Firstread from an analysis; counts of the study leave it out, so that they tell nobody that there is one.';


--
-- Name: COLUMN dicom_series.result_class; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_series.result_class IS 'SOPClassUID of the instances of a series of results; null for what was received, whose classes the study counts.';


--
-- Name: dicom_studies; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.dicom_studies (
    study_instance_uid character varying(64) NOT NULL,
    patient_id uuid NOT NULL,
    study_date date,
    study_time character varying(16),
    study_id character varying(64),
    accession_number character varying(64),
    study_description text,
    referring_physician_name text,
    modalities_in_study text[] DEFAULT '{}'::text[] NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    patient_name text,
    patient_name_folded text COLLATE pg_catalog."C",
    patient_identifier character varying(64),
    patient_identifier_issuer character varying(64),
    patient_birth_date date,
    patient_sex character varying(16),
    referring_physician_folded text COLLATE pg_catalog."C",
    study_description_folded text COLLATE pg_catalog."C",
    sop_classes_in_study text[] DEFAULT '{}'::text[] NOT NULL,
    number_of_series integer DEFAULT 0 NOT NULL,
    number_of_instances integer DEFAULT 0 NOT NULL,
    attributes jsonb DEFAULT '{}'::jsonb NOT NULL,
    arrival bigint NOT NULL,
    is_shared boolean DEFAULT false NOT NULL
)
WITH (toast_tuple_target='8160');

ALTER TABLE ONLY public.dicom_studies FORCE ROW LEVEL SECURITY;


ALTER TABLE public.dicom_studies OWNER TO fr_owner;

--
-- Name: TABLE dicom_studies; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.dicom_studies IS 'The study level of the DICOM index; uploads without DICOM get a 2.25 UID of our own.';


--
-- Name: COLUMN dicom_studies.study_time; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_studies.study_time IS 'DICOM TM as received, (0008,0030).';


--
-- Name: COLUMN dicom_studies.patient_name; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_studies.patient_name IS 'PatientName (0010,0010) as received: the component groups joined by =.';


--
-- Name: COLUMN dicom_studies.patient_name_folded; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_studies.patient_name_folded IS 'PatientName in lower case and without accents, in byte order: what names are matched by.';


--
-- Name: COLUMN dicom_studies.patient_identifier; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_studies.patient_identifier IS 'PatientID (0010,0020) as received; it identifies nobody, see patient_identifiers.';


--
-- Name: COLUMN dicom_studies.number_of_instances; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_studies.number_of_instances IS 'Kept by a trigger, like number_of_series, modalities_in_study and sop_classes_in_study.';


--
-- Name: COLUMN dicom_studies.attributes; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_studies.attributes IS 'Patient and study level of the first header that named the study, DICOM JSON (PS3.18 F.2).';


--
-- Name: COLUMN dicom_studies.arrival; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_studies.arrival IS 'Counts up as studies arrive, with gaps: the order of an unfiltered list, and how search keys name a study.';


--
-- Name: COLUMN dicom_studies.is_shared; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_studies.is_shared IS 'Several uploaders added to the study: what one of them may count is counted when asked.';


--
-- Name: dicom_studies_arrival_seq; Type: SEQUENCE; Schema: public; Owner: fr_owner
--

ALTER TABLE public.dicom_studies ALTER COLUMN arrival ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.dicom_studies_arrival_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: dicom_study_keys; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.dicom_study_keys (
    viewer uuid NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    arrival bigint NOT NULL
);

ALTER TABLE ONLY public.dicom_study_keys FORCE ROW LEVEL SECURITY;


ALTER TABLE public.dicom_study_keys OWNER TO fr_owner;

--
-- Name: TABLE dicom_study_keys; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.dicom_study_keys IS 'Studies by what they are searched by, once for those who see all of them and once for each uploader. Kept by triggers.';


--
-- Name: COLUMN dicom_study_keys.viewer; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_study_keys.viewer IS 'The uploader, or the nil UUID for doctors and techs.';


--
-- Name: COLUMN dicom_study_keys.key; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_study_keys.key IS 'a: every study. dYYYYMMDD: StudyDate. mMODALITY YYYYMMDD: a modality in the study. n: a group of PatientName folded, i: the same in a script from U+1100 on (Chinese, Japanese, Korean). w: a further word of it.';


--
-- Name: COLUMN dicom_study_keys.arrival; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_study_keys.arrival IS 'dicom_studies.arrival. No foreign key: ten checks a study would cost more than the rows; a trigger removes them.';


--
-- Name: dicom_study_landmarks; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.dicom_study_landmarks (
    viewer uuid NOT NULL,
    nth bigint NOT NULL,
    arrival bigint NOT NULL
);

ALTER TABLE ONLY public.dicom_study_landmarks FORCE ROW LEVEL SECURITY;


ALTER TABLE public.dicom_study_landmarks OWNER TO fr_owner;

--
-- Name: TABLE dicom_study_landmarks; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.dicom_study_landmarks IS 'Every thousandth study of a viewer by arrival: an offset then walks a thousand rows at most, and a total is known.';


--
-- Name: COLUMN dicom_study_landmarks.nth; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.dicom_study_landmarks.nth IS 'How many studies of the viewer arrived up to and with this one.';


--
-- Name: doctor_reviews; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.doctor_reviews (
    review_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    report_id uuid NOT NULL,
    doctor_id uuid NOT NULL,
    review_notes text,
    clinical_findings text,
    confirmed_ai_diagnosis boolean,
    ai_accuracy_rating integer,
    doctor_risk_assessment character varying(10),
    urgency_level character varying(20),
    recommended_action text,
    follow_up_required boolean DEFAULT false NOT NULL,
    follow_up_date date,
    treatment_plan text,
    medication_prescribed jsonb,
    reviewed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    state character varying(8) DEFAULT 'draft'::character varying NOT NULL,
    first_opinion character varying(10),
    finding_marks jsonb DEFAULT '[]'::jsonb NOT NULL,
    ai_seen jsonb,
    CONSTRAINT doctor_reviews_ai_accuracy_rating_check CHECK (((ai_accuracy_rating >= 1) AND (ai_accuracy_rating <= 5))),
    CONSTRAINT doctor_reviews_doctor_risk_assessment_check CHECK (((doctor_risk_assessment)::text = ANY ((ARRAY['low'::character varying, 'medium'::character varying, 'high'::character varying])::text[]))),
    CONSTRAINT doctor_reviews_first_opinion_check CHECK (((first_opinion)::text = ANY ((ARRAY['low'::character varying, 'medium'::character varying, 'high'::character varying])::text[]))),
    CONSTRAINT doctor_reviews_follow_up_check CHECK (((follow_up_date IS NULL) OR follow_up_required)),
    CONSTRAINT doctor_reviews_signed_check CHECK ((((state)::text <> 'signed'::text) OR ((reviewed_at IS NOT NULL) AND (doctor_risk_assessment IS NOT NULL) AND (urgency_level IS NOT NULL)))),
    CONSTRAINT doctor_reviews_state_check CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'signed'::character varying, 'expired'::character varying])::text[]))),
    CONSTRAINT doctor_reviews_urgency_level_check CHECK (((urgency_level)::text = ANY ((ARRAY['routine'::character varying, 'follow_up'::character varying, 'urgent'::character varying, 'critical'::character varying])::text[])))
);

ALTER TABLE ONLY public.doctor_reviews FORCE ROW LEVEL SECURITY;


ALTER TABLE public.doctor_reviews OWNER TO fr_owner;

--
-- Name: TABLE doctor_reviews; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.doctor_reviews IS 'What a doctor said. A draft is its author''s; a signed review changes only by addendum.';


--
-- Name: COLUMN doctor_reviews.review_notes; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.doctor_reviews.review_notes IS 'enc:v1 field; so are clinical_findings, recommended_action and treatment_plan.';


--
-- Name: COLUMN doctor_reviews.state; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.doctor_reviews.state IS 'expired: a draft that was not signed within 24 hours and was set aside for a new one.';


--
-- Name: COLUMN doctor_reviews.first_opinion; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.doctor_reviews.first_opinion IS 'The doctor''s assessment before the AI was shown.';


--
-- Name: COLUMN doctor_reviews.finding_marks; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.doctor_reviews.finding_marks IS 'Per AI finding: {index, mark: agree|disagree}, and {mark: missed, type, location}.';


--
-- Name: COLUMN doctor_reviews.ai_seen; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.doctor_reviews.ai_seen IS 'What the AI had said at signing: {modelId, modelVersion, riskCategory, probabilities, outcome}.';


--
-- Name: events; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.events (
    event_id bigint NOT NULL,
    user_id uuid,
    audience character varying(16),
    type character varying(32) NOT NULL,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    transaction_id xid8 DEFAULT pg_current_xact_id() NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT events_audience_check CHECK ((((user_id IS NULL) <> (audience IS NULL)) AND ((audience)::text = ANY ((ARRAY['radiologist'::character varying, 'doctor'::character varying, 'tech'::character varying])::text[]))))
);

ALTER TABLE ONLY public.events FORCE ROW LEVEL SECURITY;


ALTER TABLE public.events OWNER TO fr_owner;

--
-- Name: TABLE events; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.events IS 'What /events sends, kept a day so that a client can resume. Carries ids only.';


--
-- Name: COLUMN events.transaction_id; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.events.transaction_id IS 'An event is sent once every older transaction has ended, so that none is skipped.';


--
-- Name: events_event_id_seq; Type: SEQUENCE; Schema: public; Owner: fr_owner
--

ALTER TABLE public.events ALTER COLUMN event_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: follow_ups; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.follow_ups (
    review_id uuid NOT NULL,
    report_id uuid NOT NULL,
    due_on date,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    closed_at timestamp with time zone,
    closed_by uuid,
    evidence text,
    evidence_report_id uuid,
    due_key date GENERATED ALWAYS AS (COALESCE(due_on, 'infinity'::date)) STORED,
    CONSTRAINT follow_ups_closed_check CHECK ((((closed_at IS NULL) = (closed_by IS NULL)) AND ((closed_at IS NULL) = ((evidence IS NULL) AND (evidence_report_id IS NULL))))),
    CONSTRAINT follow_ups_evidence_check CHECK ((evidence_report_id <> report_id))
);

ALTER TABLE ONLY public.follow_ups FORCE ROW LEVEL SECURITY;


ALTER TABLE public.follow_ups OWNER TO fr_owner;

--
-- Name: TABLE follow_ups; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.follow_ups IS 'One row per signed review that asks for a follow-up, open until a doctor closes it with evidence.';


--
-- Name: COLUMN follow_ups.due_on; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.follow_ups.due_on IS 'The day that the review names; null: a day has still to be found.';


--
-- Name: COLUMN follow_ups.evidence; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.follow_ups.evidence IS 'enc:v1 field: why it is done, in the words of the doctor who closed it.';


--
-- Name: COLUMN follow_ups.evidence_report_id; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.follow_ups.evidence_report_id IS 'A later study of the same patient that shows it.';


--
-- Name: idempotency_keys; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.idempotency_keys (
    user_id uuid NOT NULL,
    key character varying(255) NOT NULL,
    request_digest bytea NOT NULL,
    response jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);

ALTER TABLE ONLY public.idempotency_keys FORCE ROW LEVEL SECURITY;


ALTER TABLE public.idempotency_keys OWNER TO fr_owner;

--
-- Name: TABLE idempotency_keys; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.idempotency_keys IS 'The first answer to a creating request; a repeat gets the same. Swept after 30 days.';


--
-- Name: image_annotation_versions; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.image_annotation_versions (
    annotation_id uuid NOT NULL,
    version integer NOT NULL,
    saved_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    content jsonb NOT NULL
);

ALTER TABLE ONLY public.image_annotation_versions FORCE ROW LEVEL SECURITY;


ALTER TABLE public.image_annotation_versions OWNER TO fr_owner;

--
-- Name: TABLE image_annotation_versions; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.image_annotation_versions IS 'Each state that an annotation was in before it changed or was removed, kept by a trigger. Labels stay encrypted in it.';


--
-- Name: image_annotations; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.image_annotations (
    annotation_id uuid NOT NULL,
    report_id uuid NOT NULL,
    image_id uuid NOT NULL,
    frame integer DEFAULT 0 NOT NULL,
    tool character varying(10) NOT NULL,
    points jsonb NOT NULL,
    label_text text,
    author_id uuid NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT image_annotations_frame_check CHECK ((frame >= 0)),
    CONSTRAINT image_annotations_points_check CHECK (((jsonb_typeof(points) = 'array'::text) AND (jsonb_array_length(points) =
CASE tool
    WHEN 'length'::text THEN 2
    WHEN 'angle'::text THEN 3
    WHEN 'area'::text THEN 4
    ELSE 1
END))),
    CONSTRAINT image_annotations_tool_check CHECK (((tool)::text = ANY ((ARRAY['length'::character varying, 'angle'::character varying, 'area'::character varying, 'probe'::character varying])::text[]))),
    CONSTRAINT image_annotations_version_check CHECK ((version >= 1))
);

ALTER TABLE ONLY public.image_annotations FORCE ROW LEVEL SECURITY;


ALTER TABLE public.image_annotations OWNER TO fr_owner;

--
-- Name: TABLE image_annotations; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.image_annotations IS 'What a doctor drew on one frame of an image. Its author''s alone to change; removed ones stay as tombstones.';


--
-- Name: COLUMN image_annotations.annotation_id; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.image_annotations.annotation_id IS 'Chosen by the client, so that a repeated saving is the same one.';


--
-- Name: COLUMN image_annotations.frame; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.image_annotations.frame IS '0-based.';


--
-- Name: COLUMN image_annotations.points; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.image_annotations.points IS '[[column, row], …] in image pixels; 0, 0 is the top left corner of the top left pixel, whose middle is 0.5, 0.5 (PS3.3 C.18.6.1.1). area: the ends of the ellipse''s two axes (C.18.6.1.2).';


--
-- Name: COLUMN image_annotations.label_text; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.image_annotations.label_text IS 'enc:v1 field.';


--
-- Name: COLUMN image_annotations.version; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.image_annotations.version IS 'Counts the states; a change names the one that it changes.';


--
-- Name: mail_deliveries; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.mail_deliveries (
    notification_id uuid NOT NULL,
    user_id uuid NOT NULL,
    is_urgent boolean NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    sent_at timestamp with time zone,
    given_up_at timestamp with time zone,
    last_error character varying(200)
);

ALTER TABLE ONLY public.mail_deliveries FORCE ROW LEVEL SECURITY;


ALTER TABLE public.mail_deliveries OWNER TO fr_owner;

--
-- Name: TABLE mail_deliveries; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.mail_deliveries IS 'Notices that go out by mail, each once. notification_id is one of notifications, whose partitions take no foreign key.';


--
-- Name: COLUMN mail_deliveries.last_error; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.mail_deliveries.last_error IS 'The mail server''s code; never an address or a text.';


--
-- Name: medical_reports; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.medical_reports (
    report_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    patient_id uuid NOT NULL,
    radiologist_id uuid,
    patient_name character varying(255),
    radiologist_name character varying(255),
    study_type character varying(100),
    report_image_url text,
    image_metadata jsonb,
    risk_score character varying(10),
    confidence_score numeric(5,4),
    findings text,
    recommendations jsonb,
    upload_date timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    analysis_date timestamp with time zone,
    status character varying(20) DEFAULT 'pending'::character varying NOT NULL,
    patient_age integer,
    patient_gender character varying(20),
    medical_history jsonb,
    symptoms jsonb,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    updated_by uuid DEFAULT auth.uid(),
    study_instance_uid character varying(64),
    content_digest bytea,
    identity_state character varying(16) DEFAULT 'verified'::character varying NOT NULL,
    clinical_priority character varying(16) DEFAULT 'routine'::character varying NOT NULL,
    triage_class smallint GENERATED ALWAYS AS (GREATEST(1, (
CASE risk_score
    WHEN 'high'::text THEN 1
    WHEN 'medium'::text THEN 2
    WHEN 'low'::text THEN 4
    ELSE 3
END -
CASE clinical_priority
    WHEN 'stat'::text THEN 3
    WHEN 'urgent'::text THEN 1
    ELSE 0
END))) STORED NOT NULL,
    due_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    patient_name_folded text GENERATED ALWAYS AS (lower((patient_name)::text)) STORED COLLATE pg_catalog."C",
    modality character varying(16),
    unread_because character varying(16),
    patient_last_name_folded text GENERATED ALWAYS AS (lower("substring"((patient_name)::text, '[^[:space:]]+[[:space:]]*$'::text))) STORED COLLATE pg_catalog."C",
    CONSTRAINT medical_reports_clinical_priority_check CHECK (((clinical_priority)::text = ANY ((ARRAY['routine'::character varying, 'urgent'::character varying, 'stat'::character varying])::text[]))),
    CONSTRAINT medical_reports_confidence_score_check CHECK (((confidence_score >= (0)::numeric) AND (confidence_score <= (1)::numeric))),
    CONSTRAINT medical_reports_identity_state_check CHECK (((identity_state)::text = ANY ((ARRAY['verified'::character varying, 'open'::character varying])::text[]))),
    CONSTRAINT medical_reports_risk_score_check CHECK (((risk_score)::text = ANY ((ARRAY['low'::character varying, 'medium'::character varying, 'high'::character varying])::text[]))),
    CONSTRAINT medical_reports_status_check CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'analyzing'::character varying, 'analyzed'::character varying, 'reviewed'::character varying, 'archived'::character varying])::text[]))),
    CONSTRAINT medical_reports_unread_because_check CHECK (((unread_because)::text = ANY ((ARRAY['pending'::character varying, 'analyzing'::character varying, 'abstained'::character varying, 'out_of_scope'::character varying, 'failed'::character varying, 'suspended'::character varying])::text[])))
);

ALTER TABLE ONLY public.medical_reports FORCE ROW LEVEL SECURITY;


ALTER TABLE public.medical_reports OWNER TO fr_owner;

--
-- Name: TABLE medical_reports; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.medical_reports IS 'Our row about one study, from its arrival to its archive.';


--
-- Name: COLUMN medical_reports.risk_score; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.medical_reports.risk_score IS 'The adopted analysis'' category; null when the AI did not read the study.';


--
-- Name: COLUMN medical_reports.confidence_score; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.medical_reports.confidence_score IS 'Calibrated probability of risk_score''s category, 0 to 1.';


--
-- Name: COLUMN medical_reports.findings; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.medical_reports.findings IS 'enc:v1 field: what the adopted analysis says in words.';


--
-- Name: COLUMN medical_reports.content_digest; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.medical_reports.content_digest IS 'SHA-256 over uploader, patient and the sorted digests of the images: the same upload again finds this row.';


--
-- Name: COLUMN medical_reports.identity_state; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.medical_reports.identity_state IS 'open: no verified identifier; belongs to a provisional patient until a tech links it.';


--
-- Name: COLUMN medical_reports.triage_class; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.medical_reports.triage_class IS '1 high, 2 medium, 3 not read by the AI, 4 low, raised by clinical_priority.';


--
-- Name: COLUMN medical_reports.due_at; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.medical_reports.due_at IS 'upload_date plus the longest wait of the class (setting triage.max_wait_minutes); past it the study is overdue.';


--
-- Name: COLUMN medical_reports.patient_name_folded; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.medical_reports.patient_name_folded IS 'patient_name in lower case, in byte order: what a search by the beginning of a name compares.';


--
-- Name: COLUMN medical_reports.modality; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.medical_reports.modality IS 'What the study was made with, (0008,0060) of its images; of several the first that is none of a report''s or a mark''s. Kept by triggers.';


--
-- Name: COLUMN medical_reports.unread_because; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.medical_reports.unread_because IS 'Why an open study has no result of the AI; null when it has one, and once it is reviewed. Kept by triggers.';


--
-- Name: COLUMN medical_reports.patient_last_name_folded; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.medical_reports.patient_last_name_folded IS 'The last word of patient_name in lower case, in byte order: people are looked for by either end of their name.';


--
-- Name: model_metrics; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.model_metrics (
    metric_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    model_id uuid NOT NULL,
    accuracy numeric(5,4),
    "precision" numeric(5,4),
    recall numeric(5,4),
    f1_score numeric(5,4),
    true_positives integer,
    true_negatives integer,
    false_positives integer,
    false_negatives integer,
    total_predictions integer,
    correct_predictions integer,
    recorded_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    period_start timestamp with time zone,
    period_end timestamp with time zone,
    dataset_version character varying(100),
    test_set_size integer,
    auc_roc numeric(5,4),
    average_processing_time_ms integer,
    notes text,
    source character varying(16) DEFAULT 'reviews'::character varying NOT NULL,
    per_class jsonb,
    confidence_intervals jsonb,
    subgroups jsonb,
    curves jsonb,
    CONSTRAINT model_metrics_source_check CHECK (((source)::text = ANY ((ARRAY['reviews'::character varying, 'evaluation'::character varying])::text[])))
);

ALTER TABLE ONLY public.model_metrics FORCE ROW LEVEL SECURITY;


ALTER TABLE public.model_metrics OWNER TO fr_owner;

--
-- Name: TABLE model_metrics; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.model_metrics IS 'Measured figures. Binary columns hold the decision "needs attention": medium or high against low.';


--
-- Name: COLUMN model_metrics.confidence_intervals; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.model_metrics.confidence_intervals IS 'Wilson 95 % by figure: {name: {low, high, n}}.';


--
-- Name: COLUMN model_metrics.curves; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.model_metrics.curves IS 'ROC, reliability bins with Wilson 95 % and the three-class confusion (rows truth, columns said; low, medium, high). Null before 0045.';


--
-- Name: notifications; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.notifications (
    notification_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    user_id uuid NOT NULL,
    type character varying(50) NOT NULL,
    priority character varying(10) DEFAULT 'normal'::character varying NOT NULL,
    title character varying(255) NOT NULL,
    message text,
    action_url text,
    is_read boolean DEFAULT false NOT NULL,
    read_at timestamp with time zone,
    related_report_id uuid,
    sent_via_email boolean DEFAULT false NOT NULL,
    sent_via_sms boolean DEFAULT false NOT NULL,
    sent_via_push boolean DEFAULT false NOT NULL,
    metadata jsonb,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    expires_at timestamp with time zone,
    CONSTRAINT notifications_action_url_check CHECK ((action_url ~ '^/([^/\\]|$)'::text)),
    CONSTRAINT notifications_priority_check CHECK (((priority)::text = ANY ((ARRAY['low'::character varying, 'normal'::character varying, 'high'::character varying, 'urgent'::character varying])::text[]))),
    CONSTRAINT notifications_type_check CHECK (((type)::text = ANY ((ARRAY['new_report'::character varying, 'urgent_case'::character varying, 'review_complete'::character varying, 'system_alert'::character varying])::text[])))
)
PARTITION BY RANGE (created_at);

ALTER TABLE ONLY public.notifications FORCE ROW LEVEL SECURITY;


ALTER TABLE public.notifications OWNER TO fr_owner;

--
-- Name: TABLE notifications; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.notifications IS 'What somebody should know. Titles and messages carry no patient data: they also leave by mail.';


--
-- Name: COLUMN notifications.action_url; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.notifications.action_url IS 'A path inside Firstread; never another host.';


--
-- Name: notifications_default; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.notifications_default (
    notification_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    user_id uuid NOT NULL,
    type character varying(50) NOT NULL,
    priority character varying(10) DEFAULT 'normal'::character varying NOT NULL,
    title character varying(255) NOT NULL,
    message text,
    action_url text,
    is_read boolean DEFAULT false NOT NULL,
    read_at timestamp with time zone,
    related_report_id uuid,
    sent_via_email boolean DEFAULT false NOT NULL,
    sent_via_sms boolean DEFAULT false NOT NULL,
    sent_via_push boolean DEFAULT false NOT NULL,
    metadata jsonb,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    expires_at timestamp with time zone,
    CONSTRAINT notifications_action_url_check CHECK ((action_url ~ '^/([^/\\]|$)'::text)),
    CONSTRAINT notifications_priority_check CHECK (((priority)::text = ANY ((ARRAY['low'::character varying, 'normal'::character varying, 'high'::character varying, 'urgent'::character varying])::text[]))),
    CONSTRAINT notifications_type_check CHECK (((type)::text = ANY ((ARRAY['new_report'::character varying, 'urgent_case'::character varying, 'review_complete'::character varying, 'system_alert'::character varying])::text[])))
);

ALTER TABLE ONLY public.notifications_default FORCE ROW LEVEL SECURITY;


ALTER TABLE public.notifications_default OWNER TO fr_owner;

--
-- Name: partial_upload_pieces; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.partial_upload_pieces (
    upload_id uuid NOT NULL,
    begin_bytes bigint NOT NULL,
    size_bytes bigint NOT NULL,
    object_id uuid NOT NULL,
    CONSTRAINT partial_upload_pieces_size_check CHECK ((size_bytes > 0))
);

ALTER TABLE ONLY public.partial_upload_pieces FORCE ROW LEVEL SECURITY;


ALTER TABLE public.partial_upload_pieces OWNER TO fr_owner;

--
-- Name: TABLE partial_upload_pieces; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.partial_upload_pieces IS 'Where the bytes of a partial upload lie. Without a row here or in stored_objects an object is swept.';


--
-- Name: partial_uploads; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.partial_uploads (
    upload_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    user_id uuid NOT NULL,
    size_bytes bigint NOT NULL,
    received_bytes bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    expires_at timestamp with time zone DEFAULT (CURRENT_TIMESTAMP + '1 day'::interval) NOT NULL,
    CONSTRAINT partial_uploads_received_check CHECK (((received_bytes >= 0) AND (received_bytes <= size_bytes))),
    CONSTRAINT partial_uploads_size_check CHECK ((size_bytes > 0))
);

ALTER TABLE ONLY public.partial_uploads FORCE ROW LEVEL SECURITY;


ALTER TABLE public.partial_uploads OWNER TO fr_owner;

--
-- Name: TABLE partial_uploads; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.partial_uploads IS 'A file on its way in pieces, for a day. Belongs to no study until POST /reports names it.';


--
-- Name: patient_identifiers; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.patient_identifiers (
    issuer character varying(64) NOT NULL,
    value character varying(64) NOT NULL,
    patient_id uuid NOT NULL,
    is_verified boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    created_by uuid DEFAULT auth.uid()
);

ALTER TABLE ONLY public.patient_identifiers FORCE ROW LEVEL SECURITY;


ALTER TABLE public.patient_identifiers OWNER TO fr_owner;

--
-- Name: TABLE patient_identifiers; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.patient_identifiers IS 'PatientID (0010,0020) with its IssuerOfPatientID (0010,0021). Only a verified pair identifies.';


--
-- Name: patient_medical_history; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.patient_medical_history (
    history_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    patient_id uuid NOT NULL,
    conditions jsonb,
    allergies jsonb,
    medications jsonb,
    family_history jsonb,
    smoking_status character varying(50),
    alcohol_consumption character varying(50),
    exercise_frequency character varying(50),
    previous_surgeries jsonb,
    previous_hospitalizations jsonb,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_by uuid DEFAULT auth.uid()
);

ALTER TABLE ONLY public.patient_medical_history FORCE ROW LEVEL SECURITY;


ALTER TABLE public.patient_medical_history OWNER TO fr_owner;

--
-- Name: TABLE patient_medical_history; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.patient_medical_history IS 'One row per patient (the seed''s 1:1).';


--
-- Name: quarantined_instances; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.quarantined_instances (
    quarantine_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    report_id uuid,
    sop_instance_uid character varying(64),
    reason character varying(32) NOT NULL,
    claimed_identity jsonb DEFAULT '{}'::jsonb NOT NULL,
    state character varying(16) DEFAULT 'open'::character varying NOT NULL,
    provisional_patient_id uuid,
    linked_patient_id uuid,
    linked_by uuid,
    linked_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT quarantined_instances_reason_check CHECK (((reason)::text = ANY ((ARRAY['identity-open'::character varying, 'uid-conflict'::character varying])::text[]))),
    CONSTRAINT quarantined_instances_state_check CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'linked'::character varying, 'dismissed'::character varying])::text[])))
);

ALTER TABLE ONLY public.quarantined_instances FORCE ROW LEVEL SECURITY;


ALTER TABLE public.quarantined_instances OWNER TO fr_owner;

--
-- Name: TABLE quarantined_instances; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.quarantined_instances IS 'The techs'' board: studies whose patient is not known for certain.';


--
-- Name: COLUMN quarantined_instances.claimed_identity; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.quarantined_instances.claimed_identity IS 'What the sender said: PatientName, PatientID, IssuerOfPatientID, PatientBirthDate, PatientSex.';


--
-- Name: report_images; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.report_images (
    image_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    report_id uuid NOT NULL,
    image_url text NOT NULL,
    image_type character varying(20),
    image_format character varying(20),
    width integer,
    height integer,
    file_size bigint,
    dicom_metadata jsonb,
    uploaded_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    display_order integer DEFAULT 0 NOT NULL,
    object_id uuid,
    sha256 bytea,
    file_name text,
    frames integer DEFAULT 1 NOT NULL,
    has_pixels boolean DEFAULT true NOT NULL,
    made_by_run uuid,
    CONSTRAINT report_images_image_format_check CHECK (((image_format)::text = ANY ((ARRAY['JPEG'::character varying, 'PNG'::character varying, 'DICOM'::character varying])::text[]))),
    CONSTRAINT report_images_image_type_check CHECK (((image_type)::text = ANY ((ARRAY['xray'::character varying, 'ct_scan'::character varying, 'mri'::character varying])::text[])))
);

ALTER TABLE ONLY public.report_images FORCE ROW LEVEL SECURITY;


ALTER TABLE public.report_images OWNER TO fr_owner;

--
-- Name: TABLE report_images; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.report_images IS 'One instance of a study.';


--
-- Name: COLUMN report_images.file_name; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.report_images.file_name IS 'The uploader''s file name, kept as data and never part of a path.';


--
-- Name: COLUMN report_images.has_pixels; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.report_images.has_pixels IS 'false for DICOM objects without an image (reports, plans, structure sets).';


--
-- Name: COLUMN report_images.made_by_run; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.report_images.made_by_run IS 'The run whose result this instance carries; null for what was received.';


--
-- Name: result_releases; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.result_releases (
    report_id uuid NOT NULL,
    review_id uuid NOT NULL,
    state character varying(16) NOT NULL,
    release_at timestamp with time zone,
    held_reason text,
    patient_text text NOT NULL,
    risk character varying(10) NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT result_releases_release_at_check CHECK ((((state)::text = 'held'::text) OR (release_at IS NOT NULL))),
    CONSTRAINT result_releases_risk_check CHECK (((risk)::text = ANY ((ARRAY['low'::character varying, 'medium'::character varying, 'high'::character varying])::text[]))),
    CONSTRAINT result_releases_state_check CHECK (((state)::text = ANY ((ARRAY['released'::character varying, 'scheduled'::character varying, 'held'::character varying])::text[])))
);

ALTER TABLE ONLY public.result_releases FORCE ROW LEVEL SECURITY;


ALTER TABLE public.result_releases OWNER TO fr_owner;

--
-- Name: TABLE result_releases; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.result_releases IS 'Whether and when a signed result opens to its patient, and the words it opens with.';


--
-- Name: COLUMN result_releases.patient_text; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.result_releases.patient_text IS 'enc:v1 field: JSON {headline, meaning, nextSteps[], followUp?} in plain words.';


--
-- Name: COLUMN result_releases.risk; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.result_releases.risk IS 'The doctor''s assessment, never the model''s.';


--
-- Name: review_addenda; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.review_addenda (
    addendum_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    review_id uuid NOT NULL,
    doctor_id uuid NOT NULL,
    addendum_text text NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);

ALTER TABLE ONLY public.review_addenda FORCE ROW LEVEL SECURITY;


ALTER TABLE public.review_addenda OWNER TO fr_owner;

--
-- Name: TABLE review_addenda; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.review_addenda IS 'Signed afterthoughts to a signed review (FHIR: amended). addendum_text is an enc:v1 field.';


--
-- Name: review_versions; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.review_versions (
    review_id uuid NOT NULL,
    version integer NOT NULL,
    saved_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    content jsonb NOT NULL
);

ALTER TABLE ONLY public.review_versions FORCE ROW LEVEL SECURITY;


ALTER TABLE public.review_versions OWNER TO fr_owner;

--
-- Name: TABLE review_versions; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.review_versions IS 'Each state a review was in before it changed, kept by a trigger. Texts stay encrypted in it.';


--
-- Name: sessions; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.sessions (
    session_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    user_id uuid NOT NULL,
    token character varying(128) NOT NULL,
    refresh_token character varying(128),
    ip_address inet,
    user_agent text,
    device_info jsonb,
    login_time timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    last_activity timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    logout_time timestamp with time zone,
    access_expires_at timestamp with time zone NOT NULL,
    password_entered_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    end_reason character varying(32)
);

ALTER TABLE ONLY public.sessions FORCE ROW LEVEL SECURITY;


ALTER TABLE public.sessions OWNER TO fr_owner;

--
-- Name: TABLE sessions; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.sessions IS 'One row per login. Tokens are keyed hashes: hex(HMAC-SHA-256(key, token)).';


--
-- Name: COLUMN sessions.expires_at; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.sessions.expires_at IS 'Absolute end, twelve hours after login by default.';


--
-- Name: COLUMN sessions.access_expires_at; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.sessions.access_expires_at IS 'End of the present access token.';


--
-- Name: COLUMN sessions.password_entered_at; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.sessions.password_entered_at IS 'When the password was last entered in this session; sensitive changes ask for the last five minutes.';


--
-- Name: setting_changes; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.setting_changes (
    change_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    setting_id uuid NOT NULL,
    changed_by uuid,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    old_value jsonb,
    new_value jsonb
);

ALTER TABLE ONLY public.setting_changes FORCE ROW LEVEL SECURITY;


ALTER TABLE public.setting_changes OWNER TO fr_owner;

--
-- Name: TABLE setting_changes; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.setting_changes IS 'Every change of a setting. Rows are added by a trigger and never change.';


--
-- Name: COLUMN setting_changes.changed_by; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.setting_changes.changed_by IS 'null: the operator at the machine, or somebody whose account is gone.';


--
-- Name: COLUMN setting_changes.old_value; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.setting_changes.old_value IS 'null where the setting is sensitive: its values are not kept.';


--
-- Name: stored_objects; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.stored_objects (
    object_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    size_bytes bigint NOT NULL,
    key_id character varying(64) NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT stored_objects_sha256_check CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT stored_objects_size_bytes_check CHECK ((size_bytes >= 0))
);

ALTER TABLE ONLY public.stored_objects FORCE ROW LEVEL SECURITY;


ALTER TABLE public.stored_objects OWNER TO fr_owner;

--
-- Name: TABLE stored_objects; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.stored_objects IS 'One encrypted object in the object store. sha256 and size are of the plain bytes.';


--
-- Name: COLUMN stored_objects.key_id; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.stored_objects.key_id IS 'Which key-encryption key wraps the object''s own key.';


--
-- Name: system_settings; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.system_settings (
    setting_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    setting_key character varying(128) NOT NULL,
    setting_value jsonb NOT NULL,
    description text,
    is_sensitive boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_by uuid DEFAULT auth.uid()
);

ALTER TABLE ONLY public.system_settings FORCE ROW LEVEL SECURITY;


ALTER TABLE public.system_settings OWNER TO fr_owner;

--
-- Name: TABLE system_settings; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.system_settings IS 'What a tech may change while Firstread runs. Sensitive values are enc:v1 strings.';


--
-- Name: users; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.users (
    id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    name character varying(255) NOT NULL,
    email character varying(255) NOT NULL,
    password_hash character varying(255) NOT NULL,
    role character varying(20) NOT NULL,
    profile_picture_url text,
    phone character varying(512),
    date_of_birth date,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    last_login_at timestamp with time zone,
    is_active boolean DEFAULT true NOT NULL,
    is_email_verified boolean DEFAULT false NOT NULL,
    preferences jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_by uuid,
    updated_by uuid,
    is_provisional boolean DEFAULT false NOT NULL,
    name_folded text GENERATED ALWAYS AS (lower((name)::text)) STORED COLLATE pg_catalog."C",
    email_folded text GENERATED ALWAYS AS (lower((email)::text)) STORED COLLATE pg_catalog."C",
    is_machine boolean DEFAULT false NOT NULL,
    CONSTRAINT users_machine_check CHECK (((NOT is_machine) OR (((password_hash)::text = '!'::text) AND ((role)::text = ANY ((ARRAY['radiologist'::character varying, 'doctor'::character varying])::text[])) AND (NOT is_provisional)))),
    CONSTRAINT users_provisional_check CHECK (((NOT is_provisional) OR ((role)::text = 'patient'::text))),
    CONSTRAINT users_role_check CHECK (((role)::text = ANY ((ARRAY['patient'::character varying, 'radiologist'::character varying, 'doctor'::character varying, 'tech'::character varying])::text[])))
);

ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;


ALTER TABLE public.users OWNER TO fr_owner;

--
-- Name: TABLE users; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.users IS 'Everybody Firstread knows: patients, radiologists, doctors, techs.';


--
-- Name: COLUMN users.password_hash; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.users.password_hash IS 'bcrypt over base64(HMAC-SHA-384(pepper, NFC(password))); ''!'' means that nobody can log in.';


--
-- Name: COLUMN users.phone; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.users.phone IS 'enc:v1 field, see docs/architecture.md.';


--
-- Name: COLUMN users.is_provisional; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.users.is_provisional IS 'A patient whose identity is still open: has no account, is seen by no patient, waits to be linked.';


--
-- Name: COLUMN users.name_folded; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.users.name_folded IS 'name in lower case, in byte order: what a search by the beginning of a name compares.';


--
-- Name: COLUMN users.email_folded; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.users.email_folded IS 'email in lower case: one account for it, however it is written.';


--
-- Name: COLUMN users.is_machine; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.users.is_machine IS 'The account of a DICOM peer: nobody can log in as it, nobody notifies it.';


--
-- Name: v_doctor_priority_queue; Type: VIEW; Schema: public; Owner: fr_owner
--

CREATE VIEW public.v_doctor_priority_queue WITH (security_invoker='true', security_barrier='true') AS
 SELECT mr.report_id,
    mr.patient_id,
    mr.patient_name,
    mr.study_type,
    mr.risk_score,
    mr.confidence_score,
    mr.upload_date,
    mr.analysis_date,
    aa.risk_probability,
        CASE
            WHEN ((mr.risk_score)::text = 'high'::text) THEN 1
            WHEN ((mr.risk_score)::text = 'medium'::text) THEN 2
            WHEN ((mr.risk_score)::text = 'low'::text) THEN 3
            ELSE 4
        END AS priority_order
   FROM (public.medical_reports mr
     LEFT JOIN public.ai_analysis aa ON ((mr.report_id = aa.report_id)))
  WHERE ((mr.status)::text = 'analyzed'::text)
  ORDER BY
        CASE
            WHEN ((mr.risk_score)::text = 'high'::text) THEN 1
            WHEN ((mr.risk_score)::text = 'medium'::text) THEN 2
            WHEN ((mr.risk_score)::text = 'low'::text) THEN 3
            ELSE 4
        END, mr.analysis_date DESC;


ALTER TABLE public.v_doctor_priority_queue OWNER TO fr_owner;

--
-- Name: VIEW v_doctor_priority_queue; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON VIEW public.v_doctor_priority_queue IS 'The seed''s view. The product''s worklist is v_worklist.';


--
-- Name: v_patient_portal; Type: VIEW; Schema: public; Owner: fr_view
--

CREATE VIEW public.v_patient_portal WITH (security_barrier='true') AS
 SELECT mr.report_id,
    mr.patient_id,
    mr.patient_name,
    mr.study_type,
    mr.upload_date,
    mr.status,
    mr.patient_age,
    mr.patient_gender,
    mr.symptoms,
    mr.created_at,
    rel.is_released,
        CASE
            WHEN rel.is_released THEN rel.risk
            ELSE NULL::character varying
        END AS risk_score,
        CASE
            WHEN rel.is_released THEN rel.patient_text
            ELSE NULL::text
        END AS patient_text,
        CASE
            WHEN rel.is_released THEN rel.review_id
            ELSE NULL::uuid
        END AS review_id,
        CASE
            WHEN rel.is_released THEN rel.release_at
            ELSE NULL::timestamp with time zone
        END AS released_at
   FROM (public.medical_reports mr
     LEFT JOIN LATERAL ( SELECT r.risk,
            r.patient_text,
            r.review_id,
            r.release_at,
            (((r.state)::text = 'released'::text) OR (((r.state)::text = 'scheduled'::text) AND (r.release_at <= CURRENT_TIMESTAMP))) AS is_released
           FROM public.result_releases r
          WHERE (r.report_id = mr.report_id)) rel ON (true))
  WHERE (mr.patient_id = ( SELECT auth.uid() AS uid));


ALTER TABLE public.v_patient_portal OWNER TO fr_view;

--
-- Name: VIEW v_patient_portal; Type: COMMENT; Schema: public; Owner: fr_view
--

COMMENT ON VIEW public.v_patient_portal IS 'What a patient sees of the own studies: one row per report, findings and risk only once released.';


--
-- Name: v_patient_reports; Type: VIEW; Schema: public; Owner: fr_owner
--

CREATE VIEW public.v_patient_reports WITH (security_invoker='true', security_barrier='true') AS
 SELECT mr.report_id,
    mr.patient_id,
    mr.patient_name,
    mr.study_type,
    mr.risk_score,
    mr.confidence_score,
    mr.upload_date,
    mr.analysis_date,
    mr.status,
    aa.risk_probability,
    aa.processed_at,
    dr.review_id,
    dr.doctor_id,
    dr.urgency_level,
    dr.reviewed_at
   FROM ((public.medical_reports mr
     LEFT JOIN public.ai_analysis aa ON ((mr.report_id = aa.report_id)))
     LEFT JOIN public.doctor_reviews dr ON ((mr.report_id = dr.report_id)));


ALTER TABLE public.v_patient_reports OWNER TO fr_owner;

--
-- Name: VIEW v_patient_reports; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON VIEW public.v_patient_reports IS 'The seed''s view, for staff. Patients read v_patient_portal.';


--
-- Name: worklist_claims; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.worklist_claims (
    report_id uuid NOT NULL,
    doctor_id uuid NOT NULL,
    claimed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    heartbeat_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.worklist_claims FORCE ROW LEVEL SECURITY;


ALTER TABLE public.worklist_claims OWNER TO fr_owner;

--
-- Name: TABLE worklist_claims; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.worklist_claims IS 'A lease: who is reviewing a study now. Past expires_at it holds nobody off.';


--
-- Name: v_worklist; Type: VIEW; Schema: public; Owner: fr_owner
--

CREATE VIEW public.v_worklist WITH (security_invoker='true', security_barrier='true') AS
 SELECT mr.report_id,
    mr.patient_id,
    mr.patient_name,
    mr.study_type,
    mr.status,
    mr.risk_score,
    mr.confidence_score,
    mr.clinical_priority,
    mr.identity_state,
    mr.patient_age,
    mr.patient_gender,
    mr.upload_date,
    mr.analysis_date,
    mr.triage_class,
    mr.due_at,
    (mr.due_at <= CURRENT_TIMESTAMP) AS is_overdue,
    wc.doctor_id AS claimed_by,
    wc.expires_at AS claim_expires_at
   FROM (public.medical_reports mr
     LEFT JOIN public.worklist_claims wc ON (((wc.report_id = mr.report_id) AND (wc.expires_at > CURRENT_TIMESTAMP))))
  WHERE ((mr.status)::text = ANY ((ARRAY['pending'::character varying, 'analyzing'::character varying, 'analyzed'::character varying])::text[]))
  ORDER BY (mr.due_at <= CURRENT_TIMESTAMP) DESC, mr.triage_class, mr.due_at, mr.report_id;


ALTER TABLE public.v_worklist OWNER TO fr_owner;

--
-- Name: VIEW v_worklist; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON VIEW public.v_worklist IS 'Every open study, overdue first, then by class, oldest first. Not-analyzed studies stand in class 3.';


--
-- Name: worklist_views; Type: TABLE; Schema: public; Owner: fr_owner
--

CREATE TABLE public.worklist_views (
    view_id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    name character varying(60) NOT NULL,
    filters jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT worklist_views_filters_check CHECK (((jsonb_typeof(filters) = 'object'::text) AND (NOT (filters ? 'text'::text))))
);

ALTER TABLE ONLY public.worklist_views FORCE ROW LEVEL SECURITY;


ALTER TABLE public.worklist_views OWNER TO fr_owner;

--
-- Name: TABLE worklist_views; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON TABLE public.worklist_views IS 'Filters of the worklist that somebody keeps under a name. Never the text searched for: that may be a patient''s name.';


--
-- Name: COLUMN worklist_views.filters; Type: COMMENT; Schema: public; Owner: fr_owner
--

COMMENT ON COLUMN public.worklist_views.filters IS 'The query of GET /worklist without text, limit and cursor.';


--
-- Name: audit_logs_default; Type: TABLE ATTACH; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.audit_logs ATTACH PARTITION public.audit_logs_default DEFAULT;


--
-- Name: notifications_default; Type: TABLE ATTACH; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.notifications ATTACH PARTITION public.notifications_default DEFAULT;


--
-- Name: report_steps report_steps_pkey; Type: CONSTRAINT; Schema: app; Owner: fr_owner
--

ALTER TABLE ONLY app.report_steps
    ADD CONSTRAINT report_steps_pkey PRIMARY KEY (step, from_status, by_role);


--
-- Name: login_failures login_failures_pkey; Type: CONSTRAINT; Schema: auth; Owner: fr_owner
--

ALTER TABLE ONLY auth.login_failures
    ADD CONSTRAINT login_failures_pkey PRIMARY KEY (account, place);


--
-- Name: peer_credentials peer_credentials_pkey; Type: CONSTRAINT; Schema: auth; Owner: fr_owner
--

ALTER TABLE ONLY auth.peer_credentials
    ADD CONSTRAINT peer_credentials_pkey PRIMARY KEY (mac);


--
-- Name: recovery_codes recovery_codes_pkey; Type: CONSTRAINT; Schema: auth; Owner: fr_owner
--

ALTER TABLE ONLY auth.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, mac);


--
-- Name: refresh_tokens refresh_tokens_pkey; Type: CONSTRAINT; Schema: auth; Owner: fr_owner
--

ALTER TABLE ONLY auth.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (mac);


--
-- Name: second_factors second_factors_pkey; Type: CONSTRAINT; Schema: auth; Owner: fr_owner
--

ALTER TABLE ONLY auth.second_factors
    ADD CONSTRAINT second_factors_pkey PRIMARY KEY (user_id);


--
-- Name: secrets secrets_pkey; Type: CONSTRAINT; Schema: auth; Owner: fr_owner
--

ALTER TABLE ONLY auth.secrets
    ADD CONSTRAINT secrets_pkey PRIMARY KEY (name);


--
-- Name: share_visits share_visits_pkey; Type: CONSTRAINT; Schema: auth; Owner: fr_owner
--

ALTER TABLE ONLY auth.share_visits
    ADD CONSTRAINT share_visits_pkey PRIMARY KEY (mac);


--
-- Name: heartbeats heartbeats_pkey; Type: CONSTRAINT; Schema: jobs; Owner: fr_queue
--

ALTER TABLE ONLY jobs.heartbeats
    ADD CONSTRAINT heartbeats_pkey PRIMARY KEY (worker_id);


--
-- Name: tasks tasks_pkey; Type: CONSTRAINT; Schema: jobs; Owner: fr_queue
--

ALTER TABLE ONLY jobs.tasks
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (identifier);


--
-- Name: ai_analysis ai_analysis_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.ai_analysis
    ADD CONSTRAINT ai_analysis_pkey PRIMARY KEY (analysis_id);


--
-- Name: ai_analysis ai_analysis_report_id_key; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.ai_analysis
    ADD CONSTRAINT ai_analysis_report_id_key UNIQUE (report_id);


--
-- Name: ai_models ai_models_name_version_key; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.ai_models
    ADD CONSTRAINT ai_models_name_version_key UNIQUE (model_name, version);


--
-- Name: ai_models ai_models_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.ai_models
    ADD CONSTRAINT ai_models_pkey PRIMARY KEY (model_id);


--
-- Name: analysis_runs analysis_runs_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.analysis_runs
    ADD CONSTRAINT analysis_runs_pkey PRIMARY KEY (run_id);


--
-- Name: analysis_runs analysis_runs_report_id_fence_key; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.analysis_runs
    ADD CONSTRAINT analysis_runs_report_id_fence_key UNIQUE (report_id, fence);


--
-- Name: audit_logs audit_logs_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.audit_logs
    ADD CONSTRAINT audit_logs_pkey PRIMARY KEY (log_id, created_at);


--
-- Name: audit_logs_default audit_logs_default_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.audit_logs_default
    ADD CONSTRAINT audit_logs_default_pkey PRIMARY KEY (log_id, created_at);


--
-- Name: critical_results critical_results_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.critical_results
    ADD CONSTRAINT critical_results_pkey PRIMARY KEY (review_id);


--
-- Name: critical_tellings critical_tellings_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.critical_tellings
    ADD CONSTRAINT critical_tellings_pkey PRIMARY KEY (review_id, round, user_id);


--
-- Name: deliveries deliveries_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (delivery_id);


--
-- Name: dicom_instances dicom_instances_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_instances
    ADD CONSTRAINT dicom_instances_pkey PRIMARY KEY (sop_instance_uid);


--
-- Name: dicom_peers dicom_peers_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_peers
    ADD CONSTRAINT dicom_peers_pkey PRIMARY KEY (peer_id);


--
-- Name: dicom_result_keys dicom_result_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_result_keys
    ADD CONSTRAINT dicom_result_keys_pkey PRIMARY KEY (viewer, key, arrival, series_instance_uid);


--
-- Name: dicom_series dicom_series_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_series
    ADD CONSTRAINT dicom_series_pkey PRIMARY KEY (series_instance_uid);


--
-- Name: dicom_studies dicom_studies_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_studies
    ADD CONSTRAINT dicom_studies_pkey PRIMARY KEY (study_instance_uid);


--
-- Name: dicom_study_keys dicom_study_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_study_keys
    ADD CONSTRAINT dicom_study_keys_pkey PRIMARY KEY (viewer, key, arrival);


--
-- Name: dicom_study_landmarks dicom_study_landmarks_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_study_landmarks
    ADD CONSTRAINT dicom_study_landmarks_pkey PRIMARY KEY (viewer, nth);


--
-- Name: doctor_reviews doctor_reviews_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.doctor_reviews
    ADD CONSTRAINT doctor_reviews_pkey PRIMARY KEY (review_id);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (event_id);


--
-- Name: follow_ups follow_ups_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.follow_ups
    ADD CONSTRAINT follow_ups_pkey PRIMARY KEY (review_id);


--
-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, key);


--
-- Name: image_annotation_versions image_annotation_versions_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.image_annotation_versions
    ADD CONSTRAINT image_annotation_versions_pkey PRIMARY KEY (annotation_id, version);


--
-- Name: image_annotations image_annotations_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.image_annotations
    ADD CONSTRAINT image_annotations_pkey PRIMARY KEY (annotation_id);


--
-- Name: mail_deliveries mail_deliveries_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.mail_deliveries
    ADD CONSTRAINT mail_deliveries_pkey PRIMARY KEY (notification_id);


--
-- Name: medical_reports medical_reports_content_digest_key; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.medical_reports
    ADD CONSTRAINT medical_reports_content_digest_key UNIQUE (content_digest);


--
-- Name: medical_reports medical_reports_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.medical_reports
    ADD CONSTRAINT medical_reports_pkey PRIMARY KEY (report_id);


--
-- Name: model_metrics model_metrics_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.model_metrics
    ADD CONSTRAINT model_metrics_pkey PRIMARY KEY (metric_id);


--
-- Name: notifications notifications_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (notification_id, created_at);


--
-- Name: notifications_default notifications_default_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.notifications_default
    ADD CONSTRAINT notifications_default_pkey PRIMARY KEY (notification_id, created_at);


--
-- Name: partial_upload_pieces partial_upload_pieces_object_id_key; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.partial_upload_pieces
    ADD CONSTRAINT partial_upload_pieces_object_id_key UNIQUE (object_id);


--
-- Name: partial_upload_pieces partial_upload_pieces_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.partial_upload_pieces
    ADD CONSTRAINT partial_upload_pieces_pkey PRIMARY KEY (upload_id, begin_bytes);


--
-- Name: partial_uploads partial_uploads_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.partial_uploads
    ADD CONSTRAINT partial_uploads_pkey PRIMARY KEY (upload_id);


--
-- Name: patient_identifiers patient_identifiers_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.patient_identifiers
    ADD CONSTRAINT patient_identifiers_pkey PRIMARY KEY (issuer, value);


--
-- Name: patient_medical_history patient_medical_history_patient_id_key; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.patient_medical_history
    ADD CONSTRAINT patient_medical_history_patient_id_key UNIQUE (patient_id);


--
-- Name: patient_medical_history patient_medical_history_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.patient_medical_history
    ADD CONSTRAINT patient_medical_history_pkey PRIMARY KEY (history_id);


--
-- Name: quarantined_instances quarantined_instances_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.quarantined_instances
    ADD CONSTRAINT quarantined_instances_pkey PRIMARY KEY (quarantine_id);


--
-- Name: report_images report_images_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.report_images
    ADD CONSTRAINT report_images_pkey PRIMARY KEY (image_id);


--
-- Name: result_releases result_releases_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.result_releases
    ADD CONSTRAINT result_releases_pkey PRIMARY KEY (report_id);


--
-- Name: result_shares result_shares_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.result_shares
    ADD CONSTRAINT result_shares_pkey PRIMARY KEY (share_id);


--
-- Name: result_shares result_shares_token_mac_key; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.result_shares
    ADD CONSTRAINT result_shares_token_mac_key UNIQUE (token_mac);


--
-- Name: review_addenda review_addenda_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.review_addenda
    ADD CONSTRAINT review_addenda_pkey PRIMARY KEY (addendum_id);


--
-- Name: review_versions review_versions_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.review_versions
    ADD CONSTRAINT review_versions_pkey PRIMARY KEY (review_id, version);


--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (session_id);


--
-- Name: sessions sessions_token_key; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_token_key UNIQUE (token);


--
-- Name: setting_changes setting_changes_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.setting_changes
    ADD CONSTRAINT setting_changes_pkey PRIMARY KEY (change_id);


--
-- Name: stored_objects stored_objects_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.stored_objects
    ADD CONSTRAINT stored_objects_pkey PRIMARY KEY (object_id);


--
-- Name: system_settings system_settings_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.system_settings
    ADD CONSTRAINT system_settings_pkey PRIMARY KEY (setting_id);


--
-- Name: system_settings system_settings_setting_key_key; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.system_settings
    ADD CONSTRAINT system_settings_setting_key_key UNIQUE (setting_key);


--
-- Name: users users_email_key; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: worklist_claims worklist_claims_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.worklist_claims
    ADD CONSTRAINT worklist_claims_pkey PRIMARY KEY (report_id);


--
-- Name: worklist_views worklist_views_pkey; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.worklist_views
    ADD CONSTRAINT worklist_views_pkey PRIMARY KEY (view_id);


--
-- Name: worklist_views worklist_views_user_id_name_key; Type: CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.worklist_views
    ADD CONSTRAINT worklist_views_user_id_name_key UNIQUE (user_id, name);


--
-- Name: peer_credentials_peer_id_idx; Type: INDEX; Schema: auth; Owner: fr_owner
--

CREATE INDEX peer_credentials_peer_id_idx ON auth.peer_credentials USING btree (peer_id);


--
-- Name: refresh_tokens_parent_idx; Type: INDEX; Schema: auth; Owner: fr_owner
--

CREATE INDEX refresh_tokens_parent_idx ON auth.refresh_tokens USING btree (parent) WHERE (parent IS NOT NULL);


--
-- Name: refresh_tokens_session_id_idx; Type: INDEX; Schema: auth; Owner: fr_owner
--

CREATE INDEX refresh_tokens_session_id_idx ON auth.refresh_tokens USING btree (session_id);


--
-- Name: share_visits_share_id_idx; Type: INDEX; Schema: auth; Owner: fr_owner
--

CREATE INDEX share_visits_share_id_idx ON auth.share_visits USING btree (share_id);


--
-- Name: ai_analysis_attention_maps_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX ai_analysis_attention_maps_idx ON public.ai_analysis USING gin (attention_maps jsonb_path_ops);


--
-- Name: ai_analysis_model_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX ai_analysis_model_id_idx ON public.ai_analysis USING btree (model_id, processed_at DESC);


--
-- Name: ai_analysis_run_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX ai_analysis_run_id_idx ON public.ai_analysis USING btree (run_id);


--
-- Name: ai_models_created_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX ai_models_created_by_idx ON public.ai_models USING btree (created_by) WHERE (created_by IS NOT NULL);


--
-- Name: analysis_runs_adopted_key; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE UNIQUE INDEX analysis_runs_adopted_key ON public.analysis_runs USING btree (report_id) WHERE is_adopted;


--
-- Name: analysis_runs_model_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX analysis_runs_model_id_idx ON public.analysis_runs USING btree (model_id, finished_at DESC);


--
-- Name: audit_logs_created_at_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX audit_logs_created_at_idx ON ONLY public.audit_logs USING brin (created_at) WITH (pages_per_range='32', autosummarize='on');


--
-- Name: audit_logs_default_created_at_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX audit_logs_default_created_at_idx ON public.audit_logs_default USING brin (created_at) WITH (pages_per_range='32', autosummarize='on');


--
-- Name: audit_logs_entity_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX audit_logs_entity_id_idx ON ONLY public.audit_logs USING btree (entity_id, created_at DESC);


--
-- Name: audit_logs_default_entity_id_created_at_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX audit_logs_default_entity_id_created_at_idx ON public.audit_logs_default USING btree (entity_id, created_at DESC);


--
-- Name: audit_logs_patient_ids_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX audit_logs_patient_ids_idx ON ONLY public.audit_logs USING gin (patient_ids);


--
-- Name: audit_logs_default_patient_ids_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX audit_logs_default_patient_ids_idx ON public.audit_logs_default USING gin (patient_ids);


--
-- Name: audit_logs_user_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX audit_logs_user_id_idx ON ONLY public.audit_logs USING btree (user_id, created_at DESC);


--
-- Name: audit_logs_default_user_id_created_at_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX audit_logs_default_user_id_created_at_idx ON public.audit_logs_default USING btree (user_id, created_at DESC);


--
-- Name: critical_results_acknowledged_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX critical_results_acknowledged_by_idx ON public.critical_results USING btree (acknowledged_by) WHERE (acknowledged_by IS NOT NULL);


--
-- Name: critical_results_closed_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX critical_results_closed_idx ON public.critical_results USING btree (acknowledged_at DESC, review_id) WHERE (acknowledged_at IS NOT NULL);


--
-- Name: critical_results_due_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX critical_results_due_idx ON public.critical_results USING btree (due_at) WHERE (acknowledged_at IS NULL);


--
-- Name: critical_results_open_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX critical_results_open_idx ON public.critical_results USING btree (begun_at, review_id) WHERE (acknowledged_at IS NULL);


--
-- Name: critical_results_report_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX critical_results_report_id_idx ON public.critical_results USING btree (report_id);


--
-- Name: critical_results_signed_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX critical_results_signed_by_idx ON public.critical_results USING btree (signed_by);


--
-- Name: critical_tellings_user_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX critical_tellings_user_id_idx ON public.critical_tellings USING btree (user_id);


--
-- Name: deliveries_created_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX deliveries_created_by_idx ON public.deliveries USING btree (created_by) WHERE (created_by IS NOT NULL);


--
-- Name: deliveries_newest_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX deliveries_newest_idx ON public.deliveries USING btree (created_at DESC, delivery_id DESC);


--
-- Name: deliveries_of_review_key; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE UNIQUE INDEX deliveries_of_review_key ON public.deliveries USING btree (review_id, peer_id);


--
-- Name: deliveries_open_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX deliveries_open_idx ON public.deliveries USING btree (next_attempt_at) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]));


--
-- Name: deliveries_peer_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX deliveries_peer_id_idx ON public.deliveries USING btree (peer_id, created_at DESC, delivery_id DESC);


--
-- Name: deliveries_report_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX deliveries_report_id_idx ON public.deliveries USING btree (report_id);


--
-- Name: deliveries_state_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX deliveries_state_idx ON public.deliveries USING btree (state, created_at DESC, delivery_id DESC);


--
-- Name: dicom_instances_image_id_key; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE UNIQUE INDEX dicom_instances_image_id_key ON public.dicom_instances USING btree (image_id);


--
-- Name: dicom_instances_series_instance_uid_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_instances_series_instance_uid_idx ON public.dicom_instances USING btree (series_instance_uid);


--
-- Name: dicom_peers_ae_title_key; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE UNIQUE INDEX dicom_peers_ae_title_key ON public.dicom_peers USING btree (ae_title) WHERE is_active;


--
-- Name: dicom_peers_created_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_peers_created_by_idx ON public.dicom_peers USING btree (created_by) WHERE (created_by IS NOT NULL);


--
-- Name: dicom_peers_reads_as_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_peers_reads_as_idx ON public.dicom_peers USING btree (reads_as);


--
-- Name: dicom_peers_stores_as_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_peers_stores_as_idx ON public.dicom_peers USING btree (stores_as);


--
-- Name: dicom_peers_updated_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_peers_updated_by_idx ON public.dicom_peers USING btree (updated_by) WHERE (updated_by IS NOT NULL);


--
-- Name: dicom_result_keys_series_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_result_keys_series_idx ON public.dicom_result_keys USING btree (series_instance_uid);


--
-- Name: dicom_series_results_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_series_results_idx ON public.dicom_series USING btree (study_instance_uid) WHERE is_result;


--
-- Name: dicom_series_study_instance_uid_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_series_study_instance_uid_idx ON public.dicom_series USING btree (study_instance_uid);


--
-- Name: dicom_studies_accession_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_studies_accession_idx ON public.dicom_studies USING btree (accession_number COLLATE "C", arrival);


--
-- Name: dicom_studies_accession_number_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_studies_accession_number_idx ON public.dicom_studies USING btree (accession_number) WHERE (accession_number IS NOT NULL);


--
-- Name: dicom_studies_arrival_key; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE UNIQUE INDEX dicom_studies_arrival_key ON public.dicom_studies USING btree (arrival);


--
-- Name: dicom_studies_description_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_studies_description_idx ON public.dicom_studies USING btree (study_description_folded, arrival);


--
-- Name: dicom_studies_patient_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_studies_patient_id_idx ON public.dicom_studies USING btree (patient_id);


--
-- Name: dicom_studies_patient_identifier_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_studies_patient_identifier_idx ON public.dicom_studies USING btree (patient_identifier COLLATE "C", arrival);


--
-- Name: dicom_studies_referring_physician_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_studies_referring_physician_idx ON public.dicom_studies USING btree (referring_physician_folded, arrival);


--
-- Name: dicom_studies_study_date_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_studies_study_date_idx ON public.dicom_studies USING btree (study_date DESC);


--
-- Name: dicom_studies_study_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX dicom_studies_study_id_idx ON public.dicom_studies USING btree (study_id COLLATE "C", arrival);


--
-- Name: doctor_reviews_doctor_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX doctor_reviews_doctor_id_idx ON public.doctor_reviews USING btree (doctor_id, created_at DESC);


--
-- Name: doctor_reviews_one_draft_key; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE UNIQUE INDEX doctor_reviews_one_draft_key ON public.doctor_reviews USING btree (report_id, doctor_id) WHERE ((state)::text = 'draft'::text);


--
-- Name: doctor_reviews_signed_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX doctor_reviews_signed_idx ON public.doctor_reviews USING btree (reviewed_at) WHERE ((state)::text = 'signed'::text);


--
-- Name: events_created_at_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX events_created_at_idx ON public.events USING btree (created_at);


--
-- Name: events_order_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX events_order_idx ON public.events USING btree (transaction_id, event_id);


--
-- Name: events_user_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX events_user_id_idx ON public.events USING btree (user_id, event_id) WHERE (user_id IS NOT NULL);


--
-- Name: follow_ups_closed_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX follow_ups_closed_by_idx ON public.follow_ups USING btree (closed_by) WHERE (closed_by IS NOT NULL);


--
-- Name: follow_ups_closed_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX follow_ups_closed_idx ON public.follow_ups USING btree (closed_at DESC, review_id) WHERE (closed_at IS NOT NULL);


--
-- Name: follow_ups_evidence_report_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX follow_ups_evidence_report_id_idx ON public.follow_ups USING btree (evidence_report_id) WHERE (evidence_report_id IS NOT NULL);


--
-- Name: follow_ups_open_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX follow_ups_open_idx ON public.follow_ups USING btree (due_key, review_id) WHERE (closed_at IS NULL);


--
-- Name: follow_ups_report_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX follow_ups_report_id_idx ON public.follow_ups USING btree (report_id);


--
-- Name: idempotency_keys_created_at_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX idempotency_keys_created_at_idx ON public.idempotency_keys USING btree (created_at);


--
-- Name: idx_ai_analysis_report_id; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX idx_ai_analysis_report_id ON public.ai_analysis USING btree (report_id);


--
-- Name: idx_doctor_reviews_report_id; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX idx_doctor_reviews_report_id ON public.doctor_reviews USING btree (report_id);


--
-- Name: idx_notifications_created_at; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX idx_notifications_created_at ON ONLY public.notifications USING btree (created_at DESC);


--
-- Name: idx_notifications_is_read; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX idx_notifications_is_read ON ONLY public.notifications USING btree (is_read);


--
-- Name: idx_reports_analysis_date; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX idx_reports_analysis_date ON public.medical_reports USING btree (analysis_date DESC);


--
-- Name: idx_reports_patient_id; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX idx_reports_patient_id ON public.medical_reports USING btree (patient_id);


--
-- Name: idx_reports_radiologist_id; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX idx_reports_radiologist_id ON public.medical_reports USING btree (radiologist_id);


--
-- Name: idx_reports_risk_score; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX idx_reports_risk_score ON public.medical_reports USING btree (risk_score);


--
-- Name: idx_reports_status; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX idx_reports_status ON public.medical_reports USING btree (status);


--
-- Name: idx_reports_upload_date; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX idx_reports_upload_date ON public.medical_reports USING btree (upload_date DESC);


--
-- Name: idx_sessions_user_id; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX idx_sessions_user_id ON public.sessions USING btree (user_id);


--
-- Name: image_annotations_author_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX image_annotations_author_id_idx ON public.image_annotations USING btree (author_id);


--
-- Name: image_annotations_image_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX image_annotations_image_id_idx ON public.image_annotations USING btree (image_id);


--
-- Name: image_annotations_report_id_fkey_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX image_annotations_report_id_fkey_idx ON public.image_annotations USING btree (report_id, author_id);


--
-- Name: image_annotations_report_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX image_annotations_report_id_idx ON public.image_annotations USING btree (report_id) WHERE (removed_at IS NULL);


--
-- Name: mail_deliveries_due_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX mail_deliveries_due_idx ON public.mail_deliveries USING btree (next_at) WHERE ((sent_at IS NULL) AND (given_up_at IS NULL));


--
-- Name: mail_deliveries_user_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX mail_deliveries_user_id_idx ON public.mail_deliveries USING btree (user_id);


--
-- Name: medical_reports_created_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_created_by_idx ON public.medical_reports USING btree (created_by) WHERE (created_by IS NOT NULL);


--
-- Name: medical_reports_newest_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_newest_idx ON public.medical_reports USING btree (upload_date DESC, report_id DESC);


--
-- Name: medical_reports_of_patient_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_of_patient_idx ON public.medical_reports USING btree (patient_id, upload_date DESC, report_id DESC);


--
-- Name: medical_reports_of_radiologist_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_of_radiologist_idx ON public.medical_reports USING btree (radiologist_id, upload_date DESC, report_id DESC);


--
-- Name: medical_reports_open_identity_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_open_identity_idx ON public.medical_reports USING btree (triage_class, due_at, report_id) WHERE (((status)::text = ANY ((ARRAY['pending'::character varying, 'analyzing'::character varying, 'analyzed'::character varying])::text[])) AND ((identity_state)::text = 'open'::text));


--
-- Name: medical_reports_open_last_name_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_open_last_name_idx ON public.medical_reports USING btree (patient_last_name_folded, report_id) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'analyzing'::character varying, 'analyzed'::character varying])::text[]));


--
-- Name: medical_reports_open_modality_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_open_modality_idx ON public.medical_reports USING btree (modality, triage_class, due_at, report_id) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'analyzing'::character varying, 'analyzed'::character varying])::text[]));


--
-- Name: medical_reports_open_name_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_open_name_idx ON public.medical_reports USING btree (patient_name_folded, report_id) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'analyzing'::character varying, 'analyzed'::character varying])::text[]));


--
-- Name: medical_reports_open_priority_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_open_priority_idx ON public.medical_reports USING btree (clinical_priority, triage_class, due_at, report_id) WHERE (((status)::text = ANY ((ARRAY['pending'::character varying, 'analyzing'::character varying, 'analyzed'::character varying])::text[])) AND ((clinical_priority)::text <> 'routine'::text));


--
-- Name: medical_reports_open_study_type_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_open_study_type_idx ON public.medical_reports USING btree (study_type, triage_class, due_at, report_id) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'analyzing'::character varying, 'analyzed'::character varying])::text[]));


--
-- Name: medical_reports_open_unread_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_open_unread_idx ON public.medical_reports USING btree (unread_because, triage_class, due_at, report_id) WHERE (((status)::text = ANY ((ARRAY['pending'::character varying, 'analyzing'::character varying, 'analyzed'::character varying])::text[])) AND (unread_because IS NOT NULL));


--
-- Name: medical_reports_patient_name_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_patient_name_idx ON public.medical_reports USING btree (patient_name_folded, upload_date DESC, report_id DESC);


--
-- Name: medical_reports_seed_queue_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_seed_queue_idx ON public.medical_reports USING btree ((
CASE
    WHEN ((risk_score)::text = 'high'::text) THEN 1
    WHEN ((risk_score)::text = 'medium'::text) THEN 2
    WHEN ((risk_score)::text = 'low'::text) THEN 3
    ELSE 4
END), analysis_date DESC, report_id) WHERE ((status)::text = 'analyzed'::text);


--
-- Name: medical_reports_study_instance_uid_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_study_instance_uid_idx ON public.medical_reports USING btree (study_instance_uid);


--
-- Name: medical_reports_updated_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_updated_by_idx ON public.medical_reports USING btree (updated_by) WHERE (updated_by IS NOT NULL);


--
-- Name: medical_reports_worklist_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX medical_reports_worklist_idx ON public.medical_reports USING btree (triage_class, due_at, report_id) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'analyzing'::character varying, 'analyzed'::character varying])::text[]));


--
-- Name: model_metrics_model_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX model_metrics_model_id_idx ON public.model_metrics USING btree (model_id, recorded_at DESC);


--
-- Name: notifications_default_created_at_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX notifications_default_created_at_idx ON public.notifications_default USING btree (created_at DESC);


--
-- Name: notifications_default_is_read_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX notifications_default_is_read_idx ON public.notifications_default USING btree (is_read);


--
-- Name: notifications_related_report_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX notifications_related_report_id_idx ON ONLY public.notifications USING btree (related_report_id) WHERE (related_report_id IS NOT NULL);


--
-- Name: notifications_default_related_report_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX notifications_default_related_report_id_idx ON public.notifications_default USING btree (related_report_id) WHERE (related_report_id IS NOT NULL);


--
-- Name: notifications_of_user_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX notifications_of_user_idx ON ONLY public.notifications USING btree (user_id, created_at DESC, notification_id DESC);


--
-- Name: notifications_default_user_id_created_at_notification_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX notifications_default_user_id_created_at_notification_id_idx ON public.notifications_default USING btree (user_id, created_at DESC, notification_id DESC);


--
-- Name: notifications_unread_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX notifications_unread_idx ON ONLY public.notifications USING btree (user_id, created_at DESC, notification_id DESC) WHERE (NOT is_read);


--
-- Name: notifications_default_user_id_created_at_notification_id_idx1; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX notifications_default_user_id_created_at_notification_id_idx1 ON public.notifications_default USING btree (user_id, created_at DESC, notification_id DESC) WHERE (NOT is_read);


--
-- Name: partial_uploads_expires_at_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX partial_uploads_expires_at_idx ON public.partial_uploads USING btree (expires_at);


--
-- Name: partial_uploads_user_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX partial_uploads_user_id_idx ON public.partial_uploads USING btree (user_id);


--
-- Name: patient_identifiers_created_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX patient_identifiers_created_by_idx ON public.patient_identifiers USING btree (created_by) WHERE (created_by IS NOT NULL);


--
-- Name: patient_identifiers_patient_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX patient_identifiers_patient_id_idx ON public.patient_identifiers USING btree (patient_id);


--
-- Name: patient_identifiers_value_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX patient_identifiers_value_idx ON public.patient_identifiers USING btree (value);


--
-- Name: patient_medical_history_updated_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX patient_medical_history_updated_by_idx ON public.patient_medical_history USING btree (updated_by) WHERE (updated_by IS NOT NULL);


--
-- Name: quarantined_instances_linked_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX quarantined_instances_linked_by_idx ON public.quarantined_instances USING btree (linked_by);


--
-- Name: quarantined_instances_linked_patient_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX quarantined_instances_linked_patient_id_idx ON public.quarantined_instances USING btree (linked_patient_id);


--
-- Name: quarantined_instances_open_report_key; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE UNIQUE INDEX quarantined_instances_open_report_key ON public.quarantined_instances USING btree (report_id) WHERE ((reason)::text = 'identity-open'::text);


--
-- Name: quarantined_instances_provisional_patient_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX quarantined_instances_provisional_patient_id_idx ON public.quarantined_instances USING btree (provisional_patient_id);


--
-- Name: quarantined_instances_state_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX quarantined_instances_state_idx ON public.quarantined_instances USING btree (state, created_at, quarantine_id);


--
-- Name: report_images_made_by_run_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX report_images_made_by_run_idx ON public.report_images USING btree (made_by_run) WHERE (made_by_run IS NOT NULL);


--
-- Name: report_images_object_id_key; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE UNIQUE INDEX report_images_object_id_key ON public.report_images USING btree (object_id);


--
-- Name: report_images_report_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX report_images_report_id_idx ON public.report_images USING btree (report_id, display_order);


--
-- Name: result_releases_due_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX result_releases_due_idx ON public.result_releases USING btree (release_at) WHERE ((state)::text = 'scheduled'::text);


--
-- Name: result_releases_review_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX result_releases_review_id_idx ON public.result_releases USING btree (review_id);


--
-- Name: result_shares_patient_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX result_shares_patient_id_idx ON public.result_shares USING btree (patient_id, created_at DESC);


--
-- Name: result_shares_report_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX result_shares_report_id_idx ON public.result_shares USING btree (report_id);


--
-- Name: review_addenda_doctor_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX review_addenda_doctor_id_idx ON public.review_addenda USING btree (doctor_id);


--
-- Name: review_addenda_review_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX review_addenda_review_id_idx ON public.review_addenda USING btree (review_id, created_at);


--
-- Name: sessions_open_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX sessions_open_idx ON public.sessions USING btree (user_id, login_time) WHERE is_active;


--
-- Name: setting_changes_changed_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX setting_changes_changed_by_idx ON public.setting_changes USING btree (changed_by) WHERE (changed_by IS NOT NULL);


--
-- Name: setting_changes_setting_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX setting_changes_setting_id_idx ON public.setting_changes USING btree (setting_id, changed_at DESC, change_id DESC);


--
-- Name: system_settings_updated_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX system_settings_updated_by_idx ON public.system_settings USING btree (updated_by) WHERE (updated_by IS NOT NULL);


--
-- Name: users_created_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX users_created_by_idx ON public.users USING btree (created_by) WHERE (created_by IS NOT NULL);


--
-- Name: users_email_folded_key; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE UNIQUE INDEX users_email_folded_key ON public.users USING btree (email_folded);


--
-- Name: users_name_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX users_name_idx ON public.users USING btree (name_folded, id);


--
-- Name: users_role_name_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX users_role_name_idx ON public.users USING btree (role, name_folded, id);


--
-- Name: users_updated_by_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX users_updated_by_idx ON public.users USING btree (updated_by) WHERE (updated_by IS NOT NULL);


--
-- Name: worklist_claims_doctor_id_idx; Type: INDEX; Schema: public; Owner: fr_owner
--

CREATE INDEX worklist_claims_doctor_id_idx ON public.worklist_claims USING btree (doctor_id);


--
-- Name: audit_logs_default_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: fr_owner
--

ALTER INDEX public.audit_logs_created_at_idx ATTACH PARTITION public.audit_logs_default_created_at_idx;


--
-- Name: audit_logs_default_entity_id_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: fr_owner
--

ALTER INDEX public.audit_logs_entity_id_idx ATTACH PARTITION public.audit_logs_default_entity_id_created_at_idx;


--
-- Name: audit_logs_default_patient_ids_idx; Type: INDEX ATTACH; Schema: public; Owner: fr_owner
--

ALTER INDEX public.audit_logs_patient_ids_idx ATTACH PARTITION public.audit_logs_default_patient_ids_idx;


--
-- Name: audit_logs_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: fr_owner
--

ALTER INDEX public.audit_logs_pkey ATTACH PARTITION public.audit_logs_default_pkey;


--
-- Name: audit_logs_default_user_id_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: fr_owner
--

ALTER INDEX public.audit_logs_user_id_idx ATTACH PARTITION public.audit_logs_default_user_id_created_at_idx;


--
-- Name: notifications_default_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: fr_owner
--

ALTER INDEX public.idx_notifications_created_at ATTACH PARTITION public.notifications_default_created_at_idx;


--
-- Name: notifications_default_is_read_idx; Type: INDEX ATTACH; Schema: public; Owner: fr_owner
--

ALTER INDEX public.idx_notifications_is_read ATTACH PARTITION public.notifications_default_is_read_idx;


--
-- Name: notifications_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: fr_owner
--

ALTER INDEX public.notifications_pkey ATTACH PARTITION public.notifications_default_pkey;


--
-- Name: notifications_default_related_report_id_idx; Type: INDEX ATTACH; Schema: public; Owner: fr_owner
--

ALTER INDEX public.notifications_related_report_id_idx ATTACH PARTITION public.notifications_default_related_report_id_idx;


--
-- Name: notifications_default_user_id_created_at_notification_id_idx; Type: INDEX ATTACH; Schema: public; Owner: fr_owner
--

ALTER INDEX public.notifications_of_user_idx ATTACH PARTITION public.notifications_default_user_id_created_at_notification_id_idx;


--
-- Name: notifications_default_user_id_created_at_notification_id_idx1; Type: INDEX ATTACH; Schema: public; Owner: fr_owner
--

ALTER INDEX public.notifications_unread_idx ATTACH PARTITION public.notifications_default_user_id_created_at_notification_id_idx1;


--
-- Name: review_addenda addenda_not_by_peers; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER addenda_not_by_peers BEFORE INSERT OR DELETE OR UPDATE ON public.review_addenda FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_peers();


--
-- Name: analysis_runs analysis_runs_unread; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER analysis_runs_unread AFTER UPDATE OF is_adopted ON public.analysis_runs FOR EACH ROW WHEN (new.is_adopted) EXECUTE FUNCTION app.follow_adopted_run();


--
-- Name: audit_logs audit_logs_keep_all; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER audit_logs_keep_all BEFORE TRUNCATE ON public.audit_logs FOR EACH STATEMENT EXECUTE FUNCTION audit.keep_rows();


--
-- Name: audit_logs audit_logs_keep_rows; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER audit_logs_keep_rows BEFORE DELETE OR UPDATE ON public.audit_logs FOR EACH ROW EXECUTE FUNCTION audit.keep_rows();


--
-- Name: worklist_claims claims_not_by_peers; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER claims_not_by_peers BEFORE INSERT OR DELETE OR UPDATE ON public.worklist_claims FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_peers();


--
-- Name: dicom_instances dicom_instances_counted; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER dicom_instances_counted AFTER INSERT ON public.dicom_instances REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION app.count_dicom_instances();


--
-- Name: dicom_peers dicom_peers_accounts; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER dicom_peers_accounts BEFORE INSERT OR UPDATE OF operations, sees, stores_as ON public.dicom_peers FOR EACH ROW EXECUTE FUNCTION auth.give_peer_accounts();


--
-- Name: dicom_peers dicom_peers_updated_at; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER dicom_peers_updated_at BEFORE UPDATE ON public.dicom_peers FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();


--
-- Name: dicom_series dicom_series_counted; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER dicom_series_counted AFTER INSERT ON public.dicom_series REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION app.count_dicom_series();


--
-- Name: dicom_series dicom_series_keyed; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER dicom_series_keyed AFTER INSERT ON public.dicom_series REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION app.key_dicom_series();


--
-- Name: dicom_series dicom_series_result_keyed; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER dicom_series_result_keyed AFTER INSERT ON public.dicom_series FOR EACH ROW WHEN (new.is_result) EXECUTE FUNCTION app.key_dicom_result();


--
-- Name: dicom_studies dicom_studies_adding; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER dicom_studies_adding BEFORE INSERT ON public.dicom_studies FOR EACH STATEMENT EXECUTE FUNCTION app.adding_studies();


--
-- Name: dicom_studies dicom_studies_keyed; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER dicom_studies_keyed AFTER INSERT ON public.dicom_studies REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION app.key_dicom_studies();


--
-- Name: dicom_studies dicom_studies_modality; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER dicom_studies_modality AFTER UPDATE OF modalities_in_study ON public.dicom_studies FOR EACH ROW WHEN ((old.modalities_in_study IS DISTINCT FROM new.modalities_in_study)) EXECUTE FUNCTION app.follow_modality();


--
-- Name: dicom_studies dicom_studies_unkeyed; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER dicom_studies_unkeyed AFTER DELETE ON public.dicom_studies REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION app.unkey_dicom_studies();


--
-- Name: dicom_studies dicom_studies_updated_at; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER dicom_studies_updated_at BEFORE UPDATE ON public.dicom_studies FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();


--
-- Name: doctor_reviews doctor_reviews_updated_at; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER doctor_reviews_updated_at BEFORE UPDATE ON public.doctor_reviews FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();


--
-- Name: doctor_reviews doctor_reviews_versions; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER doctor_reviews_versions BEFORE UPDATE ON public.doctor_reviews FOR EACH ROW EXECUTE FUNCTION app.keep_review_version();


--
-- Name: patient_medical_history history_not_by_peers; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER history_not_by_peers BEFORE INSERT OR DELETE OR UPDATE ON public.patient_medical_history FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_peers();


--
-- Name: image_annotations image_annotations_versions; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER image_annotations_versions BEFORE UPDATE ON public.image_annotations FOR EACH ROW EXECUTE FUNCTION app.keep_annotation_version();


--
-- Name: audit_logs_default keep_all; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER keep_all BEFORE TRUNCATE ON public.audit_logs_default FOR EACH STATEMENT EXECUTE FUNCTION audit.keep_rows();


--
-- Name: medical_reports medical_reports_adding; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER medical_reports_adding BEFORE INSERT ON public.medical_reports FOR EACH STATEMENT EXECUTE FUNCTION app.adding_studies();


--
-- Name: medical_reports medical_reports_due_at; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER medical_reports_due_at BEFORE INSERT OR UPDATE OF risk_score, clinical_priority, upload_date ON public.medical_reports FOR EACH ROW EXECUTE FUNCTION app.set_due_at();


--
-- Name: medical_reports medical_reports_keyed; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER medical_reports_keyed AFTER INSERT ON public.medical_reports REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION app.key_medical_reports();


--
-- Name: medical_reports medical_reports_modality; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER medical_reports_modality BEFORE INSERT OR UPDATE OF study_instance_uid ON public.medical_reports FOR EACH ROW EXECUTE FUNCTION app.set_modality();


--
-- Name: medical_reports medical_reports_step; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER medical_reports_step BEFORE UPDATE OF status ON public.medical_reports FOR EACH ROW EXECUTE FUNCTION app.check_report_step();


--
-- Name: medical_reports medical_reports_unread; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER medical_reports_unread BEFORE INSERT OR UPDATE OF status, risk_score ON public.medical_reports FOR EACH ROW EXECUTE FUNCTION app.set_unread_because();


--
-- Name: medical_reports medical_reports_updated_at; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER medical_reports_updated_at BEFORE UPDATE ON public.medical_reports FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();


--
-- Name: partial_upload_pieces partial_upload_pieces_guarded; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER partial_upload_pieces_guarded BEFORE INSERT ON public.partial_upload_pieces FOR EACH ROW EXECUTE FUNCTION app.guard_piece();


--
-- Name: patient_medical_history patient_medical_history_updated_at; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER patient_medical_history_updated_at BEFORE UPDATE ON public.patient_medical_history FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();


--
-- Name: result_releases releases_not_by_peers; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER releases_not_by_peers BEFORE INSERT OR DELETE OR UPDATE ON public.result_releases FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_peers();


--
-- Name: result_releases result_releases_updated_at; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER result_releases_updated_at BEFORE UPDATE ON public.result_releases FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();


--
-- Name: doctor_reviews reviews_not_by_peers; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER reviews_not_by_peers BEFORE INSERT OR DELETE OR UPDATE ON public.doctor_reviews FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_peers();


--
-- Name: sessions sessions_not_by_peers; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER sessions_not_by_peers BEFORE INSERT OR DELETE OR UPDATE ON public.sessions FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_peers();


--
-- Name: medical_reports steps_not_by_peers; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER steps_not_by_peers BEFORE UPDATE OF status ON public.medical_reports FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_peers();


--
-- Name: system_settings system_settings_factor_roles; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER system_settings_factor_roles BEFORE UPDATE OF setting_value ON public.system_settings FOR EACH ROW WHEN ((((new.setting_key)::text = 'auth.second_factor_roles'::text) AND (old.setting_value IS DISTINCT FROM new.setting_value))) EXECUTE FUNCTION app.guard_factor_roles();


--
-- Name: system_settings system_settings_factor_sessions; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER system_settings_factor_sessions AFTER UPDATE OF setting_value ON public.system_settings FOR EACH ROW WHEN (((new.setting_key)::text = 'auth.second_factor_roles'::text)) EXECUTE FUNCTION auth.end_sessions_without_factor();


--
-- Name: system_settings system_settings_noted; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER system_settings_noted AFTER UPDATE OF setting_value ON public.system_settings FOR EACH ROW WHEN ((old.setting_value IS DISTINCT FROM new.setting_value)) EXECUTE FUNCTION app.note_setting_change();


--
-- Name: system_settings system_settings_updated_at; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER system_settings_updated_at BEFORE UPDATE ON public.system_settings FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();


--
-- Name: users users_deactivated; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER users_deactivated AFTER UPDATE OF is_active ON public.users FOR EACH ROW EXECUTE FUNCTION auth.end_sessions_of_inactive();


--
-- Name: users users_not_by_peers; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER users_not_by_peers BEFORE DELETE OR UPDATE ON public.users FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_peers();


--
-- Name: users users_updated_at; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER users_updated_at BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();


--
-- Name: worklist_views worklist_views_updated_at; Type: TRIGGER; Schema: public; Owner: fr_owner
--

CREATE TRIGGER worklist_views_updated_at BEFORE UPDATE ON public.worklist_views FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();


--
-- Name: peer_credentials peer_credentials_peer_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: fr_owner
--

ALTER TABLE ONLY auth.peer_credentials
    ADD CONSTRAINT peer_credentials_peer_id_fkey FOREIGN KEY (peer_id) REFERENCES public.dicom_peers(peer_id) ON DELETE CASCADE;


--
-- Name: recovery_codes recovery_codes_user_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: fr_owner
--

ALTER TABLE ONLY auth.recovery_codes
    ADD CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: refresh_tokens refresh_tokens_session_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: fr_owner
--

ALTER TABLE ONLY auth.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(session_id) ON DELETE CASCADE;


--
-- Name: second_factors second_factors_user_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: fr_owner
--

ALTER TABLE ONLY auth.second_factors
    ADD CONSTRAINT second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: share_visits share_visits_share_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: fr_owner
--

ALTER TABLE ONLY auth.share_visits
    ADD CONSTRAINT share_visits_share_id_fkey FOREIGN KEY (share_id) REFERENCES public.result_shares(share_id) ON DELETE CASCADE;


--
-- Name: ai_analysis ai_analysis_model_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.ai_analysis
    ADD CONSTRAINT ai_analysis_model_id_fkey FOREIGN KEY (model_id) REFERENCES public.ai_models(model_id) ON DELETE RESTRICT;


--
-- Name: ai_analysis ai_analysis_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.ai_analysis
    ADD CONSTRAINT ai_analysis_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.medical_reports(report_id) ON DELETE CASCADE;


--
-- Name: ai_analysis ai_analysis_run_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.ai_analysis
    ADD CONSTRAINT ai_analysis_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.analysis_runs(run_id) ON DELETE RESTRICT;


--
-- Name: ai_models ai_models_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.ai_models
    ADD CONSTRAINT ai_models_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: analysis_runs analysis_runs_model_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.analysis_runs
    ADD CONSTRAINT analysis_runs_model_id_fkey FOREIGN KEY (model_id) REFERENCES public.ai_models(model_id) ON DELETE RESTRICT;


--
-- Name: analysis_runs analysis_runs_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.analysis_runs
    ADD CONSTRAINT analysis_runs_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.medical_reports(report_id) ON DELETE CASCADE;


--
-- Name: audit_logs audit_logs_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE public.audit_logs
    ADD CONSTRAINT audit_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: critical_results critical_results_acknowledged_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.critical_results
    ADD CONSTRAINT critical_results_acknowledged_by_fkey FOREIGN KEY (acknowledged_by) REFERENCES public.users(id) ON DELETE RESTRICT;


--
-- Name: critical_results critical_results_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.critical_results
    ADD CONSTRAINT critical_results_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.medical_reports(report_id) ON DELETE RESTRICT;


--
-- Name: critical_results critical_results_review_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.critical_results
    ADD CONSTRAINT critical_results_review_id_fkey FOREIGN KEY (review_id) REFERENCES public.doctor_reviews(review_id) ON DELETE RESTRICT;


--
-- Name: critical_results critical_results_signed_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.critical_results
    ADD CONSTRAINT critical_results_signed_by_fkey FOREIGN KEY (signed_by) REFERENCES public.users(id) ON DELETE RESTRICT;


--
-- Name: critical_tellings critical_tellings_review_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.critical_tellings
    ADD CONSTRAINT critical_tellings_review_id_fkey FOREIGN KEY (review_id) REFERENCES public.critical_results(review_id) ON DELETE CASCADE;


--
-- Name: critical_tellings critical_tellings_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.critical_tellings
    ADD CONSTRAINT critical_tellings_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: deliveries deliveries_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: deliveries deliveries_peer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_peer_id_fkey FOREIGN KEY (peer_id) REFERENCES public.dicom_peers(peer_id) ON DELETE RESTRICT;


--
-- Name: deliveries deliveries_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.medical_reports(report_id) ON DELETE CASCADE;


--
-- Name: deliveries deliveries_review_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_review_id_fkey FOREIGN KEY (review_id) REFERENCES public.doctor_reviews(review_id) ON DELETE CASCADE;


--
-- Name: dicom_instances dicom_instances_image_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_instances
    ADD CONSTRAINT dicom_instances_image_id_fkey FOREIGN KEY (image_id) REFERENCES public.report_images(image_id) ON DELETE CASCADE;


--
-- Name: dicom_instances dicom_instances_series_instance_uid_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_instances
    ADD CONSTRAINT dicom_instances_series_instance_uid_fkey FOREIGN KEY (series_instance_uid) REFERENCES public.dicom_series(series_instance_uid) ON DELETE CASCADE;


--
-- Name: dicom_peers dicom_peers_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_peers
    ADD CONSTRAINT dicom_peers_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: dicom_peers dicom_peers_reads_as_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_peers
    ADD CONSTRAINT dicom_peers_reads_as_fkey FOREIGN KEY (reads_as) REFERENCES public.users(id) ON DELETE RESTRICT;


--
-- Name: dicom_peers dicom_peers_stores_as_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_peers
    ADD CONSTRAINT dicom_peers_stores_as_fkey FOREIGN KEY (stores_as) REFERENCES public.users(id) ON DELETE RESTRICT;


--
-- Name: dicom_peers dicom_peers_updated_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_peers
    ADD CONSTRAINT dicom_peers_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: dicom_result_keys dicom_result_keys_series_instance_uid_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_result_keys
    ADD CONSTRAINT dicom_result_keys_series_instance_uid_fkey FOREIGN KEY (series_instance_uid) REFERENCES public.dicom_series(series_instance_uid) ON DELETE CASCADE;


--
-- Name: dicom_series dicom_series_study_instance_uid_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_series
    ADD CONSTRAINT dicom_series_study_instance_uid_fkey FOREIGN KEY (study_instance_uid) REFERENCES public.dicom_studies(study_instance_uid) ON DELETE CASCADE;


--
-- Name: dicom_studies dicom_studies_patient_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.dicom_studies
    ADD CONSTRAINT dicom_studies_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES public.users(id) ON DELETE RESTRICT;


--
-- Name: doctor_reviews doctor_reviews_doctor_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.doctor_reviews
    ADD CONSTRAINT doctor_reviews_doctor_id_fkey FOREIGN KEY (doctor_id) REFERENCES public.users(id) ON DELETE RESTRICT;


--
-- Name: doctor_reviews doctor_reviews_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.doctor_reviews
    ADD CONSTRAINT doctor_reviews_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.medical_reports(report_id) ON DELETE RESTRICT;


--
-- Name: events events_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: follow_ups follow_ups_closed_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.follow_ups
    ADD CONSTRAINT follow_ups_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES public.users(id) ON DELETE RESTRICT;


--
-- Name: follow_ups follow_ups_evidence_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.follow_ups
    ADD CONSTRAINT follow_ups_evidence_report_id_fkey FOREIGN KEY (evidence_report_id) REFERENCES public.medical_reports(report_id) ON DELETE RESTRICT;


--
-- Name: follow_ups follow_ups_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.follow_ups
    ADD CONSTRAINT follow_ups_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.medical_reports(report_id) ON DELETE RESTRICT;


--
-- Name: follow_ups follow_ups_review_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.follow_ups
    ADD CONSTRAINT follow_ups_review_id_fkey FOREIGN KEY (review_id) REFERENCES public.doctor_reviews(review_id) ON DELETE RESTRICT;


--
-- Name: idempotency_keys idempotency_keys_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: image_annotation_versions image_annotation_versions_annotation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.image_annotation_versions
    ADD CONSTRAINT image_annotation_versions_annotation_id_fkey FOREIGN KEY (annotation_id) REFERENCES public.image_annotations(annotation_id) ON DELETE CASCADE;


--
-- Name: image_annotations image_annotations_author_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.image_annotations
    ADD CONSTRAINT image_annotations_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.users(id) ON DELETE RESTRICT;


--
-- Name: image_annotations image_annotations_image_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.image_annotations
    ADD CONSTRAINT image_annotations_image_id_fkey FOREIGN KEY (image_id) REFERENCES public.report_images(image_id) ON DELETE RESTRICT;


--
-- Name: image_annotations image_annotations_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.image_annotations
    ADD CONSTRAINT image_annotations_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.medical_reports(report_id) ON DELETE RESTRICT;


--
-- Name: mail_deliveries mail_deliveries_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.mail_deliveries
    ADD CONSTRAINT mail_deliveries_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: medical_reports medical_reports_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.medical_reports
    ADD CONSTRAINT medical_reports_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: medical_reports medical_reports_patient_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.medical_reports
    ADD CONSTRAINT medical_reports_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES public.users(id) ON DELETE RESTRICT;


--
-- Name: medical_reports medical_reports_radiologist_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.medical_reports
    ADD CONSTRAINT medical_reports_radiologist_id_fkey FOREIGN KEY (radiologist_id) REFERENCES public.users(id) ON DELETE RESTRICT;


--
-- Name: medical_reports medical_reports_study_instance_uid_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.medical_reports
    ADD CONSTRAINT medical_reports_study_instance_uid_fkey FOREIGN KEY (study_instance_uid) REFERENCES public.dicom_studies(study_instance_uid) ON DELETE RESTRICT;


--
-- Name: medical_reports medical_reports_updated_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.medical_reports
    ADD CONSTRAINT medical_reports_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: model_metrics model_metrics_model_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.model_metrics
    ADD CONSTRAINT model_metrics_model_id_fkey FOREIGN KEY (model_id) REFERENCES public.ai_models(model_id) ON DELETE CASCADE;


--
-- Name: notifications notifications_related_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE public.notifications
    ADD CONSTRAINT notifications_related_report_id_fkey FOREIGN KEY (related_report_id) REFERENCES public.medical_reports(report_id) ON DELETE SET NULL;


--
-- Name: notifications notifications_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE public.notifications
    ADD CONSTRAINT notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: partial_upload_pieces partial_upload_pieces_upload_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.partial_upload_pieces
    ADD CONSTRAINT partial_upload_pieces_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES public.partial_uploads(upload_id) ON DELETE CASCADE;


--
-- Name: partial_uploads partial_uploads_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.partial_uploads
    ADD CONSTRAINT partial_uploads_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: patient_identifiers patient_identifiers_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.patient_identifiers
    ADD CONSTRAINT patient_identifiers_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: patient_identifiers patient_identifiers_patient_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.patient_identifiers
    ADD CONSTRAINT patient_identifiers_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: patient_medical_history patient_medical_history_patient_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.patient_medical_history
    ADD CONSTRAINT patient_medical_history_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: patient_medical_history patient_medical_history_updated_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.patient_medical_history
    ADD CONSTRAINT patient_medical_history_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: quarantined_instances quarantined_instances_linked_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.quarantined_instances
    ADD CONSTRAINT quarantined_instances_linked_by_fkey FOREIGN KEY (linked_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: quarantined_instances quarantined_instances_linked_patient_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.quarantined_instances
    ADD CONSTRAINT quarantined_instances_linked_patient_id_fkey FOREIGN KEY (linked_patient_id) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: quarantined_instances quarantined_instances_provisional_patient_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.quarantined_instances
    ADD CONSTRAINT quarantined_instances_provisional_patient_id_fkey FOREIGN KEY (provisional_patient_id) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: quarantined_instances quarantined_instances_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.quarantined_instances
    ADD CONSTRAINT quarantined_instances_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.medical_reports(report_id) ON DELETE CASCADE;


--
-- Name: report_images report_images_made_by_run_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.report_images
    ADD CONSTRAINT report_images_made_by_run_fkey FOREIGN KEY (made_by_run) REFERENCES public.analysis_runs(run_id);


--
-- Name: report_images report_images_object_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.report_images
    ADD CONSTRAINT report_images_object_id_fkey FOREIGN KEY (object_id) REFERENCES public.stored_objects(object_id) ON DELETE RESTRICT;


--
-- Name: report_images report_images_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.report_images
    ADD CONSTRAINT report_images_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.medical_reports(report_id) ON DELETE CASCADE;


--
-- Name: result_releases result_releases_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.result_releases
    ADD CONSTRAINT result_releases_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.medical_reports(report_id) ON DELETE CASCADE;


--
-- Name: result_releases result_releases_review_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.result_releases
    ADD CONSTRAINT result_releases_review_id_fkey FOREIGN KEY (review_id) REFERENCES public.doctor_reviews(review_id) ON DELETE RESTRICT;


--
-- Name: result_shares result_shares_patient_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.result_shares
    ADD CONSTRAINT result_shares_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: result_shares result_shares_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.result_shares
    ADD CONSTRAINT result_shares_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.medical_reports(report_id) ON DELETE CASCADE;


--
-- Name: review_addenda review_addenda_doctor_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.review_addenda
    ADD CONSTRAINT review_addenda_doctor_id_fkey FOREIGN KEY (doctor_id) REFERENCES public.users(id) ON DELETE RESTRICT;


--
-- Name: review_addenda review_addenda_review_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.review_addenda
    ADD CONSTRAINT review_addenda_review_id_fkey FOREIGN KEY (review_id) REFERENCES public.doctor_reviews(review_id) ON DELETE RESTRICT;


--
-- Name: review_versions review_versions_review_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.review_versions
    ADD CONSTRAINT review_versions_review_id_fkey FOREIGN KEY (review_id) REFERENCES public.doctor_reviews(review_id) ON DELETE CASCADE;


--
-- Name: sessions sessions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: setting_changes setting_changes_changed_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.setting_changes
    ADD CONSTRAINT setting_changes_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: setting_changes setting_changes_setting_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.setting_changes
    ADD CONSTRAINT setting_changes_setting_id_fkey FOREIGN KEY (setting_id) REFERENCES public.system_settings(setting_id) ON DELETE CASCADE;


--
-- Name: system_settings system_settings_updated_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.system_settings
    ADD CONSTRAINT system_settings_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: users users_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: users users_updated_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: worklist_claims worklist_claims_doctor_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.worklist_claims
    ADD CONSTRAINT worklist_claims_doctor_id_fkey FOREIGN KEY (doctor_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: worklist_claims worklist_claims_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.worklist_claims
    ADD CONSTRAINT worklist_claims_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.medical_reports(report_id) ON DELETE CASCADE;


--
-- Name: worklist_views worklist_views_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: fr_owner
--

ALTER TABLE ONLY public.worklist_views
    ADD CONSTRAINT worklist_views_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: report_steps inside_definer_functions; Type: POLICY; Schema: app; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON app.report_steps TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: report_steps; Type: ROW SECURITY; Schema: app; Owner: fr_owner
--

ALTER TABLE app.report_steps ENABLE ROW LEVEL SECURITY;

--
-- Name: report_steps steps_for_all; Type: POLICY; Schema: app; Owner: fr_owner
--

CREATE POLICY steps_for_all ON app.report_steps FOR SELECT TO fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker USING ((( SELECT auth.role() AS role) IS NOT NULL));


--
-- Name: login_failures inside_definer_functions; Type: POLICY; Schema: auth; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON auth.login_failures TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: peer_credentials inside_definer_functions; Type: POLICY; Schema: auth; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON auth.peer_credentials TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: recovery_codes inside_definer_functions; Type: POLICY; Schema: auth; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON auth.recovery_codes TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: refresh_tokens inside_definer_functions; Type: POLICY; Schema: auth; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON auth.refresh_tokens TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: second_factors inside_definer_functions; Type: POLICY; Schema: auth; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON auth.second_factors TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: secrets inside_definer_functions; Type: POLICY; Schema: auth; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON auth.secrets TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: share_visits inside_definer_functions; Type: POLICY; Schema: auth; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON auth.share_visits TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: login_failures; Type: ROW SECURITY; Schema: auth; Owner: fr_owner
--

ALTER TABLE auth.login_failures ENABLE ROW LEVEL SECURITY;

--
-- Name: peer_credentials; Type: ROW SECURITY; Schema: auth; Owner: fr_owner
--

ALTER TABLE auth.peer_credentials ENABLE ROW LEVEL SECURITY;

--
-- Name: recovery_codes; Type: ROW SECURITY; Schema: auth; Owner: fr_owner
--

ALTER TABLE auth.recovery_codes ENABLE ROW LEVEL SECURITY;

--
-- Name: refresh_tokens; Type: ROW SECURITY; Schema: auth; Owner: fr_owner
--

ALTER TABLE auth.refresh_tokens ENABLE ROW LEVEL SECURITY;

--
-- Name: second_factors; Type: ROW SECURITY; Schema: auth; Owner: fr_owner
--

ALTER TABLE auth.second_factors ENABLE ROW LEVEL SECURITY;

--
-- Name: secrets; Type: ROW SECURITY; Schema: auth; Owner: fr_owner
--

ALTER TABLE auth.secrets ENABLE ROW LEVEL SECURITY;

--
-- Name: share_visits; Type: ROW SECURITY; Schema: auth; Owner: fr_owner
--

ALTER TABLE auth.share_visits ENABLE ROW LEVEL SECURITY;

--
-- Name: heartbeats; Type: ROW SECURITY; Schema: jobs; Owner: fr_queue
--

ALTER TABLE jobs.heartbeats ENABLE ROW LEVEL SECURITY;

--
-- Name: heartbeats inside_definer_functions; Type: POLICY; Schema: jobs; Owner: fr_queue
--

CREATE POLICY inside_definer_functions ON jobs.heartbeats TO fr_queue USING ((CURRENT_USER = 'fr_queue'::name)) WITH CHECK ((CURRENT_USER = 'fr_queue'::name));


--
-- Name: tasks inside_definer_functions; Type: POLICY; Schema: jobs; Owner: fr_queue
--

CREATE POLICY inside_definer_functions ON jobs.tasks TO fr_queue USING ((CURRENT_USER = 'fr_queue'::name)) WITH CHECK ((CURRENT_USER = 'fr_queue'::name));


--
-- Name: tasks; Type: ROW SECURITY; Schema: jobs; Owner: fr_queue
--

ALTER TABLE jobs.tasks ENABLE ROW LEVEL SECURITY;

--
-- Name: ai_models active_models_for_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY active_models_for_radiologist ON public.ai_models FOR SELECT TO fr_radiologist USING ((is_active AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: review_addenda addenda_follow_review; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY addenda_follow_review ON public.review_addenda FOR SELECT TO fr_radiologist, fr_doctor, fr_tech USING ((EXISTS ( SELECT 1
   FROM public.doctor_reviews d
  WHERE (d.review_id = review_addenda.review_id))));


--
-- Name: review_addenda addenda_of_visitor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY addenda_of_visitor ON public.review_addenda FOR SELECT TO fr_visitor USING (((( SELECT auth.role() AS role) = 'visitor'::text) AND (EXISTS ( SELECT 1
   FROM public.doctor_reviews d
  WHERE (d.review_id = review_addenda.review_id)))));


--
-- Name: review_addenda addendum_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY addendum_by_doctor ON public.review_addenda FOR INSERT TO fr_doctor WITH CHECK (((doctor_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text) AND (EXISTS ( SELECT 1
   FROM public.doctor_reviews d
  WHERE ((d.review_id = review_addenda.review_id) AND ((d.state)::text = 'signed'::text))))));


--
-- Name: ai_analysis; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.ai_analysis ENABLE ROW LEVEL SECURITY;

--
-- Name: ai_models; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.ai_models ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_logs all_entries_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY all_entries_for_tech ON public.audit_logs FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: sessions all_sessions_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY all_sessions_for_tech ON public.sessions FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: users all_users_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY all_users_for_tech ON public.users FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: medical_reports analysis_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY analysis_by_worker ON public.medical_reports FOR UPDATE TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: ai_analysis analysis_follows_report; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY analysis_follows_report ON public.ai_analysis FOR SELECT TO fr_radiologist USING ((EXISTS ( SELECT 1
   FROM public.medical_reports r
  WHERE (r.report_id = ai_analysis.report_id))));


--
-- Name: ai_analysis analysis_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY analysis_for_doctor ON public.ai_analysis FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: ai_analysis analysis_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY analysis_for_tech ON public.ai_analysis FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: ai_analysis analysis_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY analysis_for_worker ON public.ai_analysis FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: ai_analysis analysis_inserted_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY analysis_inserted_by_worker ON public.ai_analysis FOR INSERT TO fr_worker WITH CHECK ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: ai_analysis analysis_replaced_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY analysis_replaced_by_worker ON public.ai_analysis FOR DELETE TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: analysis_runs; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.analysis_runs ENABLE ROW LEVEL SECURITY;

--
-- Name: ai_analysis analysis_updated_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY analysis_updated_by_worker ON public.ai_analysis FOR UPDATE TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: image_annotations annotation_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY annotation_by_doctor ON public.image_annotations FOR INSERT TO fr_doctor WITH CHECK (((author_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text) AND (EXISTS ( SELECT 1
   FROM public.report_images i
  WHERE ((i.image_id = image_annotations.image_id) AND (i.report_id = image_annotations.report_id) AND i.has_pixels AND (image_annotations.frame < i.frames))))));


--
-- Name: image_annotations annotations_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY annotations_for_doctor ON public.image_annotations FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: image_annotations annotations_for_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY annotations_for_radiologist ON public.image_annotations FOR SELECT TO fr_radiologist USING (((removed_at IS NULL) AND (EXISTS ( SELECT 1
   FROM public.medical_reports r
  WHERE (r.report_id = image_annotations.report_id)))));


--
-- Name: image_annotations annotations_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY annotations_for_tech ON public.image_annotations FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: audit_logs; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.audit_logs ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_logs_default; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.audit_logs_default ENABLE ROW LEVEL SECURITY;

--
-- Name: setting_changes changes_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY changes_for_tech ON public.setting_changes FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: worklist_claims claim_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY claim_by_doctor ON public.worklist_claims FOR INSERT TO fr_doctor WITH CHECK (((doctor_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: worklist_claims claim_given_back; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY claim_given_back ON public.worklist_claims FOR DELETE TO fr_doctor USING (((doctor_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: worklist_claims claim_taken_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY claim_taken_by_doctor ON public.worklist_claims FOR UPDATE TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text)) WITH CHECK (((doctor_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: worklist_claims claims_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY claims_for_doctor ON public.worklist_claims FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: worklist_claims claims_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY claims_for_tech ON public.worklist_claims FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: worklist_claims claims_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY claims_for_worker ON public.worklist_claims FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: critical_results critical_result_acknowledged; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY critical_result_acknowledged ON public.critical_results FOR UPDATE TO fr_doctor USING (((( SELECT auth.role() AS role) = 'doctor'::text) AND (acknowledged_at IS NULL))) WITH CHECK (((( SELECT auth.role() AS role) = 'doctor'::text) AND (acknowledged_by = ( SELECT auth.uid() AS uid))));


--
-- Name: critical_results critical_result_by_signer; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY critical_result_by_signer ON public.critical_results FOR INSERT TO fr_doctor WITH CHECK (((signed_by = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text) AND (EXISTS ( SELECT 1
   FROM public.doctor_reviews d
  WHERE ((d.review_id = critical_results.review_id) AND (d.report_id = critical_results.report_id) AND (d.doctor_id = ( SELECT auth.uid() AS uid)) AND ((d.state)::text = 'signed'::text) AND ((d.urgency_level)::text = 'critical'::text))))));


--
-- Name: critical_results critical_result_escalated; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY critical_result_escalated ON public.critical_results FOR UPDATE TO fr_worker USING (((( SELECT auth.role() AS role) = 'worker'::text) AND (acknowledged_at IS NULL))) WITH CHECK (((( SELECT auth.role() AS role) = 'worker'::text) AND (acknowledged_at IS NULL)));


--
-- Name: critical_results; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.critical_results ENABLE ROW LEVEL SECURITY;

--
-- Name: critical_results critical_results_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY critical_results_for_doctor ON public.critical_results FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: critical_results critical_results_for_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY critical_results_for_radiologist ON public.critical_results FOR SELECT TO fr_radiologist USING ((EXISTS ( SELECT 1
   FROM public.medical_reports r
  WHERE (r.report_id = critical_results.report_id))));


--
-- Name: critical_results critical_results_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY critical_results_for_tech ON public.critical_results FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: critical_results critical_results_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY critical_results_for_worker ON public.critical_results FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: critical_tellings; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.critical_tellings ENABLE ROW LEVEL SECURITY;

--
-- Name: deliveries; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.deliveries ENABLE ROW LEVEL SECURITY;

--
-- Name: deliveries deliveries_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY deliveries_by_worker ON public.deliveries FOR UPDATE TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: deliveries deliveries_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY deliveries_for_tech ON public.deliveries FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: deliveries deliveries_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY deliveries_for_worker ON public.deliveries FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: dicom_instances; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.dicom_instances ENABLE ROW LEVEL SECURITY;

--
-- Name: dicom_peers; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.dicom_peers ENABLE ROW LEVEL SECURITY;

--
-- Name: dicom_result_keys; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.dicom_result_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: dicom_series; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.dicom_series ENABLE ROW LEVEL SECURITY;

--
-- Name: dicom_studies; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.dicom_studies ENABLE ROW LEVEL SECURITY;

--
-- Name: dicom_study_keys; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.dicom_study_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: dicom_study_landmarks; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.dicom_study_landmarks ENABLE ROW LEVEL SECURITY;

--
-- Name: users directory_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY directory_for_doctor ON public.users FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: doctor_reviews; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.doctor_reviews ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_logs entries_about_patient; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY entries_about_patient ON public.audit_logs FOR SELECT TO fr_patient USING (((patient_ids @> ARRAY[( SELECT auth.uid() AS uid)]) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: audit_logs entries_about_subject; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY entries_about_subject ON public.audit_logs FOR SELECT TO fr_view USING (((patient_ids @> ARRAY[( SELECT audit.subject() AS subject)]) AND (( SELECT auth.role() AS role) = 'tech'::text)));


--
-- Name: events; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;

--
-- Name: events events_for_doctors; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY events_for_doctors ON public.events FOR SELECT TO fr_doctor USING ((((audience)::text = 'doctor'::text) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: events events_for_radiologists; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY events_for_radiologists ON public.events FOR SELECT TO fr_radiologist USING ((((audience)::text = 'radiologist'::text) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: events events_for_techs; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY events_for_techs ON public.events FOR SELECT TO fr_tech USING ((((audience)::text = 'tech'::text) AND (( SELECT auth.role() AS role) = 'tech'::text)));


--
-- Name: worklist_claims expired_claims_swept; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY expired_claims_swept ON public.worklist_claims FOR DELETE TO fr_worker USING (((( SELECT auth.role() AS role) = 'worker'::text) AND (expires_at < CURRENT_TIMESTAMP)));


--
-- Name: report_images films_follow_report; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY films_follow_report ON public.report_images FOR SELECT TO fr_patient USING (((made_by_run IS NULL) AND (EXISTS ( SELECT 1
   FROM public.medical_reports r
  WHERE (r.report_id = report_images.report_id)))));


--
-- Name: dicom_series films_follow_study; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY films_follow_study ON public.dicom_series FOR SELECT TO fr_patient USING (((NOT is_result) AND (EXISTS ( SELECT 1
   FROM public.dicom_studies s
  WHERE ((s.study_instance_uid)::text = (dicom_series.study_instance_uid)::text)))));


--
-- Name: report_images films_of_visitor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY films_of_visitor ON public.report_images FOR SELECT TO fr_visitor USING (((made_by_run IS NULL) AND (report_id = ( SELECT auth.shared_report() AS shared_report)) AND (( SELECT auth.role() AS role) = 'visitor'::text)));


--
-- Name: follow_ups follow_up_by_signer; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY follow_up_by_signer ON public.follow_ups FOR INSERT TO fr_doctor WITH CHECK (((( SELECT auth.role() AS role) = 'doctor'::text) AND (EXISTS ( SELECT 1
   FROM public.doctor_reviews d
  WHERE ((d.review_id = follow_ups.review_id) AND (d.report_id = follow_ups.report_id) AND (d.doctor_id = ( SELECT auth.uid() AS uid)) AND ((d.state)::text = 'signed'::text) AND d.follow_up_required)))));


--
-- Name: follow_ups follow_up_closed_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY follow_up_closed_by_doctor ON public.follow_ups FOR UPDATE TO fr_doctor USING (((( SELECT auth.role() AS role) = 'doctor'::text) AND (closed_at IS NULL))) WITH CHECK (((( SELECT auth.role() AS role) = 'doctor'::text) AND (closed_by = ( SELECT auth.uid() AS uid)) AND ((evidence_report_id IS NULL) OR (EXISTS ( SELECT 1
   FROM (public.medical_reports later
     JOIN public.medical_reports asked ON ((asked.report_id = follow_ups.report_id)))
  WHERE ((later.report_id = follow_ups.evidence_report_id) AND (later.patient_id = asked.patient_id) AND (later.upload_date > asked.upload_date)))))));


--
-- Name: follow_ups; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.follow_ups ENABLE ROW LEVEL SECURITY;

--
-- Name: follow_ups follow_ups_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY follow_ups_for_doctor ON public.follow_ups FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: follow_ups follow_ups_for_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY follow_ups_for_radiologist ON public.follow_ups FOR SELECT TO fr_radiologist USING ((EXISTS ( SELECT 1
   FROM public.medical_reports r
  WHERE (r.report_id = follow_ups.report_id))));


--
-- Name: follow_ups follow_ups_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY follow_ups_for_tech ON public.follow_ups FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: dicom_instances headers_of_visitor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY headers_of_visitor ON public.dicom_instances FOR SELECT TO fr_visitor USING ((( SELECT auth.shared_originals() AS shared_originals) AND (( SELECT auth.role() AS role) = 'visitor'::text) AND (EXISTS ( SELECT 1
   FROM public.report_images i
  WHERE (i.image_id = dicom_instances.image_id)))));


--
-- Name: patient_medical_history history_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY history_by_doctor ON public.patient_medical_history FOR INSERT TO fr_doctor WITH CHECK ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: patient_medical_history history_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY history_for_doctor ON public.patient_medical_history FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: patient_medical_history history_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY history_for_tech ON public.patient_medical_history FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: patient_medical_history history_update_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY history_update_by_doctor ON public.patient_medical_history FOR UPDATE TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: idempotency_keys; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.idempotency_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: patient_identifiers identifiers_by_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY identifiers_by_tech ON public.patient_identifiers FOR INSERT TO fr_tech WITH CHECK ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: patient_identifiers identifiers_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY identifiers_for_doctor ON public.patient_identifiers FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: patient_identifiers identifiers_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY identifiers_for_tech ON public.patient_identifiers FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: patient_identifiers identifiers_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY identifiers_for_worker ON public.patient_identifiers FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: image_annotation_versions; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.image_annotation_versions ENABLE ROW LEVEL SECURITY;

--
-- Name: image_annotations; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.image_annotations ENABLE ROW LEVEL SECURITY;

--
-- Name: report_images images_by_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY images_by_radiologist ON public.report_images FOR INSERT TO fr_radiologist WITH CHECK (((made_by_run IS NULL) AND (( SELECT auth.role() AS role) = 'radiologist'::text) AND app.report_takes(report_id, ( SELECT auth.uid() AS uid))));


--
-- Name: report_images images_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY images_by_worker ON public.report_images FOR INSERT TO fr_worker WITH CHECK (((( SELECT auth.role() AS role) = 'worker'::text) AND ((made_by_run IS NULL) OR (EXISTS ( SELECT 1
   FROM public.analysis_runs a
  WHERE ((a.run_id = report_images.made_by_run) AND (a.report_id = report_images.report_id)))))));


--
-- Name: report_images images_follow_report; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY images_follow_report ON public.report_images FOR SELECT TO fr_radiologist USING ((EXISTS ( SELECT 1
   FROM public.medical_reports r
  WHERE (r.report_id = report_images.report_id)
 OFFSET 0)));


--
-- Name: report_images images_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY images_for_doctor ON public.report_images FOR SELECT TO fr_doctor USING (((( SELECT auth.role() AS role) = 'doctor'::text) AND ((made_by_run IS NULL) OR app.shows_results(report_id))));


--
-- Name: report_images images_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY images_for_tech ON public.report_images FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: report_images images_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY images_for_worker ON public.report_images FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: ai_analysis inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.ai_analysis TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: ai_models inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.ai_models TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: analysis_runs inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.analysis_runs TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: audit_logs inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.audit_logs TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: critical_results inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.critical_results TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: critical_tellings inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.critical_tellings TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: deliveries inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.deliveries TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: dicom_instances inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.dicom_instances TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: dicom_peers inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.dicom_peers TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: dicom_result_keys inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.dicom_result_keys TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: dicom_series inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.dicom_series TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: dicom_studies inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.dicom_studies TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: dicom_study_keys inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.dicom_study_keys TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: dicom_study_landmarks inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.dicom_study_landmarks TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: doctor_reviews inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.doctor_reviews TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: events inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.events TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: follow_ups inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.follow_ups TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: idempotency_keys inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.idempotency_keys TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: image_annotation_versions inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.image_annotation_versions TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: image_annotations inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.image_annotations TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: mail_deliveries inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.mail_deliveries TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: medical_reports inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.medical_reports TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: model_metrics inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.model_metrics TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: notifications inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.notifications TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: partial_upload_pieces inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.partial_upload_pieces TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: partial_uploads inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.partial_uploads TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: patient_identifiers inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.patient_identifiers TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: patient_medical_history inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.patient_medical_history TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: quarantined_instances inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.quarantined_instances TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: report_images inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.report_images TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: result_releases inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.result_releases TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: result_shares inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.result_shares TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: review_addenda inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.review_addenda TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: review_versions inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.review_versions TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: sessions inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.sessions TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: setting_changes inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.setting_changes TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: stored_objects inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.stored_objects TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: system_settings inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.system_settings TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: users inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.users TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: worklist_claims inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.worklist_claims TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: worklist_views inside_definer_functions; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY inside_definer_functions ON public.worklist_views TO fr_definer USING ((CURRENT_USER = 'fr_definer'::name)) WITH CHECK ((CURRENT_USER = 'fr_definer'::name));


--
-- Name: dicom_instances instances_by_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY instances_by_radiologist ON public.dicom_instances FOR INSERT TO fr_radiologist WITH CHECK (((NOT is_result) AND (( SELECT auth.role() AS role) = 'radiologist'::text) AND app.image_is_of(image_id, ( SELECT auth.uid() AS uid))));


--
-- Name: dicom_instances instances_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY instances_by_worker ON public.dicom_instances FOR INSERT TO fr_worker WITH CHECK ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: dicom_instances instances_follow_image; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY instances_follow_image ON public.dicom_instances FOR SELECT TO fr_patient, fr_radiologist USING ((EXISTS ( SELECT 1
   FROM public.report_images i
  WHERE (i.image_id = dicom_instances.image_id))));


--
-- Name: dicom_instances instances_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY instances_for_doctor ON public.dicom_instances FOR SELECT TO fr_doctor USING (((( SELECT auth.role() AS role) = 'doctor'::text) AND ((NOT is_result) OR (EXISTS ( SELECT 1
   FROM public.report_images i
  WHERE (i.image_id = dicom_instances.image_id))))));


--
-- Name: dicom_instances instances_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY instances_for_tech ON public.dicom_instances FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: dicom_instances instances_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY instances_for_worker ON public.dicom_instances FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: dicom_study_keys keys_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY keys_for_doctor ON public.dicom_study_keys FOR SELECT TO fr_doctor USING (((viewer = '00000000-0000-0000-0000-000000000000'::uuid) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: dicom_study_keys keys_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY keys_for_tech ON public.dicom_study_keys FOR SELECT TO fr_tech USING (((viewer = '00000000-0000-0000-0000-000000000000'::uuid) AND (( SELECT auth.role() AS role) = 'tech'::text)));


--
-- Name: dicom_study_keys keys_of_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY keys_of_radiologist ON public.dicom_study_keys FOR SELECT TO fr_radiologist USING (((viewer = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: dicom_study_landmarks landmarks_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY landmarks_for_doctor ON public.dicom_study_landmarks FOR SELECT TO fr_doctor USING (((viewer = '00000000-0000-0000-0000-000000000000'::uuid) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: dicom_study_landmarks landmarks_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY landmarks_for_tech ON public.dicom_study_landmarks FOR SELECT TO fr_tech USING (((viewer = '00000000-0000-0000-0000-000000000000'::uuid) AND (( SELECT auth.role() AS role) = 'tech'::text)));


--
-- Name: dicom_study_landmarks landmarks_of_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY landmarks_of_radiologist ON public.dicom_study_landmarks FOR SELECT TO fr_radiologist USING (((viewer = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: mail_deliveries; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.mail_deliveries ENABLE ROW LEVEL SECURITY;

--
-- Name: mail_deliveries mail_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY mail_for_tech ON public.mail_deliveries FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: medical_reports; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.medical_reports ENABLE ROW LEVEL SECURITY;

--
-- Name: model_metrics metrics_by_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY metrics_by_tech ON public.model_metrics FOR INSERT TO fr_tech WITH CHECK ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: model_metrics metrics_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY metrics_by_worker ON public.model_metrics FOR INSERT TO fr_worker WITH CHECK ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: model_metrics metrics_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY metrics_for_doctor ON public.model_metrics FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: model_metrics metrics_for_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY metrics_for_radiologist ON public.model_metrics FOR SELECT TO fr_radiologist USING (((( SELECT auth.role() AS role) = 'radiologist'::text) AND (EXISTS ( SELECT 1
   FROM public.ai_models m
  WHERE (m.model_id = model_metrics.model_id)))));


--
-- Name: model_metrics metrics_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY metrics_for_tech ON public.model_metrics FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: model_metrics metrics_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY metrics_for_worker ON public.model_metrics FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: model_metrics; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.model_metrics ENABLE ROW LEVEL SECURITY;

--
-- Name: ai_models model_state_by_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY model_state_by_tech ON public.ai_models FOR UPDATE TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: ai_models model_suspended_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY model_suspended_by_worker ON public.ai_models FOR UPDATE TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text)) WITH CHECK (((( SELECT auth.role() AS role) = 'worker'::text) AND (NOT is_active)));


--
-- Name: ai_models models_by_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY models_by_tech ON public.ai_models FOR INSERT TO fr_tech WITH CHECK ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: ai_models models_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY models_for_doctor ON public.ai_models FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: ai_models models_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY models_for_tech ON public.ai_models FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: ai_models models_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY models_for_worker ON public.ai_models FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: notifications; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.notifications ENABLE ROW LEVEL SECURITY;

--
-- Name: notifications_default; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.notifications_default ENABLE ROW LEVEL SECURITY;

--
-- Name: stored_objects objects_by_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY objects_by_radiologist ON public.stored_objects FOR INSERT TO fr_radiologist WITH CHECK ((( SELECT auth.role() AS role) = 'radiologist'::text));


--
-- Name: stored_objects objects_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY objects_by_worker ON public.stored_objects FOR INSERT TO fr_worker WITH CHECK ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: stored_objects objects_follow_analysis; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY objects_follow_analysis ON public.stored_objects FOR SELECT TO fr_radiologist USING ((EXISTS ( SELECT 1
   FROM public.ai_analysis a
  WHERE (a.attention_maps @> jsonb_build_array(jsonb_build_object('objectId', stored_objects.object_id))))));


--
-- Name: stored_objects objects_follow_image; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY objects_follow_image ON public.stored_objects FOR SELECT TO fr_patient, fr_radiologist USING ((EXISTS ( SELECT 1
   FROM public.report_images i
  WHERE (i.object_id = stored_objects.object_id))));


--
-- Name: stored_objects objects_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY objects_for_doctor ON public.stored_objects FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: stored_objects objects_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY objects_for_tech ON public.stored_objects FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: stored_objects objects_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY objects_for_worker ON public.stored_objects FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: stored_objects objects_of_visitor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY objects_of_visitor ON public.stored_objects FOR SELECT TO fr_visitor USING (((( SELECT auth.role() AS role) = 'visitor'::text) AND (EXISTS ( SELECT 1
   FROM public.report_images i
  WHERE (i.object_id = stored_objects.object_id)))));


--
-- Name: events old_events_seen; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY old_events_seen ON public.events FOR SELECT TO fr_worker USING (((( SELECT auth.role() AS role) = 'worker'::text) AND (created_at < (CURRENT_TIMESTAMP - '1 day'::interval))));


--
-- Name: events old_events_swept; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY old_events_swept ON public.events FOR DELETE TO fr_worker USING (((( SELECT auth.role() AS role) = 'worker'::text) AND (created_at < (CURRENT_TIMESTAMP - '1 day'::interval))));


--
-- Name: idempotency_keys old_keys_seen; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY old_keys_seen ON public.idempotency_keys FOR SELECT TO fr_worker USING (((( SELECT auth.role() AS role) = 'worker'::text) AND (created_at < (CURRENT_TIMESTAMP - '30 days'::interval))));


--
-- Name: idempotency_keys old_keys_swept; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY old_keys_swept ON public.idempotency_keys FOR DELETE TO fr_worker USING (((( SELECT auth.role() AS role) = 'worker'::text) AND (created_at < (CURRENT_TIMESTAMP - '30 days'::interval))));


--
-- Name: partial_uploads old_partial_uploads_seen; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY old_partial_uploads_seen ON public.partial_uploads FOR SELECT TO fr_worker USING (((( SELECT auth.role() AS role) = 'worker'::text) AND (expires_at < CURRENT_TIMESTAMP)));


--
-- Name: partial_uploads old_partial_uploads_swept; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY old_partial_uploads_swept ON public.partial_uploads FOR DELETE TO fr_worker USING (((( SELECT auth.role() AS role) = 'worker'::text) AND (expires_at < CURRENT_TIMESTAMP)));


--
-- Name: audit_logs own_actions_of_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_actions_of_doctor ON public.audit_logs FOR SELECT TO fr_doctor USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: audit_logs own_actions_of_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_actions_of_radiologist ON public.audit_logs FOR SELECT TO fr_radiologist USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: image_annotations own_annotation_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_annotation_by_doctor ON public.image_annotations FOR UPDATE TO fr_doctor USING (((author_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text))) WITH CHECK (((author_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: doctor_reviews own_draft_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_draft_by_doctor ON public.doctor_reviews FOR UPDATE TO fr_doctor USING (((doctor_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text) AND (created_at > (CURRENT_TIMESTAMP - '24:00:00'::interval)))) WITH CHECK (((doctor_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: events own_events_of_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_events_of_doctor ON public.events FOR SELECT TO fr_doctor USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: events own_events_of_patient; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_events_of_patient ON public.events FOR SELECT TO fr_patient USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: events own_events_of_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_events_of_radiologist ON public.events FOR SELECT TO fr_radiologist USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: events own_events_of_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_events_of_tech ON public.events FOR SELECT TO fr_tech USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'tech'::text)));


--
-- Name: patient_medical_history own_history; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_history ON public.patient_medical_history FOR SELECT TO fr_patient USING (((patient_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: patient_medical_history own_history_by_patient; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_history_by_patient ON public.patient_medical_history FOR INSERT TO fr_patient WITH CHECK (((patient_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: patient_medical_history own_history_update_by_patient; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_history_update_by_patient ON public.patient_medical_history FOR UPDATE TO fr_patient USING (((patient_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text))) WITH CHECK (((patient_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: patient_identifiers own_identifiers; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_identifiers ON public.patient_identifiers FOR SELECT TO fr_patient USING (((patient_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: idempotency_keys own_keys_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_keys_by_doctor ON public.idempotency_keys FOR INSERT TO fr_doctor WITH CHECK (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: idempotency_keys own_keys_by_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_keys_by_radiologist ON public.idempotency_keys FOR INSERT TO fr_radiologist WITH CHECK (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: idempotency_keys own_keys_by_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_keys_by_tech ON public.idempotency_keys FOR INSERT TO fr_tech WITH CHECK (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'tech'::text)));


--
-- Name: idempotency_keys own_keys_of_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_keys_of_doctor ON public.idempotency_keys FOR SELECT TO fr_doctor USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: idempotency_keys own_keys_of_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_keys_of_radiologist ON public.idempotency_keys FOR SELECT TO fr_radiologist USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: idempotency_keys own_keys_of_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_keys_of_tech ON public.idempotency_keys FOR SELECT TO fr_tech USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'tech'::text)));


--
-- Name: notifications own_notifications_of_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_notifications_of_doctor ON public.notifications FOR SELECT TO fr_doctor USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: notifications own_notifications_of_patient; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_notifications_of_patient ON public.notifications FOR SELECT TO fr_patient USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: notifications own_notifications_of_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_notifications_of_radiologist ON public.notifications FOR SELECT TO fr_radiologist USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: notifications own_notifications_of_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_notifications_of_tech ON public.notifications FOR SELECT TO fr_tech USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'tech'::text)));


--
-- Name: partial_uploads own_partial_uploads; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_partial_uploads ON public.partial_uploads FOR SELECT TO fr_radiologist USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: users own_profile_of_patient; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_profile_of_patient ON public.users FOR SELECT TO fr_patient USING (((id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: users own_profile_of_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_profile_of_radiologist ON public.users FOR SELECT TO fr_radiologist USING (((id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: doctor_reviews own_reviews_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_reviews_for_doctor ON public.doctor_reviews FOR SELECT TO fr_doctor USING (((doctor_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: sessions own_sessions_of_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_sessions_of_doctor ON public.sessions FOR SELECT TO fr_doctor USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: sessions own_sessions_of_patient; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_sessions_of_patient ON public.sessions FOR SELECT TO fr_patient USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: sessions own_sessions_of_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_sessions_of_radiologist ON public.sessions FOR SELECT TO fr_radiologist USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: result_shares own_shares; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_shares ON public.result_shares FOR SELECT TO fr_patient USING (((patient_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: users own_update_of_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_update_of_doctor ON public.users FOR UPDATE TO fr_doctor USING (((id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text))) WITH CHECK (((id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: users own_update_of_patient; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_update_of_patient ON public.users FOR UPDATE TO fr_patient USING (((id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text))) WITH CHECK (((id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: users own_update_of_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_update_of_radiologist ON public.users FOR UPDATE TO fr_radiologist USING (((id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text))) WITH CHECK (((id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: worklist_views own_views_of_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_views_of_doctor ON public.worklist_views TO fr_doctor USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text))) WITH CHECK (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: worklist_views own_views_of_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY own_views_of_tech ON public.worklist_views TO fr_tech USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'tech'::text))) WITH CHECK (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'tech'::text)));


--
-- Name: partial_uploads partial_upload_begun; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY partial_upload_begun ON public.partial_uploads FOR INSERT TO fr_radiologist WITH CHECK (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: partial_uploads partial_upload_grows; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY partial_upload_grows ON public.partial_uploads FOR UPDATE TO fr_radiologist USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text))) WITH CHECK (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: partial_upload_pieces; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.partial_upload_pieces ENABLE ROW LEVEL SECURITY;

--
-- Name: partial_uploads; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.partial_uploads ENABLE ROW LEVEL SECURITY;

--
-- Name: patient_identifiers; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.patient_identifiers ENABLE ROW LEVEL SECURITY;

--
-- Name: patient_medical_history; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.patient_medical_history ENABLE ROW LEVEL SECURITY;

--
-- Name: dicom_peers peers_by_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY peers_by_tech ON public.dicom_peers FOR UPDATE TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: dicom_peers peers_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY peers_for_tech ON public.dicom_peers FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: dicom_peers peers_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY peers_for_worker ON public.dicom_peers FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: partial_upload_pieces piece_by_uploader; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY piece_by_uploader ON public.partial_upload_pieces FOR INSERT TO fr_radiologist WITH CHECK ((EXISTS ( SELECT 1
   FROM public.partial_uploads p
  WHERE ((p.upload_id = partial_upload_pieces.upload_id) AND (p.user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)))));


--
-- Name: partial_upload_pieces pieces_follow_upload; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY pieces_follow_upload ON public.partial_upload_pieces FOR SELECT TO fr_radiologist, fr_worker USING ((EXISTS ( SELECT 1
   FROM public.partial_uploads p
  WHERE (p.upload_id = partial_upload_pieces.upload_id))));


--
-- Name: result_releases portal_releases; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY portal_releases ON public.result_releases FOR SELECT TO fr_view USING (((( SELECT auth.role() AS role) = 'patient'::text) AND (EXISTS ( SELECT 1
   FROM public.medical_reports r
  WHERE (r.report_id = result_releases.report_id)))));


--
-- Name: medical_reports portal_reports; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY portal_reports ON public.medical_reports FOR SELECT TO fr_view USING (((patient_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: doctor_reviews portal_reviews; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY portal_reviews ON public.doctor_reviews FOR SELECT TO fr_view USING ((((state)::text = 'signed'::text) AND (( SELECT auth.role() AS role) = 'patient'::text) AND (EXISTS ( SELECT 1
   FROM public.medical_reports r
  WHERE (r.report_id = doctor_reviews.report_id)))));


--
-- Name: quarantined_instances quarantine_by_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY quarantine_by_radiologist ON public.quarantined_instances FOR INSERT TO fr_radiologist WITH CHECK (((( SELECT auth.role() AS role) = 'radiologist'::text) AND app.report_takes(report_id, ( SELECT auth.uid() AS uid))));


--
-- Name: quarantined_instances quarantine_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY quarantine_by_worker ON public.quarantined_instances FOR INSERT TO fr_worker WITH CHECK ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: quarantined_instances quarantine_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY quarantine_for_doctor ON public.quarantined_instances FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: quarantined_instances quarantine_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY quarantine_for_tech ON public.quarantined_instances FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: quarantined_instances quarantine_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY quarantine_for_worker ON public.quarantined_instances FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: quarantined_instances; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.quarantined_instances ENABLE ROW LEVEL SECURITY;

--
-- Name: notifications read_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY read_by_doctor ON public.notifications FOR UPDATE TO fr_doctor USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text))) WITH CHECK (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: notifications read_by_patient; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY read_by_patient ON public.notifications FOR UPDATE TO fr_patient USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text))) WITH CHECK (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: notifications read_by_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY read_by_radiologist ON public.notifications FOR UPDATE TO fr_radiologist USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text))) WITH CHECK (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: notifications read_by_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY read_by_tech ON public.notifications FOR UPDATE TO fr_tech USING (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'tech'::text))) WITH CHECK (((user_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'tech'::text)));


--
-- Name: result_releases release_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY release_by_doctor ON public.result_releases FOR INSERT TO fr_doctor WITH CHECK (((( SELECT auth.role() AS role) = 'doctor'::text) AND (EXISTS ( SELECT 1
   FROM public.doctor_reviews d
  WHERE ((d.review_id = result_releases.review_id) AND (d.report_id = result_releases.report_id) AND ((d.state)::text = 'signed'::text))))));


--
-- Name: result_releases release_changed_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY release_changed_by_doctor ON public.result_releases FOR UPDATE TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text)) WITH CHECK (((( SELECT auth.role() AS role) = 'doctor'::text) AND (EXISTS ( SELECT 1
   FROM public.doctor_reviews d
  WHERE ((d.review_id = result_releases.review_id) AND (d.report_id = result_releases.report_id) AND ((d.state)::text = 'signed'::text))))));


--
-- Name: result_releases release_of_visitor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY release_of_visitor ON public.result_releases FOR SELECT TO fr_visitor USING (((report_id = ( SELECT auth.shared_report() AS shared_report)) AND (( SELECT auth.role() AS role) = 'visitor'::text)));


--
-- Name: result_releases release_opened_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY release_opened_by_worker ON public.result_releases FOR UPDATE TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: review_addenda released_addenda_for_patient; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY released_addenda_for_patient ON public.review_addenda FOR SELECT TO fr_patient USING ((EXISTS ( SELECT 1
   FROM public.doctor_reviews d
  WHERE (d.review_id = review_addenda.review_id))));


--
-- Name: doctor_reviews released_reviews_for_patient; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY released_reviews_for_patient ON public.doctor_reviews FOR SELECT TO fr_patient USING ((((state)::text = 'signed'::text) AND (( SELECT auth.role() AS role) = 'patient'::text) AND app.is_released(report_id) AND (EXISTS ( SELECT 1
   FROM public.medical_reports r
  WHERE (r.report_id = doctor_reviews.report_id)))));


--
-- Name: result_releases releases_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY releases_for_doctor ON public.result_releases FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: result_releases releases_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY releases_for_tech ON public.result_releases FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: result_releases releases_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY releases_for_worker ON public.result_releases FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: report_images; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.report_images ENABLE ROW LEVEL SECURITY;

--
-- Name: medical_reports report_of_visitor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY report_of_visitor ON public.medical_reports FOR SELECT TO fr_visitor USING (((report_id = ( SELECT auth.shared_report() AS shared_report)) AND (( SELECT auth.role() AS role) = 'visitor'::text)));


--
-- Name: medical_reports reports_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY reports_for_doctor ON public.medical_reports FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: medical_reports reports_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY reports_for_tech ON public.medical_reports FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: medical_reports reports_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY reports_for_worker ON public.medical_reports FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: medical_reports reports_of_patient; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY reports_of_patient ON public.medical_reports FOR SELECT TO fr_patient USING (((patient_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'patient'::text)));


--
-- Name: dicom_result_keys result_keys_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY result_keys_for_doctor ON public.dicom_result_keys FOR SELECT TO fr_doctor USING (((viewer = '00000000-0000-0000-0000-000000000000'::uuid) AND (( SELECT auth.role() AS role) = 'doctor'::text) AND (EXISTS ( SELECT 1
   FROM public.dicom_series s
  WHERE ((s.series_instance_uid)::text = (dicom_result_keys.series_instance_uid)::text)))));


--
-- Name: dicom_result_keys result_keys_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY result_keys_for_tech ON public.dicom_result_keys FOR SELECT TO fr_tech USING (((viewer = '00000000-0000-0000-0000-000000000000'::uuid) AND (( SELECT auth.role() AS role) = 'tech'::text)));


--
-- Name: dicom_result_keys result_keys_of_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY result_keys_of_radiologist ON public.dicom_result_keys FOR SELECT TO fr_radiologist USING (((viewer = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text) AND (EXISTS ( SELECT 1
   FROM public.dicom_series s
  WHERE ((s.series_instance_uid)::text = (dicom_result_keys.series_instance_uid)::text)))));


--
-- Name: result_releases; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.result_releases ENABLE ROW LEVEL SECURITY;

--
-- Name: result_shares; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.result_shares ENABLE ROW LEVEL SECURITY;

--
-- Name: review_addenda; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.review_addenda ENABLE ROW LEVEL SECURITY;

--
-- Name: doctor_reviews review_by_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY review_by_doctor ON public.doctor_reviews FOR INSERT TO fr_doctor WITH CHECK (((doctor_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: review_versions; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.review_versions ENABLE ROW LEVEL SECURITY;

--
-- Name: doctor_reviews reviews_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY reviews_for_tech ON public.doctor_reviews FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: doctor_reviews reviews_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY reviews_for_worker ON public.doctor_reviews FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: doctor_reviews reviews_of_visitor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY reviews_of_visitor ON public.doctor_reviews FOR SELECT TO fr_visitor USING ((((state)::text = 'signed'::text) AND (report_id = ( SELECT auth.shared_report() AS shared_report)) AND (( SELECT auth.role() AS role) = 'visitor'::text)));


--
-- Name: analysis_runs runs_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY runs_by_worker ON public.analysis_runs FOR INSERT TO fr_worker WITH CHECK ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: analysis_runs runs_finished_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY runs_finished_by_worker ON public.analysis_runs FOR UPDATE TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: analysis_runs runs_follow_report; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY runs_follow_report ON public.analysis_runs FOR SELECT TO fr_radiologist USING ((EXISTS ( SELECT 1
   FROM public.medical_reports r
  WHERE (r.report_id = analysis_runs.report_id))));


--
-- Name: analysis_runs runs_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY runs_for_doctor ON public.analysis_runs FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: analysis_runs runs_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY runs_for_tech ON public.analysis_runs FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: analysis_runs runs_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY runs_for_worker ON public.analysis_runs FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: dicom_series series_by_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY series_by_radiologist ON public.dicom_series FOR INSERT TO fr_radiologist WITH CHECK (((( SELECT auth.role() AS role) = 'radiologist'::text) AND (NOT is_result)));


--
-- Name: dicom_series series_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY series_by_worker ON public.dicom_series FOR INSERT TO fr_worker WITH CHECK ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: dicom_series series_follow_study; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY series_follow_study ON public.dicom_series FOR SELECT TO fr_radiologist USING (((EXISTS ( SELECT 1
   FROM public.dicom_studies s
  WHERE ((s.study_instance_uid)::text = (dicom_series.study_instance_uid)::text))) AND ((NOT is_result) OR (EXISTS ( SELECT 1
   FROM public.dicom_instances d
  WHERE ((d.series_instance_uid)::text = (dicom_series.series_instance_uid)::text))))));


--
-- Name: dicom_series series_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY series_for_doctor ON public.dicom_series FOR SELECT TO fr_doctor USING (((( SELECT auth.role() AS role) = 'doctor'::text) AND ((NOT is_result) OR (EXISTS ( SELECT 1
   FROM public.dicom_instances d
  WHERE ((d.series_instance_uid)::text = (dicom_series.series_instance_uid)::text))))));


--
-- Name: dicom_series series_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY series_for_tech ON public.dicom_series FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: dicom_series series_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY series_for_worker ON public.dicom_series FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: sessions; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;

--
-- Name: setting_changes; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.setting_changes ENABLE ROW LEVEL SECURITY;

--
-- Name: system_settings settings_by_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY settings_by_tech ON public.system_settings FOR UPDATE TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: system_settings settings_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY settings_for_doctor ON public.system_settings FOR SELECT TO fr_doctor USING (((( SELECT auth.role() AS role) = 'doctor'::text) AND (NOT is_sensitive)));


--
-- Name: system_settings settings_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY settings_for_tech ON public.system_settings FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: system_settings settings_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY settings_for_worker ON public.system_settings FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: result_shares share_of_visitor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY share_of_visitor ON public.result_shares FOR SELECT TO fr_visitor USING (((share_id = ( SELECT auth.session_id() AS session_id)) AND (report_id = ( SELECT auth.shared_report() AS shared_report)) AND (( SELECT auth.role() AS role) = 'visitor'::text)));


--
-- Name: doctor_reviews signed_reviews_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY signed_reviews_for_doctor ON public.doctor_reviews FOR SELECT TO fr_doctor USING ((((state)::text = 'signed'::text) AND (( SELECT auth.role() AS role) = 'doctor'::text)));


--
-- Name: doctor_reviews signed_reviews_for_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY signed_reviews_for_radiologist ON public.doctor_reviews FOR SELECT TO fr_radiologist USING ((((state)::text = 'signed'::text) AND (EXISTS ( SELECT 1
   FROM public.medical_reports r
  WHERE (r.report_id = doctor_reviews.report_id)))));


--
-- Name: ai_analysis staff_analysis_on_14; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY staff_analysis_on_14 ON public.ai_analysis FOR SELECT TO fr_view USING ((( SELECT auth.role() AS role) = ANY (ARRAY['doctor'::text, 'tech'::text])));


--
-- Name: worklist_claims staff_claims_on_14; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY staff_claims_on_14 ON public.worklist_claims FOR SELECT TO fr_view USING ((( SELECT auth.role() AS role) = ANY (ARRAY['doctor'::text, 'tech'::text])));


--
-- Name: medical_reports staff_reports_on_14; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY staff_reports_on_14 ON public.medical_reports FOR SELECT TO fr_view USING ((( SELECT auth.role() AS role) = ANY (ARRAY['doctor'::text, 'tech'::text])));


--
-- Name: doctor_reviews staff_reviews_on_14; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY staff_reviews_on_14 ON public.doctor_reviews FOR SELECT TO fr_view USING ((( SELECT auth.role() AS role) = ANY (ARRAY['doctor'::text, 'tech'::text])));


--
-- Name: stored_objects; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.stored_objects ENABLE ROW LEVEL SECURITY;

--
-- Name: dicom_studies studies_by_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY studies_by_radiologist ON public.dicom_studies FOR INSERT TO fr_radiologist WITH CHECK ((( SELECT auth.role() AS role) = 'radiologist'::text));


--
-- Name: dicom_studies studies_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY studies_by_worker ON public.dicom_studies FOR INSERT TO fr_worker WITH CHECK ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: dicom_studies studies_follow_report; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY studies_follow_report ON public.dicom_studies FOR SELECT TO fr_patient, fr_radiologist USING ((EXISTS ( SELECT 1
   FROM public.medical_reports r
  WHERE ((r.study_instance_uid)::text = (dicom_studies.study_instance_uid)::text))));


--
-- Name: dicom_studies studies_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY studies_for_doctor ON public.dicom_studies FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: dicom_studies studies_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY studies_for_tech ON public.dicom_studies FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: dicom_studies studies_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY studies_for_worker ON public.dicom_studies FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: system_settings; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.system_settings ENABLE ROW LEVEL SECURITY;

--
-- Name: critical_tellings tellings_for_doctor; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY tellings_for_doctor ON public.critical_tellings FOR SELECT TO fr_doctor USING ((( SELECT auth.role() AS role) = 'doctor'::text));


--
-- Name: critical_tellings tellings_for_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY tellings_for_tech ON public.critical_tellings FOR SELECT TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: critical_tellings tellings_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY tellings_for_worker ON public.critical_tellings FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: users update_by_tech; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY update_by_tech ON public.users FOR UPDATE TO fr_tech USING ((( SELECT auth.role() AS role) = 'tech'::text)) WITH CHECK ((( SELECT auth.role() AS role) = 'tech'::text));


--
-- Name: medical_reports upload_by_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY upload_by_radiologist ON public.medical_reports FOR INSERT TO fr_radiologist WITH CHECK (((radiologist_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text) AND ((status)::text = 'pending'::text) AND app.study_is_of((study_instance_uid)::text, patient_id)));


--
-- Name: medical_reports upload_by_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY upload_by_worker ON public.medical_reports FOR INSERT TO fr_worker WITH CHECK (((( SELECT auth.role() AS role) = 'worker'::text) AND ((status)::text = 'pending'::text)));


--
-- Name: medical_reports uploads_of_radiologist; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY uploads_of_radiologist ON public.medical_reports FOR SELECT TO fr_radiologist USING (((radiologist_id = ( SELECT auth.uid() AS uid)) AND (( SELECT auth.role() AS role) = 'radiologist'::text)));


--
-- Name: users; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

--
-- Name: users users_for_worker; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY users_for_worker ON public.users FOR SELECT TO fr_worker USING ((( SELECT auth.role() AS role) = 'worker'::text));


--
-- Name: image_annotation_versions versions_follow_annotation; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY versions_follow_annotation ON public.image_annotation_versions FOR SELECT TO fr_doctor USING ((EXISTS ( SELECT 1
   FROM public.image_annotations a
  WHERE (a.annotation_id = image_annotation_versions.annotation_id))));


--
-- Name: review_versions versions_follow_review; Type: POLICY; Schema: public; Owner: fr_owner
--

CREATE POLICY versions_follow_review ON public.review_versions FOR SELECT TO fr_doctor, fr_tech USING ((EXISTS ( SELECT 1
   FROM public.doctor_reviews d
  WHERE (d.review_id = review_versions.review_id))));


--
-- Name: worklist_claims; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.worklist_claims ENABLE ROW LEVEL SECURITY;

--
-- Name: worklist_views; Type: ROW SECURITY; Schema: public; Owner: fr_owner
--

ALTER TABLE public.worklist_views ENABLE ROW LEVEL SECURITY;

--
-- Name: SCHEMA app; Type: ACL; Schema: -; Owner: fr_owner
--

GRANT ALL ON SCHEMA app TO fr_definer;
GRANT USAGE ON SCHEMA app TO fr_patient;
GRANT USAGE ON SCHEMA app TO fr_radiologist;
GRANT USAGE ON SCHEMA app TO fr_doctor;
GRANT USAGE ON SCHEMA app TO fr_tech;
GRANT USAGE ON SCHEMA app TO fr_worker;
GRANT USAGE ON SCHEMA app TO fr_api;
GRANT USAGE ON SCHEMA app TO fr_view;
GRANT USAGE ON SCHEMA app TO fr_queue;
GRANT USAGE ON SCHEMA app TO fr_sealer;
GRANT USAGE ON SCHEMA app TO fr_backup;


--
-- Name: SCHEMA audit; Type: ACL; Schema: -; Owner: fr_owner
--

GRANT ALL ON SCHEMA audit TO fr_definer;
GRANT USAGE ON SCHEMA audit TO fr_patient;
GRANT USAGE ON SCHEMA audit TO fr_radiologist;
GRANT USAGE ON SCHEMA audit TO fr_doctor;
GRANT USAGE ON SCHEMA audit TO fr_tech;
GRANT USAGE ON SCHEMA audit TO fr_worker;
GRANT USAGE ON SCHEMA audit TO fr_api;
GRANT USAGE ON SCHEMA audit TO fr_view;
GRANT USAGE ON SCHEMA audit TO fr_queue;
GRANT USAGE ON SCHEMA audit TO fr_sealer;
GRANT USAGE ON SCHEMA audit TO fr_backup;


--
-- Name: SCHEMA auth; Type: ACL; Schema: -; Owner: fr_owner
--

GRANT ALL ON SCHEMA auth TO fr_definer;
GRANT USAGE ON SCHEMA auth TO fr_patient;
GRANT USAGE ON SCHEMA auth TO fr_radiologist;
GRANT USAGE ON SCHEMA auth TO fr_doctor;
GRANT USAGE ON SCHEMA auth TO fr_tech;
GRANT USAGE ON SCHEMA auth TO fr_worker;
GRANT USAGE ON SCHEMA auth TO fr_api;
GRANT USAGE ON SCHEMA auth TO fr_view;
GRANT USAGE ON SCHEMA auth TO fr_queue;
GRANT USAGE ON SCHEMA auth TO fr_sealer;
GRANT USAGE ON SCHEMA auth TO fr_backup;
GRANT USAGE ON SCHEMA auth TO fr_visitor;


--
-- Name: SCHEMA jobs; Type: ACL; Schema: -; Owner: fr_queue
--

GRANT USAGE ON SCHEMA jobs TO fr_radiologist;
GRANT USAGE ON SCHEMA jobs TO fr_doctor;
GRANT USAGE ON SCHEMA jobs TO fr_tech;
GRANT USAGE ON SCHEMA jobs TO fr_worker;
GRANT USAGE ON SCHEMA jobs TO fr_definer;


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner
--

GRANT ALL ON SCHEMA public TO fr_owner;
GRANT ALL ON SCHEMA public TO fr_view;
GRANT USAGE ON SCHEMA public TO fr_patient;
GRANT USAGE ON SCHEMA public TO fr_radiologist;
GRANT USAGE ON SCHEMA public TO fr_doctor;
GRANT USAGE ON SCHEMA public TO fr_tech;
GRANT USAGE ON SCHEMA public TO fr_worker;
GRANT USAGE ON SCHEMA public TO fr_api;
GRANT USAGE ON SCHEMA public TO fr_definer;
GRANT USAGE ON SCHEMA public TO fr_queue;
GRANT USAGE ON SCHEMA public TO fr_sealer;
GRANT USAGE ON SCHEMA public TO fr_backup;
GRANT USAGE ON SCHEMA public TO fr_visitor;


--
-- Name: FUNCTION add_peer(peer jsonb); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.add_peer(peer jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.add_peer(peer jsonb) TO fr_tech;
GRANT ALL ON FUNCTION app.add_peer(peer jsonb) TO fr_migrate;


--
-- Name: FUNCTION adding_studies(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.adding_studies() FROM PUBLIC;
GRANT ALL ON FUNCTION app.adding_studies() TO fr_owner;


--
-- Name: FUNCTION advance_report(report_id uuid, step text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.advance_report(report_id uuid, step text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.advance_report(report_id uuid, step text) TO fr_doctor;
GRANT ALL ON FUNCTION app.advance_report(report_id uuid, step text) TO fr_tech;
GRANT ALL ON FUNCTION app.advance_report(report_id uuid, step text) TO fr_worker;


--
-- Name: FUNCTION analysis_starts(upload_date timestamp with time zone, settles boolean); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.analysis_starts(upload_date timestamp with time zone, settles boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.analysis_starts(upload_date timestamp with time zone, settles boolean) TO fr_radiologist;
GRANT ALL ON FUNCTION app.analysis_starts(upload_date timestamp with time zone, settles boolean) TO fr_worker;


--
-- Name: FUNCTION check_report_step(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.check_report_step() FROM PUBLIC;
GRANT ALL ON FUNCTION app.check_report_step() TO fr_owner;


--
-- Name: FUNCTION class_of(risk text, priority text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.class_of(risk text, priority text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.class_of(risk text, priority text) TO fr_radiologist;
GRANT ALL ON FUNCTION app.class_of(risk text, priority text) TO fr_doctor;
GRANT ALL ON FUNCTION app.class_of(risk text, priority text) TO fr_tech;
GRANT ALL ON FUNCTION app.class_of(risk text, priority text) TO fr_worker;


--
-- Name: FUNCTION close_running_analysis(report_id uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.close_running_analysis(report_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.close_running_analysis(report_id uuid) TO fr_doctor;


--
-- Name: FUNCTION count_dicom_instances(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.count_dicom_instances() FROM PUBLIC;
GRANT ALL ON FUNCTION app.count_dicom_instances() TO fr_owner;


--
-- Name: FUNCTION count_dicom_series(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.count_dicom_series() FROM PUBLIC;
GRANT ALL ON FUNCTION app.count_dicom_series() TO fr_owner;


--
-- Name: FUNCTION deliver_report(report_id uuid, peer_id uuid, scope text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.deliver_report(report_id uuid, peer_id uuid, scope text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.deliver_report(report_id uuid, peer_id uuid, scope text) TO fr_tech;


--
-- Name: FUNCTION deliver_signed(report_id uuid, review_id uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.deliver_signed(report_id uuid, review_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.deliver_signed(report_id uuid, review_id uuid) TO fr_doctor;


--
-- Name: FUNCTION drop_upload(upload_id uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.drop_upload(upload_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.drop_upload(upload_id uuid) TO fr_radiologist;


--
-- Name: FUNCTION follow_adopted_run(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.follow_adopted_run() FROM PUBLIC;
GRANT ALL ON FUNCTION app.follow_adopted_run() TO fr_owner;


--
-- Name: FUNCTION follow_modality(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.follow_modality() FROM PUBLIC;
GRANT ALL ON FUNCTION app.follow_modality() TO fr_owner;


--
-- Name: FUNCTION guard_factor_roles(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.guard_factor_roles() FROM PUBLIC;
GRANT ALL ON FUNCTION app.guard_factor_roles() TO fr_owner;


--
-- Name: FUNCTION guard_piece(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.guard_piece() FROM PUBLIC;
GRANT ALL ON FUNCTION app.guard_piece() TO fr_owner;


--
-- Name: FUNCTION identify_patient(patient_id uuid, issuer text, value text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.identify_patient(patient_id uuid, issuer text, value text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.identify_patient(patient_id uuid, issuer text, value text) TO fr_tech;
GRANT ALL ON FUNCTION app.identify_patient(patient_id uuid, issuer text, value text) TO fr_migrate;


--
-- Name: FUNCTION image_is_of(image uuid, sender uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.image_is_of(image uuid, sender uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.image_is_of(image uuid, sender uuid) TO fr_radiologist;


--
-- Name: FUNCTION instance_held(sop_instance_uids text[]); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.instance_held(sop_instance_uids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.instance_held(sop_instance_uids text[]) TO fr_radiologist;
GRANT ALL ON FUNCTION app.instance_held(sop_instance_uids text[]) TO fr_worker;


--
-- Name: FUNCTION intake_known(studies text[], series text[], instances text[], issuers text[], identifiers text[]); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.intake_known(studies text[], series text[], instances text[], issuers text[], identifiers text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.intake_known(studies text[], series text[], instances text[], issuers text[], identifiers text[]) TO fr_radiologist;
GRANT ALL ON FUNCTION app.intake_known(studies text[], series text[], instances text[], issuers text[], identifiers text[]) TO fr_worker;


--
-- Name: FUNCTION intake_store(batch jsonb); Type: ACL; Schema: app; Owner: fr_owner
--

REVOKE ALL ON FUNCTION app.intake_store(batch jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.intake_store(batch jsonb) TO fr_radiologist;


--
-- Name: FUNCTION is_released(report_id uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.is_released(report_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.is_released(report_id uuid) TO fr_patient;


--
-- Name: FUNCTION keep_annotation_version(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.keep_annotation_version() FROM PUBLIC;
GRANT ALL ON FUNCTION app.keep_annotation_version() TO fr_owner;


--
-- Name: FUNCTION keep_review_version(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.keep_review_version() FROM PUBLIC;
GRANT ALL ON FUNCTION app.keep_review_version() TO fr_owner;


--
-- Name: FUNCTION key_dicom_result(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.key_dicom_result() FROM PUBLIC;
GRANT ALL ON FUNCTION app.key_dicom_result() TO fr_owner;


--
-- Name: FUNCTION key_dicom_series(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.key_dicom_series() FROM PUBLIC;
GRANT ALL ON FUNCTION app.key_dicom_series() TO fr_owner;


--
-- Name: FUNCTION key_dicom_studies(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.key_dicom_studies() FROM PUBLIC;
GRANT ALL ON FUNCTION app.key_dicom_studies() TO fr_owner;


--
-- Name: FUNCTION key_medical_reports(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.key_medical_reports() FROM PUBLIC;
GRANT ALL ON FUNCTION app.key_medical_reports() TO fr_owner;


--
-- Name: FUNCTION key_studies(studies text[]); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.key_studies(studies text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.key_studies(studies text[]) TO fr_radiologist;
GRANT ALL ON FUNCTION app.key_studies(studies text[]) TO fr_worker;


--
-- Name: FUNCTION link_quarantined(quarantine_id uuid, patient_id uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.link_quarantined(quarantine_id uuid, patient_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.link_quarantined(quarantine_id uuid, patient_id uuid) TO fr_tech;


--
-- Name: FUNCTION mail_done(done uuid, error text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.mail_done(done uuid, error text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.mail_done(done uuid, error text) TO fr_worker;


--
-- Name: FUNCTION main_modality(modalities text[]); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.main_modality(modalities text[]) FROM PUBLIC;


--
-- Name: FUNCTION make_partitions(months_ahead integer, months_back integer); Type: ACL; Schema: app; Owner: fr_owner
--

REVOKE ALL ON FUNCTION app.make_partitions(months_ahead integer, months_back integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.make_partitions(months_ahead integer, months_back integer) TO fr_worker;


--
-- Name: FUNCTION max_wait(class smallint); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.max_wait(class smallint) FROM PUBLIC;
GRANT ALL ON FUNCTION app.max_wait(class smallint) TO fr_radiologist;
GRANT ALL ON FUNCTION app.max_wait(class smallint) TO fr_doctor;
GRANT ALL ON FUNCTION app.max_wait(class smallint) TO fr_tech;
GRANT ALL ON FUNCTION app.max_wait(class smallint) TO fr_worker;


--
-- Name: FUNCTION may_tell(type text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.may_tell(type text) FROM PUBLIC;


--
-- Name: FUNCTION modality_key(modality text, study_date date); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.modality_key(modality text, study_date date) FROM PUBLIC;


--
-- Name: FUNCTION move_destination(to_ae_title text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.move_destination(to_ae_title text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.move_destination(to_ae_title text) TO fr_radiologist;
GRANT ALL ON FUNCTION app.move_destination(to_ae_title text) TO fr_doctor;


--
-- Name: FUNCTION move_report(report_id uuid, to_patient uuid, identity text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.move_report(report_id uuid, to_patient uuid, identity text) FROM PUBLIC;


--
-- Name: FUNCTION names_of_access(log_ids uuid[], ats timestamp with time zone[]); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.names_of_access(log_ids uuid[], ats timestamp with time zone[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.names_of_access(log_ids uuid[], ats timestamp with time zone[]) TO fr_patient;


--
-- Name: FUNCTION note_setting_change(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.note_setting_change() FROM PUBLIC;
GRANT ALL ON FUNCTION app.note_setting_change() TO fr_owner;


--
-- Name: FUNCTION notify(user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.notify(user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.notify(user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb) TO fr_radiologist;
GRANT ALL ON FUNCTION app.notify(user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb) TO fr_doctor;
GRANT ALL ON FUNCTION app.notify(user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb) TO fr_tech;
GRANT ALL ON FUNCTION app.notify(user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb) TO fr_worker;


--
-- Name: FUNCTION notify_role(role text, type text, priority text, title text, message text, action_url text, report_id uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.notify_role(role text, type text, priority text, title text, message text, action_url text, report_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.notify_role(role text, type text, priority text, title text, message text, action_url text, report_id uuid) TO fr_radiologist;
GRANT ALL ON FUNCTION app.notify_role(role text, type text, priority text, title text, message text, action_url text, report_id uuid) TO fr_doctor;
GRANT ALL ON FUNCTION app.notify_role(role text, type text, priority text, title text, message text, action_url text, report_id uuid) TO fr_tech;
GRANT ALL ON FUNCTION app.notify_role(role text, type text, priority text, title text, message text, action_url text, report_id uuid) TO fr_worker;


--
-- Name: FUNCTION objects_known(object_ids uuid[]); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.objects_known(object_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.objects_known(object_ids uuid[]) TO fr_worker;


--
-- Name: FUNCTION own_provisional_patients(beginning text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.own_provisional_patients(beginning text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.own_provisional_patients(beginning text) TO fr_radiologist;


--
-- Name: FUNCTION own_reports(reports uuid[]); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.own_reports(reports uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.own_reports(reports uuid[]) TO fr_radiologist;
GRANT ALL ON FUNCTION app.own_reports(reports uuid[]) TO fr_worker;


--
-- Name: FUNCTION patient_by_identifier(issuer text, value text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.patient_by_identifier(issuer text, value text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.patient_by_identifier(issuer text, value text) TO fr_radiologist;
GRANT ALL ON FUNCTION app.patient_by_identifier(issuer text, value text) TO fr_worker;
GRANT ALL ON FUNCTION app.patient_by_identifier(issuer text, value text) TO fr_tech;
GRANT ALL ON FUNCTION app.patient_by_identifier(issuer text, value text) TO fr_doctor;


--
-- Name: FUNCTION patient_for_upload(patient_id uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.patient_for_upload(patient_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.patient_for_upload(patient_id uuid) TO fr_radiologist;
GRANT ALL ON FUNCTION app.patient_for_upload(patient_id uuid) TO fr_worker;


--
-- Name: FUNCTION place_landmarks(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.place_landmarks() FROM PUBLIC;
GRANT ALL ON FUNCTION app.place_landmarks() TO fr_radiologist;
GRANT ALL ON FUNCTION app.place_landmarks() TO fr_doctor;
GRANT ALL ON FUNCTION app.place_landmarks() TO fr_tech;


--
-- Name: PROCEDURE protect(IN target regclass); Type: ACL; Schema: app; Owner: fr_owner
--

REVOKE ALL ON PROCEDURE app.protect(IN target regclass) FROM PUBLIC;


--
-- Name: FUNCTION provisional_patient(name text, date_of_birth date); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.provisional_patient(name text, date_of_birth date) FROM PUBLIC;
GRANT ALL ON FUNCTION app.provisional_patient(name text, date_of_birth date) TO fr_radiologist;
GRANT ALL ON FUNCTION app.provisional_patient(name text, date_of_birth date) TO fr_worker;


--
-- Name: FUNCTION provisional_patients(patients jsonb); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.provisional_patients(patients jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.provisional_patients(patients jsonb) TO fr_radiologist;
GRANT ALL ON FUNCTION app.provisional_patients(patients jsonb) TO fr_worker;


--
-- Name: FUNCTION put_event(user_id uuid, audience text, type text, data jsonb); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.put_event(user_id uuid, audience text, type text, data jsonb) FROM PUBLIC;


--
-- Name: FUNCTION put_notification(user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.put_notification(user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb) FROM PUBLIC;


--
-- Name: FUNCTION queue_mail(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.queue_mail() FROM PUBLIC;
GRANT ALL ON FUNCTION app.queue_mail() TO fr_worker;


--
-- Name: FUNCTION recompute_due_at(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.recompute_due_at() FROM PUBLIC;
GRANT ALL ON FUNCTION app.recompute_due_at() TO fr_tech;
GRANT ALL ON FUNCTION app.recompute_due_at() TO fr_worker;


--
-- Name: FUNCTION refuse_peers(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.refuse_peers() FROM PUBLIC;
GRANT ALL ON FUNCTION app.refuse_peers() TO fr_owner;


--
-- Name: FUNCTION register_package(package jsonb); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.register_package(package jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.register_package(package jsonb) TO fr_worker;


--
-- Name: FUNCTION report_takes(report uuid, sender uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.report_takes(report uuid, sender uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.report_takes(report uuid, sender uuid) TO fr_radiologist;


--
-- Name: FUNCTION retry_delivery(delivery_id uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.retry_delivery(delivery_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.retry_delivery(delivery_id uuid) TO fr_tech;


--
-- Name: FUNCTION series_held(series_instance_uids text[]); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.series_held(series_instance_uids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.series_held(series_instance_uids text[]) TO fr_radiologist;
GRANT ALL ON FUNCTION app.series_held(series_instance_uids text[]) TO fr_worker;


--
-- Name: FUNCTION set_aside_draft(report_id uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.set_aside_draft(report_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.set_aside_draft(report_id uuid) TO fr_doctor;


--
-- Name: FUNCTION set_due_at(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.set_due_at() FROM PUBLIC;
GRANT ALL ON FUNCTION app.set_due_at() TO fr_owner;


--
-- Name: FUNCTION set_modality(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.set_modality() FROM PUBLIC;
GRANT ALL ON FUNCTION app.set_modality() TO fr_owner;


--
-- Name: FUNCTION set_unread_because(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.set_unread_because() FROM PUBLIC;
GRANT ALL ON FUNCTION app.set_unread_because() TO fr_owner;


--
-- Name: FUNCTION setting(key text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.setting(key text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.setting(key text) TO fr_patient;
GRANT ALL ON FUNCTION app.setting(key text) TO fr_radiologist;
GRANT ALL ON FUNCTION app.setting(key text) TO fr_doctor;
GRANT ALL ON FUNCTION app.setting(key text) TO fr_tech;
GRANT ALL ON FUNCTION app.setting(key text) TO fr_worker;
GRANT ALL ON FUNCTION app.setting(key text) TO fr_owner;


--
-- Name: FUNCTION share_result(report_id uuid, label text, days integer, allows_pictures boolean, token_mac text, code_mac text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.share_result(report_id uuid, label text, days integer, allows_pictures boolean, token_mac text, code_mac text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.share_result(report_id uuid, label text, days integer, allows_pictures boolean, token_mac text, code_mac text) TO fr_patient;


--
-- Name: FUNCTION shows_results(of_report uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.shows_results(of_report uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.shows_results(of_report uuid) TO fr_doctor;


--
-- Name: FUNCTION stop_sharing(share_id uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.stop_sharing(share_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.stop_sharing(share_id uuid) TO fr_patient;


--
-- Name: FUNCTION study_held(study_instance_uid text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.study_held(study_instance_uid text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.study_held(study_instance_uid text) TO fr_radiologist;
GRANT ALL ON FUNCTION app.study_held(study_instance_uid text) TO fr_worker;


--
-- Name: FUNCTION study_is_of(study_uid text, patient uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.study_is_of(study_uid text, patient uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.study_is_of(study_uid text, patient uuid) TO fr_radiologist;


--
-- Name: FUNCTION study_keys(name_folded text, study_date date); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.study_keys(name_folded text, study_date date) FROM PUBLIC;


--
-- Name: FUNCTION sweep_shares(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.sweep_shares() FROM PUBLIC;
GRANT ALL ON FUNCTION app.sweep_shares() TO fr_worker;


--
-- Name: FUNCTION take_in(caller jsonb, studies text[], series text[], instances text[], issuers text[], identifiers text[], expected jsonb, batch jsonb); Type: ACL; Schema: app; Owner: fr_owner
--

REVOKE ALL ON FUNCTION app.take_in(caller jsonb, studies text[], series text[], instances text[], issuers text[], identifiers text[], expected jsonb, batch jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.take_in(caller jsonb, studies text[], series text[], instances text[], issuers text[], identifiers text[], expected jsonb, batch jsonb) TO fr_api;


--
-- Name: FUNCTION take_mail(most integer); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.take_mail(most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.take_mail(most integer) TO fr_worker;


--
-- Name: FUNCTION tell(user_id uuid, audience text, type text, data jsonb); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.tell(user_id uuid, audience text, type text, data jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.tell(user_id uuid, audience text, type text, data jsonb) TO fr_radiologist;
GRANT ALL ON FUNCTION app.tell(user_id uuid, audience text, type text, data jsonb) TO fr_doctor;
GRANT ALL ON FUNCTION app.tell(user_id uuid, audience text, type text, data jsonb) TO fr_tech;
GRANT ALL ON FUNCTION app.tell(user_id uuid, audience text, type text, data jsonb) TO fr_worker;


--
-- Name: FUNCTION tell_critical(review_id uuid, title text, message text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.tell_critical(review_id uuid, title text, message text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.tell_critical(review_id uuid, title text, message text) TO fr_doctor;
GRANT ALL ON FUNCTION app.tell_critical(review_id uuid, title text, message text) TO fr_worker;


--
-- Name: FUNCTION unkey_dicom_studies(); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.unkey_dicom_studies() FROM PUBLIC;
GRANT ALL ON FUNCTION app.unkey_dicom_studies() TO fr_owner;


--
-- Name: FUNCTION unlink_quarantined(quarantine_id uuid); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.unlink_quarantined(quarantine_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.unlink_quarantined(quarantine_id uuid) TO fr_tech;


--
-- Name: FUNCTION unread_because(report_id uuid, status text, risk text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.unread_because(report_id uuid, status text, risk text) FROM PUBLIC;


--
-- Name: FUNCTION user_id_by_email(email text); Type: ACL; Schema: app; Owner: fr_definer
--

REVOKE ALL ON FUNCTION app.user_id_by_email(email text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.user_id_by_email(email text) TO fr_tech;
GRANT ALL ON FUNCTION app.user_id_by_email(email text) TO fr_migrate;


--
-- Name: TABLE audit_logs; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.audit_logs TO fr_definer;
GRANT SELECT ON TABLE public.audit_logs TO fr_backup;
GRANT SELECT ON TABLE public.audit_logs TO fr_radiologist;
GRANT SELECT ON TABLE public.audit_logs TO fr_doctor;
GRANT SELECT ON TABLE public.audit_logs TO fr_tech;
GRANT SELECT ON TABLE public.audit_logs TO fr_view;


--
-- Name: COLUMN audit_logs.log_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(log_id) ON TABLE public.audit_logs TO fr_patient;


--
-- Name: COLUMN audit_logs.user_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(user_id) ON TABLE public.audit_logs TO fr_patient;


--
-- Name: COLUMN audit_logs.user_email; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(user_email) ON TABLE public.audit_logs TO fr_patient;


--
-- Name: COLUMN audit_logs.user_role; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(user_role) ON TABLE public.audit_logs TO fr_patient;


--
-- Name: COLUMN audit_logs.action; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(action) ON TABLE public.audit_logs TO fr_patient;


--
-- Name: COLUMN audit_logs.entity_type; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(entity_type) ON TABLE public.audit_logs TO fr_patient;


--
-- Name: COLUMN audit_logs.entity_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(entity_id) ON TABLE public.audit_logs TO fr_patient;


--
-- Name: COLUMN audit_logs.status; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(status) ON TABLE public.audit_logs TO fr_patient;


--
-- Name: COLUMN audit_logs.created_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(created_at) ON TABLE public.audit_logs TO fr_patient;


--
-- Name: FUNCTION about_patient(patient uuid, from_at timestamp with time zone, to_at timestamp with time zone, before_at timestamp with time zone, before_id uuid, most integer, by_user uuid, on_entity uuid, only_action text); Type: ACL; Schema: audit; Owner: fr_view
--

REVOKE ALL ON FUNCTION audit.about_patient(patient uuid, from_at timestamp with time zone, to_at timestamp with time zone, before_at timestamp with time zone, before_id uuid, most integer, by_user uuid, on_entity uuid, only_action text) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.about_patient(patient uuid, from_at timestamp with time zone, to_at timestamp with time zone, before_at timestamp with time zone, before_id uuid, most integer, by_user uuid, on_entity uuid, only_action text) TO fr_tech;


--
-- Name: FUNCTION keep_rows(); Type: ACL; Schema: audit; Owner: fr_owner
--

REVOKE ALL ON FUNCTION audit.keep_rows() FROM PUBLIC;


--
-- Name: FUNCTION subject(); Type: ACL; Schema: audit; Owner: fr_owner
--

REVOKE ALL ON FUNCTION audit.subject() FROM PUBLIC;
GRANT ALL ON FUNCTION audit.subject() TO fr_view;


--
-- Name: FUNCTION write(action text, entity_type text, entity_id uuid, patient_ids uuid[], status text, old_values jsonb, new_values jsonb, error_message text); Type: ACL; Schema: audit; Owner: fr_definer
--

REVOKE ALL ON FUNCTION audit.write(action text, entity_type text, entity_id uuid, patient_ids uuid[], status text, old_values jsonb, new_values jsonb, error_message text) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.write(action text, entity_type text, entity_id uuid, patient_ids uuid[], status text, old_values jsonb, new_values jsonb, error_message text) TO fr_patient;
GRANT ALL ON FUNCTION audit.write(action text, entity_type text, entity_id uuid, patient_ids uuid[], status text, old_values jsonb, new_values jsonb, error_message text) TO fr_radiologist;
GRANT ALL ON FUNCTION audit.write(action text, entity_type text, entity_id uuid, patient_ids uuid[], status text, old_values jsonb, new_values jsonb, error_message text) TO fr_doctor;
GRANT ALL ON FUNCTION audit.write(action text, entity_type text, entity_id uuid, patient_ids uuid[], status text, old_values jsonb, new_values jsonb, error_message text) TO fr_tech;
GRANT ALL ON FUNCTION audit.write(action text, entity_type text, entity_id uuid, patient_ids uuid[], status text, old_values jsonb, new_values jsonb, error_message text) TO fr_worker;
GRANT ALL ON FUNCTION audit.write(action text, entity_type text, entity_id uuid, patient_ids uuid[], status text, old_values jsonb, new_values jsonb, error_message text) TO fr_api;


--
-- Name: FUNCTION write_as(actor uuid, action text, entity_type text, entity_id uuid, status text, new_values jsonb, error_message text); Type: ACL; Schema: audit; Owner: fr_definer
--

REVOKE ALL ON FUNCTION audit.write_as(actor uuid, action text, entity_type text, entity_id uuid, status text, new_values jsonb, error_message text) FROM PUBLIC;


--
-- Name: FUNCTION write_each(entries jsonb); Type: ACL; Schema: audit; Owner: fr_definer
--

REVOKE ALL ON FUNCTION audit.write_each(entries jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.write_each(entries jsonb) TO fr_radiologist;
GRANT ALL ON FUNCTION audit.write_each(entries jsonb) TO fr_worker;


--
-- Name: FUNCTION access_lifetime(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.access_lifetime() FROM PUBLIC;


--
-- Name: FUNCTION account_key(email text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.account_key(email text) FROM PUBLIC;


--
-- Name: FUNCTION begin(token_mac text, ip text, agent text, request_id text, counts_as_activity boolean); Type: ACL; Schema: auth; Owner: fr_owner
--

REVOKE ALL ON FUNCTION auth.begin(token_mac text, ip text, agent text, request_id text, counts_as_activity boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.begin(token_mac text, ip text, agent text, request_id text, counts_as_activity boolean) TO fr_api;


--
-- Name: FUNCTION begin_anonymous(ip text, agent text, request_id text); Type: ACL; Schema: auth; Owner: fr_owner
--

REVOKE ALL ON FUNCTION auth.begin_anonymous(ip text, agent text, request_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.begin_anonymous(ip text, agent text, request_id text) TO fr_api;


--
-- Name: FUNCTION begin_as(caller jsonb, guessed_id uuid, guessed_role text); Type: ACL; Schema: auth; Owner: fr_owner
--

REVOKE ALL ON FUNCTION auth.begin_as(caller jsonb, guessed_id uuid, guessed_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.begin_as(caller jsonb, guessed_id uuid, guessed_role text) TO fr_api;


--
-- Name: FUNCTION begin_caller(caller jsonb); Type: ACL; Schema: auth; Owner: fr_owner
--

REVOKE ALL ON FUNCTION auth.begin_caller(caller jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.begin_caller(caller jsonb) TO fr_api;


--
-- Name: FUNCTION begin_own_factor(seed text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.begin_own_factor(seed text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.begin_own_factor(seed text) TO fr_patient;
GRANT ALL ON FUNCTION auth.begin_own_factor(seed text) TO fr_radiologist;
GRANT ALL ON FUNCTION auth.begin_own_factor(seed text) TO fr_doctor;
GRANT ALL ON FUNCTION auth.begin_own_factor(seed text) TO fr_tech;


--
-- Name: FUNCTION begin_peer(credential_mac text, operation text, ip text, agent text, request_id text, given_ae_title text); Type: ACL; Schema: auth; Owner: fr_owner
--

REVOKE ALL ON FUNCTION auth.begin_peer(credential_mac text, operation text, ip text, agent text, request_id text, given_ae_title text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.begin_peer(credential_mac text, operation text, ip text, agent text, request_id text, given_ae_title text) TO fr_api;


--
-- Name: FUNCTION begin_visit(visit_mac text, share_id uuid, ip text, agent text, request_id text); Type: ACL; Schema: auth; Owner: fr_owner
--

REVOKE ALL ON FUNCTION auth.begin_visit(visit_mac text, share_id uuid, ip text, agent text, request_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.begin_visit(visit_mac text, share_id uuid, ip text, agent text, request_id text) TO fr_api;


--
-- Name: FUNCTION change_own_password(new_hash text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.change_own_password(new_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.change_own_password(new_hash text) TO fr_patient;
GRANT ALL ON FUNCTION auth.change_own_password(new_hash text) TO fr_radiologist;
GRANT ALL ON FUNCTION auth.change_own_password(new_hash text) TO fr_doctor;
GRANT ALL ON FUNCTION auth.change_own_password(new_hash text) TO fr_tech;


--
-- Name: FUNCTION change_role(user_id uuid, new_role text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.change_role(user_id uuid, new_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.change_role(user_id uuid, new_role text) TO fr_tech;


--
-- Name: FUNCTION confirm_factor_of(user_id uuid, step bigint, macs text[]); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.confirm_factor_of(user_id uuid, step bigint, macs text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.confirm_factor_of(user_id uuid, step bigint, macs text[]) TO fr_api;


--
-- Name: FUNCTION confirm_own_factor(step bigint, macs text[]); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.confirm_own_factor(step bigint, macs text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.confirm_own_factor(step bigint, macs text[]) TO fr_patient;
GRANT ALL ON FUNCTION auth.confirm_own_factor(step bigint, macs text[]) TO fr_radiologist;
GRANT ALL ON FUNCTION auth.confirm_own_factor(step bigint, macs text[]) TO fr_doctor;
GRANT ALL ON FUNCTION auth.confirm_own_factor(step bigint, macs text[]) TO fr_tech;


--
-- Name: FUNCTION context(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.context() FROM PUBLIC;


--
-- Name: FUNCTION create_user(name text, email text, role text, password_hash text, date_of_birth date); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.create_user(name text, email text, role text, password_hash text, date_of_birth date) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.create_user(name text, email text, role text, password_hash text, date_of_birth date) TO fr_tech;
GRANT ALL ON FUNCTION auth.create_user(name text, email text, role text, password_hash text, date_of_birth date) TO fr_migrate;


--
-- Name: FUNCTION end_all_sessions(user_id uuid, reason text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.end_all_sessions(user_id uuid, reason text) FROM PUBLIC;


--
-- Name: FUNCTION end_session(session_id uuid); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.end_session(session_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.end_session(session_id uuid) TO fr_patient;
GRANT ALL ON FUNCTION auth.end_session(session_id uuid) TO fr_radiologist;
GRANT ALL ON FUNCTION auth.end_session(session_id uuid) TO fr_doctor;
GRANT ALL ON FUNCTION auth.end_session(session_id uuid) TO fr_tech;


--
-- Name: FUNCTION end_session_row(session_id uuid, reason text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.end_session_row(session_id uuid, reason text) FROM PUBLIC;


--
-- Name: FUNCTION end_sessions_of_inactive(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.end_sessions_of_inactive() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.end_sessions_of_inactive() TO fr_owner;


--
-- Name: FUNCTION end_sessions_without_factor(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.end_sessions_without_factor() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.end_sessions_without_factor() TO fr_owner;


--
-- Name: FUNCTION enter(token_mac text, counts_as_activity boolean); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.enter(token_mac text, counts_as_activity boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.enter(token_mac text, counts_as_activity boolean) TO fr_api;


--
-- Name: FUNCTION enter_peer(credential_mac text, operation text, address text, given_ae_title text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.enter_peer(credential_mac text, operation text, address text, given_ae_title text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.enter_peer(credential_mac text, operation text, address text, given_ae_title text) TO fr_api;


--
-- Name: FUNCTION enter_share(visit_mac text, share_id uuid); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.enter_share(visit_mac text, share_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.enter_share(visit_mac text, share_id uuid) TO fr_api;


--
-- Name: FUNCTION enter_worker(job text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.enter_worker(job text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.enter_worker(job text) TO fr_worker;


--
-- Name: FUNCTION factor_of(user_id uuid); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.factor_of(user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.factor_of(user_id uuid) TO fr_tech;


--
-- Name: FUNCTION give_peer_accounts(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.give_peer_accounts() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.give_peer_accounts() TO fr_owner;


--
-- Name: FUNCTION identify_peer(credential_mac text, address text, given_ae_title text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.identify_peer(credential_mac text, address text, given_ae_title text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.identify_peer(credential_mac text, address text, given_ae_title text) TO fr_api;


--
-- Name: FUNCTION idle_limit(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.idle_limit() FROM PUBLIC;


--
-- Name: FUNCTION login_candidate(email text, place text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.login_candidate(email text, place text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.login_candidate(email text, place text) TO fr_api;


--
-- Name: FUNCTION login_factor(user_id uuid); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.login_factor(user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.login_factor(user_id uuid) TO fr_api;


--
-- Name: FUNCTION login_failed(email text, place text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.login_failed(email text, place text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.login_failed(email text, place text) TO fr_api;


--
-- Name: FUNCTION login_wait(email text, place text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.login_wait(email text, place text) FROM PUBLIC;


--
-- Name: FUNCTION machine_account(for_peer uuid, ae_title text, as_role text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.machine_account(for_peer uuid, ae_title text, as_role text) FROM PUBLIC;


--
-- Name: FUNCTION may_admit_peers(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.may_admit_peers() FROM PUBLIC;


--
-- Name: FUNCTION note_password_entered(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.note_password_entered() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.note_password_entered() TO fr_patient;
GRANT ALL ON FUNCTION auth.note_password_entered() TO fr_radiologist;
GRANT ALL ON FUNCTION auth.note_password_entered() TO fr_doctor;
GRANT ALL ON FUNCTION auth.note_password_entered() TO fr_tech;


--
-- Name: FUNCTION note_peer(noted uuid); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.note_peer(noted uuid) FROM PUBLIC;


--
-- Name: TABLE result_shares; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.result_shares TO fr_definer;
GRANT SELECT ON TABLE public.result_shares TO fr_backup;


--
-- Name: COLUMN result_shares.share_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(share_id) ON TABLE public.result_shares TO fr_patient;
GRANT SELECT(share_id) ON TABLE public.result_shares TO fr_visitor;


--
-- Name: COLUMN result_shares.report_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(report_id) ON TABLE public.result_shares TO fr_patient;
GRANT SELECT(report_id) ON TABLE public.result_shares TO fr_visitor;


--
-- Name: COLUMN result_shares.patient_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(patient_id) ON TABLE public.result_shares TO fr_patient;


--
-- Name: COLUMN result_shares.label; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(label) ON TABLE public.result_shares TO fr_patient;


--
-- Name: COLUMN result_shares.allows_pictures; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(allows_pictures) ON TABLE public.result_shares TO fr_patient;
GRANT SELECT(allows_pictures) ON TABLE public.result_shares TO fr_visitor;


--
-- Name: COLUMN result_shares.created_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(created_at) ON TABLE public.result_shares TO fr_patient;


--
-- Name: COLUMN result_shares.expires_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(expires_at) ON TABLE public.result_shares TO fr_patient;
GRANT SELECT(expires_at) ON TABLE public.result_shares TO fr_visitor;


--
-- Name: COLUMN result_shares.closed_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(closed_at) ON TABLE public.result_shares TO fr_patient;


--
-- Name: COLUMN result_shares.close_reason; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(close_reason) ON TABLE public.result_shares TO fr_patient;


--
-- Name: COLUMN result_shares.wrong_codes; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(wrong_codes) ON TABLE public.result_shares TO fr_patient;


--
-- Name: COLUMN result_shares.opened_count; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(opened_count) ON TABLE public.result_shares TO fr_patient;


--
-- Name: COLUMN result_shares.last_opened_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(last_opened_at) ON TABLE public.result_shares TO fr_patient;


--
-- Name: FUNCTION note_share(share public.result_shares, action text, status text, trouble text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.note_share(share public.result_shares, action text, status text, trouble text) FROM PUBLIC;


--
-- Name: FUNCTION note_visit(action text, details jsonb); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.note_visit(action text, details jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.note_visit(action text, details jsonb) TO fr_visitor;


--
-- Name: FUNCTION offer_factor(user_id uuid, seed text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.offer_factor(user_id uuid, seed text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.offer_factor(user_id uuid, seed text) TO fr_api;


--
-- Name: FUNCTION open_session(user_id uuid, network inet, token_mac text, refresh_mac text, agent text, device jsonb, place text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.open_session(user_id uuid, network inet, token_mac text, refresh_mac text, agent text, device jsonb, place text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.open_session(user_id uuid, network inet, token_mac text, refresh_mac text, agent text, device jsonb, place text) TO fr_api;


--
-- Name: FUNCTION open_share(token_mac text, code_mac text, place text, visit_mac text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.open_share(token_mac text, code_mac text, place text, visit_mac text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.open_share(token_mac text, code_mac text, place text, visit_mac text) TO fr_api;


--
-- Name: FUNCTION own_factor(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.own_factor() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.own_factor() TO fr_patient;
GRANT ALL ON FUNCTION auth.own_factor() TO fr_radiologist;
GRANT ALL ON FUNCTION auth.own_factor() TO fr_doctor;
GRANT ALL ON FUNCTION auth.own_factor() TO fr_tech;


--
-- Name: FUNCTION own_password_hash(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.own_password_hash() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.own_password_hash() TO fr_patient;
GRANT ALL ON FUNCTION auth.own_password_hash() TO fr_radiologist;
GRANT ALL ON FUNCTION auth.own_password_hash() TO fr_doctor;
GRANT ALL ON FUNCTION auth.own_password_hash() TO fr_tech;


--
-- Name: FUNCTION password_is_fresh(within interval); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.password_is_fresh(within interval) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.password_is_fresh(within interval) TO fr_patient;
GRANT ALL ON FUNCTION auth.password_is_fresh(within interval) TO fr_radiologist;
GRANT ALL ON FUNCTION auth.password_is_fresh(within interval) TO fr_doctor;
GRANT ALL ON FUNCTION auth.password_is_fresh(within interval) TO fr_tech;


--
-- Name: FUNCTION uid(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.uid() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.uid() TO fr_api;
GRANT ALL ON FUNCTION auth.uid() TO fr_patient;
GRANT ALL ON FUNCTION auth.uid() TO fr_radiologist;
GRANT ALL ON FUNCTION auth.uid() TO fr_doctor;
GRANT ALL ON FUNCTION auth.uid() TO fr_tech;
GRANT ALL ON FUNCTION auth.uid() TO fr_worker;
GRANT ALL ON FUNCTION auth.uid() TO fr_view;
GRANT ALL ON FUNCTION auth.uid() TO fr_queue;
GRANT ALL ON FUNCTION auth.uid() TO fr_owner;


--
-- Name: TABLE dicom_peers; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.dicom_peers TO fr_definer;
GRANT SELECT ON TABLE public.dicom_peers TO fr_backup;
GRANT SELECT ON TABLE public.dicom_peers TO fr_tech;
GRANT SELECT ON TABLE public.dicom_peers TO fr_worker;


--
-- Name: COLUMN dicom_peers.ae_title; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(ae_title) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.description; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(description) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.operations; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(operations) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.sees; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(sees) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.stores_as; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(stores_as) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.allow_plain; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(allow_plain) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.max_associations; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(max_associations) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.transfer_syntaxes; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(transfer_syntaxes) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.host; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(host) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.port; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(port) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.uses_tls; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(uses_tls) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.trusted_certificate; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(trusted_certificate) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.client_certificate; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(client_certificate) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.client_key; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(client_key) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.forwards; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(forwards) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.is_active; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(is_active) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.last_echo_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(last_echo_at) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.last_echo_error; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(last_echo_error) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: COLUMN dicom_peers.updated_by; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(updated_by) ON TABLE public.dicom_peers TO fr_tech;


--
-- Name: FUNCTION peer_behind(credential_mac text, address text, given_ae_title text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.peer_behind(credential_mac text, address text, given_ae_title text) FROM PUBLIC;


--
-- Name: FUNCTION peer_credentials_of(peer_ids uuid[]); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.peer_credentials_of(peer_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.peer_credentials_of(peer_ids uuid[]) TO fr_tech;
GRANT ALL ON FUNCTION auth.peer_credentials_of(peer_ids uuid[]) TO fr_migrate;


--
-- Name: FUNCTION peer_id(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.peer_id() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.peer_id() TO fr_api;
GRANT ALL ON FUNCTION auth.peer_id() TO fr_patient;
GRANT ALL ON FUNCTION auth.peer_id() TO fr_radiologist;
GRANT ALL ON FUNCTION auth.peer_id() TO fr_doctor;
GRANT ALL ON FUNCTION auth.peer_id() TO fr_tech;
GRANT ALL ON FUNCTION auth.peer_id() TO fr_worker;
GRANT ALL ON FUNCTION auth.peer_id() TO fr_view;
GRANT ALL ON FUNCTION auth.peer_id() TO fr_queue;
GRANT ALL ON FUNCTION auth.peer_id() TO fr_owner;


--
-- Name: FUNCTION put_recovery_codes(user_id uuid, macs text[]); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.put_recovery_codes(user_id uuid, macs text[]) FROM PUBLIC;


--
-- Name: FUNCTION refresh(refresh_mac text, new_token_mac text, new_refresh_mac text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.refresh(refresh_mac text, new_token_mac text, new_refresh_mac text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.refresh(refresh_mac text, new_token_mac text, new_refresh_mac text) TO fr_api;


--
-- Name: FUNCTION refuse_visit(share public.result_shares, place text, trouble text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.refuse_visit(share public.result_shares, place text, trouble text) FROM PUBLIC;


--
-- Name: FUNCTION rehash(user_id uuid, old_hash text, new_hash text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.rehash(user_id uuid, old_hash text, new_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.rehash(user_id uuid, old_hash text, new_hash text) TO fr_api;


--
-- Name: FUNCTION remove_factor_of(user_id uuid); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.remove_factor_of(user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.remove_factor_of(user_id uuid) TO fr_tech;


--
-- Name: FUNCTION remove_factor_row(user_id uuid); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.remove_factor_row(user_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION remove_own_factor(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.remove_own_factor() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.remove_own_factor() TO fr_patient;
GRANT ALL ON FUNCTION auth.remove_own_factor() TO fr_radiologist;
GRANT ALL ON FUNCTION auth.remove_own_factor() TO fr_doctor;
GRANT ALL ON FUNCTION auth.remove_own_factor() TO fr_tech;


--
-- Name: FUNCTION renew_own_codes(macs text[]); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.renew_own_codes(macs text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.renew_own_codes(macs text[]) TO fr_patient;
GRANT ALL ON FUNCTION auth.renew_own_codes(macs text[]) TO fr_radiologist;
GRANT ALL ON FUNCTION auth.renew_own_codes(macs text[]) TO fr_doctor;
GRANT ALL ON FUNCTION auth.renew_own_codes(macs text[]) TO fr_tech;


--
-- Name: FUNCTION require_fresh_password(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.require_fresh_password() FROM PUBLIC;


--
-- Name: FUNCTION reset_account(user_id uuid, new_hash text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.reset_account(user_id uuid, new_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.reset_account(user_id uuid, new_hash text) TO fr_tech;


--
-- Name: FUNCTION role(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.role() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.role() TO fr_api;
GRANT ALL ON FUNCTION auth.role() TO fr_patient;
GRANT ALL ON FUNCTION auth.role() TO fr_radiologist;
GRANT ALL ON FUNCTION auth.role() TO fr_doctor;
GRANT ALL ON FUNCTION auth.role() TO fr_tech;
GRANT ALL ON FUNCTION auth.role() TO fr_worker;
GRANT ALL ON FUNCTION auth.role() TO fr_view;
GRANT ALL ON FUNCTION auth.role() TO fr_queue;
GRANT ALL ON FUNCTION auth.role() TO fr_owner;
GRANT ALL ON FUNCTION auth.role() TO fr_visitor;


--
-- Name: FUNCTION seal(user_id uuid, role text, session_id uuid, peer_id uuid); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.seal(user_id uuid, role text, session_id uuid, peer_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION session_id(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.session_id() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.session_id() TO fr_api;
GRANT ALL ON FUNCTION auth.session_id() TO fr_patient;
GRANT ALL ON FUNCTION auth.session_id() TO fr_radiologist;
GRANT ALL ON FUNCTION auth.session_id() TO fr_doctor;
GRANT ALL ON FUNCTION auth.session_id() TO fr_tech;
GRANT ALL ON FUNCTION auth.session_id() TO fr_worker;
GRANT ALL ON FUNCTION auth.session_id() TO fr_view;
GRANT ALL ON FUNCTION auth.session_id() TO fr_queue;
GRANT ALL ON FUNCTION auth.session_id() TO fr_owner;
GRANT ALL ON FUNCTION auth.session_id() TO fr_visitor;


--
-- Name: FUNCTION session_lifetime(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.session_lifetime() FROM PUBLIC;


--
-- Name: FUNCTION set_peer_credentials(to_peer uuid, of_kind text, macs text[], labels text[]); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.set_peer_credentials(to_peer uuid, of_kind text, macs text[], labels text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.set_peer_credentials(to_peer uuid, of_kind text, macs text[], labels text[]) TO fr_tech;
GRANT ALL ON FUNCTION auth.set_peer_credentials(to_peer uuid, of_kind text, macs text[], labels text[]) TO fr_migrate;


--
-- Name: FUNCTION share_wait(place text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.share_wait(place text) FROM PUBLIC;


--
-- Name: FUNCTION shared_originals(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.shared_originals() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.shared_originals() TO fr_visitor;


--
-- Name: FUNCTION shared_report(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.shared_report() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.shared_report() TO fr_visitor;


--
-- Name: FUNCTION shared_report_of(share_id uuid); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.shared_report_of(share_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION sharing_is_on(); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.sharing_is_on() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.sharing_is_on() TO fr_patient;


--
-- Name: FUNCTION take_recovery_code(user_id uuid, mac text); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.take_recovery_code(user_id uuid, mac text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.take_recovery_code(user_id uuid, mac text) TO fr_api;


--
-- Name: FUNCTION take_step(user_id uuid, step bigint); Type: ACL; Schema: auth; Owner: fr_definer
--

REVOKE ALL ON FUNCTION auth.take_step(user_id uuid, step bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.take_step(user_id uuid, step bigint) TO fr_api;


--
-- Name: FUNCTION beat(worker_id text); Type: ACL; Schema: jobs; Owner: fr_queue
--

REVOKE ALL ON FUNCTION jobs.beat(worker_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.beat(worker_id text) TO fr_worker;


--
-- Name: FUNCTION dead(); Type: ACL; Schema: jobs; Owner: fr_queue
--

REVOKE ALL ON FUNCTION jobs.dead() FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.dead() TO fr_worker;
GRANT ALL ON FUNCTION jobs.dead() TO fr_tech;


--
-- Name: FUNCTION depth(); Type: ACL; Schema: jobs; Owner: fr_queue
--

REVOKE ALL ON FUNCTION jobs.depth() FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.depth() TO fr_worker;
GRANT ALL ON FUNCTION jobs.depth() TO fr_tech;


--
-- Name: FUNCTION enqueue(task text, payload json, job_key text, run_after interval, priority integer); Type: ACL; Schema: jobs; Owner: fr_queue
--

REVOKE ALL ON FUNCTION jobs.enqueue(task text, payload json, job_key text, run_after interval, priority integer) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.enqueue(task text, payload json, job_key text, run_after interval, priority integer) TO fr_radiologist;
GRANT ALL ON FUNCTION jobs.enqueue(task text, payload json, job_key text, run_after interval, priority integer) TO fr_doctor;
GRANT ALL ON FUNCTION jobs.enqueue(task text, payload json, job_key text, run_after interval, priority integer) TO fr_tech;
GRANT ALL ON FUNCTION jobs.enqueue(task text, payload json, job_key text, run_after interval, priority integer) TO fr_worker;
GRANT ALL ON FUNCTION jobs.enqueue(task text, payload json, job_key text, run_after interval, priority integer) TO fr_definer;


--
-- Name: FUNCTION enqueue_each(task text, payloads json[], job_keys text[], run_at timestamp with time zone[]); Type: ACL; Schema: jobs; Owner: fr_queue
--

REVOKE ALL ON FUNCTION jobs.enqueue_each(task text, payloads json[], job_keys text[], run_at timestamp with time zone[]) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.enqueue_each(task text, payloads json[], job_keys text[], run_at timestamp with time zone[]) TO fr_radiologist;
GRANT ALL ON FUNCTION jobs.enqueue_each(task text, payloads json[], job_keys text[], run_at timestamp with time zone[]) TO fr_worker;


--
-- Name: FUNCTION give_back(job_ids bigint[], worker_ids text[]); Type: ACL; Schema: jobs; Owner: fr_queue
--

REVOKE ALL ON FUNCTION jobs.give_back(job_ids bigint[], worker_ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.give_back(job_ids bigint[], worker_ids text[]) TO fr_worker;


--
-- Name: FUNCTION release_dead_workers(silent_for interval); Type: ACL; Schema: jobs; Owner: fr_queue
--

REVOKE ALL ON FUNCTION jobs.release_dead_workers(silent_for interval) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.release_dead_workers(silent_for interval) TO fr_worker;


--
-- Name: FUNCTION retry(job_id bigint); Type: ACL; Schema: jobs; Owner: fr_queue
--

REVOKE ALL ON FUNCTION jobs.retry(job_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.retry(job_id bigint) TO fr_tech;


--
-- Name: FUNCTION sweep_dead(older_than interval); Type: ACL; Schema: jobs; Owner: fr_queue
--

REVOKE ALL ON FUNCTION jobs.sweep_dead(older_than interval) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.sweep_dead(older_than interval) TO fr_worker;


--
-- Name: FUNCTION update_updated_at_column(); Type: ACL; Schema: public; Owner: fr_owner
--

REVOKE ALL ON FUNCTION public.update_updated_at_column() FROM PUBLIC;
GRANT ALL ON FUNCTION public.update_updated_at_column() TO fr_patient;
GRANT ALL ON FUNCTION public.update_updated_at_column() TO fr_radiologist;
GRANT ALL ON FUNCTION public.update_updated_at_column() TO fr_doctor;
GRANT ALL ON FUNCTION public.update_updated_at_column() TO fr_tech;
GRANT ALL ON FUNCTION public.update_updated_at_column() TO fr_worker;
GRANT ALL ON FUNCTION public.update_updated_at_column() TO fr_definer;


--
-- Name: TABLE report_steps; Type: ACL; Schema: app; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.report_steps TO fr_definer;
GRANT SELECT ON TABLE app.report_steps TO fr_backup;
GRANT SELECT ON TABLE app.report_steps TO fr_patient;
GRANT SELECT ON TABLE app.report_steps TO fr_radiologist;
GRANT SELECT ON TABLE app.report_steps TO fr_doctor;
GRANT SELECT ON TABLE app.report_steps TO fr_tech;
GRANT SELECT ON TABLE app.report_steps TO fr_worker;


--
-- Name: TABLE login_failures; Type: ACL; Schema: auth; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.login_failures TO fr_definer;
GRANT SELECT ON TABLE auth.login_failures TO fr_backup;


--
-- Name: TABLE peer_credentials; Type: ACL; Schema: auth; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.peer_credentials TO fr_definer;
GRANT SELECT ON TABLE auth.peer_credentials TO fr_backup;


--
-- Name: TABLE recovery_codes; Type: ACL; Schema: auth; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.recovery_codes TO fr_definer;
GRANT SELECT ON TABLE auth.recovery_codes TO fr_backup;


--
-- Name: TABLE refresh_tokens; Type: ACL; Schema: auth; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.refresh_tokens TO fr_definer;
GRANT SELECT ON TABLE auth.refresh_tokens TO fr_backup;


--
-- Name: TABLE second_factors; Type: ACL; Schema: auth; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.second_factors TO fr_definer;
GRANT SELECT ON TABLE auth.second_factors TO fr_backup;


--
-- Name: TABLE secrets; Type: ACL; Schema: auth; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.secrets TO fr_definer;


--
-- Name: TABLE share_visits; Type: ACL; Schema: auth; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.share_visits TO fr_definer;
GRANT SELECT ON TABLE auth.share_visits TO fr_backup;


--
-- Name: TABLE ai_analysis; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ai_analysis TO fr_definer;
GRANT SELECT ON TABLE public.ai_analysis TO fr_backup;
GRANT SELECT ON TABLE public.ai_analysis TO fr_radiologist;
GRANT SELECT ON TABLE public.ai_analysis TO fr_doctor;
GRANT SELECT ON TABLE public.ai_analysis TO fr_tech;
GRANT SELECT,INSERT,DELETE ON TABLE public.ai_analysis TO fr_worker;
GRANT SELECT ON TABLE public.ai_analysis TO fr_view;


--
-- Name: COLUMN ai_analysis.model_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(model_id) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.risk_category; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(risk_category) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.risk_probability; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(risk_probability) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.low_probability; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(low_probability) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.medium_probability; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(medium_probability) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.high_probability; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(high_probability) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.findings; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(findings) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.feature_maps; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(feature_maps) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.attention_maps; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(attention_maps) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.processed_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(processed_at) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.processing_time_ms; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(processing_time_ms) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.image_quality_score; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(image_quality_score) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.confidence_threshold; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(confidence_threshold) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.preprocessing_steps; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(preprocessing_steps) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.model_version; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(model_version) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.run_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(run_id) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.outcome; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(outcome) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: COLUMN ai_analysis.reason; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(reason) ON TABLE public.ai_analysis TO fr_worker;


--
-- Name: TABLE ai_models; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ai_models TO fr_definer;
GRANT SELECT ON TABLE public.ai_models TO fr_backup;
GRANT SELECT ON TABLE public.ai_models TO fr_radiologist;
GRANT SELECT ON TABLE public.ai_models TO fr_doctor;
GRANT SELECT ON TABLE public.ai_models TO fr_tech;
GRANT SELECT ON TABLE public.ai_models TO fr_worker;


--
-- Name: COLUMN ai_models.model_name; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(model_name) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.version; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(version) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.architecture; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(architecture) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.framework; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(framework) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.model_file_url; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(model_file_url) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.model_file_size; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(model_file_size) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.model_config; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(model_config) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.trained_date; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(trained_date) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.training_dataset_version; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(training_dataset_version) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.training_duration_hours; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(training_duration_hours) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.deployed_date; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(deployed_date) ON TABLE public.ai_models TO fr_tech;
GRANT UPDATE(deployed_date) ON TABLE public.ai_models TO fr_worker;


--
-- Name: COLUMN ai_models.is_active; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(is_active) ON TABLE public.ai_models TO fr_tech;
GRANT UPDATE(is_active) ON TABLE public.ai_models TO fr_worker;


--
-- Name: COLUMN ai_models.baseline_accuracy; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(baseline_accuracy) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.baseline_precision; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(baseline_precision) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.baseline_recall; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(baseline_recall) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.baseline_f1_score; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(baseline_f1_score) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.description; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(description),UPDATE(description) ON TABLE public.ai_models TO fr_tech;
GRANT UPDATE(description) ON TABLE public.ai_models TO fr_worker;


--
-- Name: COLUMN ai_models.sha256; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(sha256) ON TABLE public.ai_models TO fr_tech;


--
-- Name: COLUMN ai_models.state; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(state) ON TABLE public.ai_models TO fr_tech;
GRANT UPDATE(state) ON TABLE public.ai_models TO fr_worker;


--
-- Name: COLUMN ai_models.suspended_reason; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(suspended_reason) ON TABLE public.ai_models TO fr_tech;
GRANT UPDATE(suspended_reason) ON TABLE public.ai_models TO fr_worker;


--
-- Name: TABLE analysis_runs; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.analysis_runs TO fr_definer;
GRANT SELECT ON TABLE public.analysis_runs TO fr_backup;
GRANT SELECT ON TABLE public.analysis_runs TO fr_radiologist;
GRANT SELECT ON TABLE public.analysis_runs TO fr_doctor;
GRANT SELECT ON TABLE public.analysis_runs TO fr_tech;
GRANT SELECT ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.report_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(report_id) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.model_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(model_id) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.model_version; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(model_version) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.model_sha256; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(model_sha256) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.kind; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(kind) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.fence; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(fence) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.worker_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(worker_id) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.outcome; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(outcome) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.reason; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(reason) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.explanation; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(explanation) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.result; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(result) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.processing_time_ms; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(processing_time_ms) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.is_adopted; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(is_adopted) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: COLUMN analysis_runs.finished_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(finished_at) ON TABLE public.analysis_runs TO fr_worker;


--
-- Name: TABLE critical_results; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.critical_results TO fr_definer;
GRANT SELECT ON TABLE public.critical_results TO fr_backup;
GRANT SELECT ON TABLE public.critical_results TO fr_radiologist;
GRANT SELECT ON TABLE public.critical_results TO fr_doctor;
GRANT SELECT ON TABLE public.critical_results TO fr_tech;
GRANT SELECT ON TABLE public.critical_results TO fr_worker;


--
-- Name: COLUMN critical_results.review_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(review_id) ON TABLE public.critical_results TO fr_doctor;


--
-- Name: COLUMN critical_results.report_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(report_id) ON TABLE public.critical_results TO fr_doctor;


--
-- Name: COLUMN critical_results.signed_by; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(signed_by) ON TABLE public.critical_results TO fr_doctor;


--
-- Name: COLUMN critical_results.due_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(due_at) ON TABLE public.critical_results TO fr_doctor;
GRANT UPDATE(due_at) ON TABLE public.critical_results TO fr_worker;


--
-- Name: COLUMN critical_results.escalations; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(escalations) ON TABLE public.critical_results TO fr_worker;


--
-- Name: COLUMN critical_results.escalated_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(escalated_at) ON TABLE public.critical_results TO fr_worker;


--
-- Name: COLUMN critical_results.acknowledged_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(acknowledged_at) ON TABLE public.critical_results TO fr_doctor;


--
-- Name: COLUMN critical_results.acknowledged_by; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(acknowledged_by) ON TABLE public.critical_results TO fr_doctor;


--
-- Name: COLUMN critical_results.how; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(how) ON TABLE public.critical_results TO fr_doctor;


--
-- Name: COLUMN critical_results.told_whom; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(told_whom) ON TABLE public.critical_results TO fr_doctor;


--
-- Name: COLUMN critical_results.told_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(told_at) ON TABLE public.critical_results TO fr_doctor;


--
-- Name: COLUMN critical_results.note; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(note) ON TABLE public.critical_results TO fr_doctor;


--
-- Name: TABLE critical_tellings; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.critical_tellings TO fr_definer;
GRANT SELECT ON TABLE public.critical_tellings TO fr_backup;
GRANT SELECT ON TABLE public.critical_tellings TO fr_doctor;
GRANT SELECT ON TABLE public.critical_tellings TO fr_tech;
GRANT SELECT ON TABLE public.critical_tellings TO fr_worker;


--
-- Name: TABLE deliveries; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.deliveries TO fr_definer;
GRANT SELECT ON TABLE public.deliveries TO fr_backup;
GRANT SELECT ON TABLE public.deliveries TO fr_tech;
GRANT SELECT ON TABLE public.deliveries TO fr_worker;


--
-- Name: COLUMN deliveries.state; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(state) ON TABLE public.deliveries TO fr_worker;


--
-- Name: COLUMN deliveries.attempts; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(attempts) ON TABLE public.deliveries TO fr_worker;


--
-- Name: COLUMN deliveries.fence; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(fence) ON TABLE public.deliveries TO fr_worker;


--
-- Name: COLUMN deliveries.next_attempt_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(next_attempt_at) ON TABLE public.deliveries TO fr_worker;


--
-- Name: COLUMN deliveries.last_error; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(last_error) ON TABLE public.deliveries TO fr_worker;


--
-- Name: COLUMN deliveries.instances_total; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(instances_total) ON TABLE public.deliveries TO fr_worker;


--
-- Name: COLUMN deliveries.sent_image_ids; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(sent_image_ids) ON TABLE public.deliveries TO fr_worker;


--
-- Name: COLUMN deliveries.started_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(started_at) ON TABLE public.deliveries TO fr_worker;


--
-- Name: COLUMN deliveries.finished_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(finished_at) ON TABLE public.deliveries TO fr_worker;


--
-- Name: TABLE dicom_instances; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.dicom_instances TO fr_definer;
GRANT SELECT ON TABLE public.dicom_instances TO fr_backup;
GRANT SELECT ON TABLE public.dicom_instances TO fr_patient;
GRANT SELECT,INSERT ON TABLE public.dicom_instances TO fr_radiologist;
GRANT SELECT ON TABLE public.dicom_instances TO fr_doctor;
GRANT SELECT ON TABLE public.dicom_instances TO fr_tech;
GRANT SELECT,INSERT ON TABLE public.dicom_instances TO fr_worker;


--
-- Name: COLUMN dicom_instances.sop_instance_uid; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(sop_instance_uid) ON TABLE public.dicom_instances TO fr_visitor;


--
-- Name: COLUMN dicom_instances.series_instance_uid; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(series_instance_uid) ON TABLE public.dicom_instances TO fr_visitor;


--
-- Name: COLUMN dicom_instances.image_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(image_id) ON TABLE public.dicom_instances TO fr_visitor;


--
-- Name: COLUMN dicom_instances.sop_class_uid; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(sop_class_uid) ON TABLE public.dicom_instances TO fr_visitor;


--
-- Name: COLUMN dicom_instances.transfer_syntax_uid; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(transfer_syntax_uid) ON TABLE public.dicom_instances TO fr_visitor;


--
-- Name: COLUMN dicom_instances.metadata; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(metadata) ON TABLE public.dicom_instances TO fr_visitor;


--
-- Name: TABLE dicom_result_keys; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.dicom_result_keys TO fr_definer;
GRANT SELECT ON TABLE public.dicom_result_keys TO fr_backup;
GRANT SELECT ON TABLE public.dicom_result_keys TO fr_radiologist;
GRANT SELECT ON TABLE public.dicom_result_keys TO fr_doctor;
GRANT SELECT ON TABLE public.dicom_result_keys TO fr_tech;


--
-- Name: TABLE dicom_series; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.dicom_series TO fr_definer;
GRANT SELECT ON TABLE public.dicom_series TO fr_backup;
GRANT SELECT ON TABLE public.dicom_series TO fr_patient;
GRANT SELECT,INSERT ON TABLE public.dicom_series TO fr_radiologist;
GRANT SELECT ON TABLE public.dicom_series TO fr_doctor;
GRANT SELECT ON TABLE public.dicom_series TO fr_tech;
GRANT SELECT,INSERT ON TABLE public.dicom_series TO fr_worker;


--
-- Name: TABLE dicom_studies; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.dicom_studies TO fr_definer;
GRANT SELECT ON TABLE public.dicom_studies TO fr_backup;
GRANT SELECT ON TABLE public.dicom_studies TO fr_patient;
GRANT SELECT,INSERT ON TABLE public.dicom_studies TO fr_radiologist;
GRANT SELECT ON TABLE public.dicom_studies TO fr_doctor;
GRANT SELECT ON TABLE public.dicom_studies TO fr_tech;
GRANT SELECT,INSERT ON TABLE public.dicom_studies TO fr_worker;


--
-- Name: TABLE dicom_study_keys; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.dicom_study_keys TO fr_definer;
GRANT SELECT ON TABLE public.dicom_study_keys TO fr_backup;
GRANT SELECT ON TABLE public.dicom_study_keys TO fr_radiologist;
GRANT SELECT ON TABLE public.dicom_study_keys TO fr_doctor;
GRANT SELECT ON TABLE public.dicom_study_keys TO fr_tech;


--
-- Name: TABLE dicom_study_landmarks; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.dicom_study_landmarks TO fr_definer;
GRANT SELECT ON TABLE public.dicom_study_landmarks TO fr_backup;
GRANT SELECT ON TABLE public.dicom_study_landmarks TO fr_radiologist;
GRANT SELECT ON TABLE public.dicom_study_landmarks TO fr_doctor;
GRANT SELECT ON TABLE public.dicom_study_landmarks TO fr_tech;


--
-- Name: TABLE doctor_reviews; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.doctor_reviews TO fr_definer;
GRANT SELECT ON TABLE public.doctor_reviews TO fr_backup;
GRANT SELECT ON TABLE public.doctor_reviews TO fr_radiologist;
GRANT SELECT ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT ON TABLE public.doctor_reviews TO fr_tech;
GRANT SELECT ON TABLE public.doctor_reviews TO fr_worker;
GRANT SELECT ON TABLE public.doctor_reviews TO fr_view;


--
-- Name: COLUMN doctor_reviews.review_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(review_id) ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT(review_id) ON TABLE public.doctor_reviews TO fr_patient;
GRANT SELECT(review_id) ON TABLE public.doctor_reviews TO fr_visitor;


--
-- Name: COLUMN doctor_reviews.report_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(report_id) ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT(report_id) ON TABLE public.doctor_reviews TO fr_patient;
GRANT SELECT(report_id) ON TABLE public.doctor_reviews TO fr_visitor;


--
-- Name: COLUMN doctor_reviews.doctor_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(doctor_id) ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT(doctor_id) ON TABLE public.doctor_reviews TO fr_patient;


--
-- Name: COLUMN doctor_reviews.review_notes; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(review_notes),UPDATE(review_notes) ON TABLE public.doctor_reviews TO fr_doctor;


--
-- Name: COLUMN doctor_reviews.clinical_findings; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(clinical_findings),UPDATE(clinical_findings) ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT(clinical_findings) ON TABLE public.doctor_reviews TO fr_patient;
GRANT SELECT(clinical_findings) ON TABLE public.doctor_reviews TO fr_visitor;


--
-- Name: COLUMN doctor_reviews.confirmed_ai_diagnosis; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(confirmed_ai_diagnosis),UPDATE(confirmed_ai_diagnosis) ON TABLE public.doctor_reviews TO fr_doctor;


--
-- Name: COLUMN doctor_reviews.ai_accuracy_rating; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(ai_accuracy_rating),UPDATE(ai_accuracy_rating) ON TABLE public.doctor_reviews TO fr_doctor;


--
-- Name: COLUMN doctor_reviews.doctor_risk_assessment; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(doctor_risk_assessment),UPDATE(doctor_risk_assessment) ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT(doctor_risk_assessment) ON TABLE public.doctor_reviews TO fr_patient;


--
-- Name: COLUMN doctor_reviews.urgency_level; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(urgency_level),UPDATE(urgency_level) ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT(urgency_level) ON TABLE public.doctor_reviews TO fr_patient;


--
-- Name: COLUMN doctor_reviews.recommended_action; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(recommended_action),UPDATE(recommended_action) ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT(recommended_action) ON TABLE public.doctor_reviews TO fr_patient;
GRANT SELECT(recommended_action) ON TABLE public.doctor_reviews TO fr_visitor;


--
-- Name: COLUMN doctor_reviews.follow_up_required; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(follow_up_required),UPDATE(follow_up_required) ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT(follow_up_required) ON TABLE public.doctor_reviews TO fr_patient;


--
-- Name: COLUMN doctor_reviews.follow_up_date; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(follow_up_date),UPDATE(follow_up_date) ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT(follow_up_date) ON TABLE public.doctor_reviews TO fr_patient;


--
-- Name: COLUMN doctor_reviews.treatment_plan; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(treatment_plan),UPDATE(treatment_plan) ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT(treatment_plan) ON TABLE public.doctor_reviews TO fr_patient;
GRANT SELECT(treatment_plan) ON TABLE public.doctor_reviews TO fr_visitor;


--
-- Name: COLUMN doctor_reviews.medication_prescribed; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(medication_prescribed),UPDATE(medication_prescribed) ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT(medication_prescribed) ON TABLE public.doctor_reviews TO fr_patient;
GRANT SELECT(medication_prescribed) ON TABLE public.doctor_reviews TO fr_visitor;


--
-- Name: COLUMN doctor_reviews.reviewed_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(reviewed_at) ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT(reviewed_at) ON TABLE public.doctor_reviews TO fr_patient;
GRANT SELECT(reviewed_at) ON TABLE public.doctor_reviews TO fr_visitor;


--
-- Name: COLUMN doctor_reviews.state; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(state) ON TABLE public.doctor_reviews TO fr_doctor;
GRANT SELECT(state) ON TABLE public.doctor_reviews TO fr_patient;
GRANT SELECT(state) ON TABLE public.doctor_reviews TO fr_visitor;


--
-- Name: COLUMN doctor_reviews.first_opinion; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(first_opinion),UPDATE(first_opinion) ON TABLE public.doctor_reviews TO fr_doctor;


--
-- Name: COLUMN doctor_reviews.finding_marks; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(finding_marks),UPDATE(finding_marks) ON TABLE public.doctor_reviews TO fr_doctor;


--
-- Name: COLUMN doctor_reviews.ai_seen; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(ai_seen) ON TABLE public.doctor_reviews TO fr_doctor;


--
-- Name: TABLE events; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.events TO fr_definer;
GRANT SELECT ON TABLE public.events TO fr_backup;
GRANT SELECT ON TABLE public.events TO fr_patient;
GRANT SELECT ON TABLE public.events TO fr_radiologist;
GRANT SELECT ON TABLE public.events TO fr_doctor;
GRANT SELECT ON TABLE public.events TO fr_tech;
GRANT SELECT,DELETE ON TABLE public.events TO fr_worker;


--
-- Name: TABLE follow_ups; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.follow_ups TO fr_definer;
GRANT SELECT ON TABLE public.follow_ups TO fr_backup;
GRANT SELECT ON TABLE public.follow_ups TO fr_radiologist;
GRANT SELECT ON TABLE public.follow_ups TO fr_doctor;
GRANT SELECT ON TABLE public.follow_ups TO fr_tech;


--
-- Name: COLUMN follow_ups.review_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(review_id) ON TABLE public.follow_ups TO fr_doctor;


--
-- Name: COLUMN follow_ups.report_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(report_id) ON TABLE public.follow_ups TO fr_doctor;


--
-- Name: COLUMN follow_ups.due_on; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(due_on) ON TABLE public.follow_ups TO fr_doctor;


--
-- Name: COLUMN follow_ups.closed_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(closed_at) ON TABLE public.follow_ups TO fr_doctor;


--
-- Name: COLUMN follow_ups.closed_by; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(closed_by) ON TABLE public.follow_ups TO fr_doctor;


--
-- Name: COLUMN follow_ups.evidence; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(evidence) ON TABLE public.follow_ups TO fr_doctor;


--
-- Name: COLUMN follow_ups.evidence_report_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(evidence_report_id) ON TABLE public.follow_ups TO fr_doctor;


--
-- Name: TABLE idempotency_keys; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.idempotency_keys TO fr_definer;
GRANT SELECT ON TABLE public.idempotency_keys TO fr_backup;
GRANT SELECT,INSERT ON TABLE public.idempotency_keys TO fr_radiologist;
GRANT SELECT,INSERT ON TABLE public.idempotency_keys TO fr_doctor;
GRANT SELECT,INSERT ON TABLE public.idempotency_keys TO fr_tech;
GRANT DELETE ON TABLE public.idempotency_keys TO fr_worker;


--
-- Name: COLUMN idempotency_keys.created_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(created_at) ON TABLE public.idempotency_keys TO fr_worker;


--
-- Name: TABLE image_annotation_versions; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.image_annotation_versions TO fr_definer;
GRANT SELECT ON TABLE public.image_annotation_versions TO fr_backup;
GRANT SELECT ON TABLE public.image_annotation_versions TO fr_doctor;


--
-- Name: TABLE image_annotations; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.image_annotations TO fr_definer;
GRANT SELECT ON TABLE public.image_annotations TO fr_backup;
GRANT SELECT ON TABLE public.image_annotations TO fr_radiologist;
GRANT SELECT ON TABLE public.image_annotations TO fr_doctor;


--
-- Name: COLUMN image_annotations.annotation_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(annotation_id) ON TABLE public.image_annotations TO fr_tech;
GRANT INSERT(annotation_id) ON TABLE public.image_annotations TO fr_doctor;


--
-- Name: COLUMN image_annotations.report_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(report_id) ON TABLE public.image_annotations TO fr_tech;
GRANT INSERT(report_id) ON TABLE public.image_annotations TO fr_doctor;


--
-- Name: COLUMN image_annotations.image_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(image_id) ON TABLE public.image_annotations TO fr_tech;
GRANT INSERT(image_id) ON TABLE public.image_annotations TO fr_doctor;


--
-- Name: COLUMN image_annotations.frame; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(frame) ON TABLE public.image_annotations TO fr_tech;
GRANT INSERT(frame) ON TABLE public.image_annotations TO fr_doctor;


--
-- Name: COLUMN image_annotations.tool; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(tool) ON TABLE public.image_annotations TO fr_tech;
GRANT INSERT(tool) ON TABLE public.image_annotations TO fr_doctor;


--
-- Name: COLUMN image_annotations.points; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(points),UPDATE(points) ON TABLE public.image_annotations TO fr_doctor;


--
-- Name: COLUMN image_annotations.label_text; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(label_text),UPDATE(label_text) ON TABLE public.image_annotations TO fr_doctor;


--
-- Name: COLUMN image_annotations.author_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(author_id) ON TABLE public.image_annotations TO fr_tech;
GRANT INSERT(author_id) ON TABLE public.image_annotations TO fr_doctor;


--
-- Name: COLUMN image_annotations.version; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(version) ON TABLE public.image_annotations TO fr_tech;


--
-- Name: COLUMN image_annotations.created_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(created_at) ON TABLE public.image_annotations TO fr_tech;


--
-- Name: COLUMN image_annotations.updated_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(updated_at) ON TABLE public.image_annotations TO fr_tech;


--
-- Name: COLUMN image_annotations.removed_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(removed_at) ON TABLE public.image_annotations TO fr_tech;
GRANT UPDATE(removed_at) ON TABLE public.image_annotations TO fr_doctor;


--
-- Name: TABLE mail_deliveries; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mail_deliveries TO fr_definer;
GRANT SELECT ON TABLE public.mail_deliveries TO fr_backup;
GRANT SELECT ON TABLE public.mail_deliveries TO fr_tech;


--
-- Name: TABLE medical_reports; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.medical_reports TO fr_definer;
GRANT SELECT ON TABLE public.medical_reports TO fr_backup;
GRANT SELECT ON TABLE public.medical_reports TO fr_radiologist;
GRANT SELECT ON TABLE public.medical_reports TO fr_doctor;
GRANT SELECT ON TABLE public.medical_reports TO fr_tech;
GRANT SELECT ON TABLE public.medical_reports TO fr_worker;
GRANT SELECT ON TABLE public.medical_reports TO fr_view;


--
-- Name: COLUMN medical_reports.report_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(report_id) ON TABLE public.medical_reports TO fr_patient;
GRANT INSERT(report_id) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(report_id) ON TABLE public.medical_reports TO fr_worker;
GRANT SELECT(report_id) ON TABLE public.medical_reports TO fr_visitor;


--
-- Name: COLUMN medical_reports.patient_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(patient_id) ON TABLE public.medical_reports TO fr_patient;
GRANT INSERT(patient_id) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(patient_id) ON TABLE public.medical_reports TO fr_worker;
GRANT SELECT(patient_id) ON TABLE public.medical_reports TO fr_visitor;


--
-- Name: COLUMN medical_reports.radiologist_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(radiologist_id) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(radiologist_id) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.patient_name; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(patient_name) ON TABLE public.medical_reports TO fr_patient;
GRANT INSERT(patient_name) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(patient_name) ON TABLE public.medical_reports TO fr_worker;
GRANT SELECT(patient_name) ON TABLE public.medical_reports TO fr_visitor;


--
-- Name: COLUMN medical_reports.radiologist_name; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(radiologist_name) ON TABLE public.medical_reports TO fr_patient;
GRANT INSERT(radiologist_name) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(radiologist_name) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.study_type; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(study_type) ON TABLE public.medical_reports TO fr_patient;
GRANT INSERT(study_type) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(study_type) ON TABLE public.medical_reports TO fr_worker;
GRANT SELECT(study_type) ON TABLE public.medical_reports TO fr_visitor;


--
-- Name: COLUMN medical_reports.report_image_url; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(report_image_url) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(report_image_url) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.image_metadata; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(image_metadata) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(image_metadata),UPDATE(image_metadata) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.risk_score; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(risk_score) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.confidence_score; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(confidence_score) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.findings; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(findings) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.recommendations; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(recommendations) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.upload_date; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(upload_date) ON TABLE public.medical_reports TO fr_patient;
GRANT INSERT(upload_date) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(upload_date) ON TABLE public.medical_reports TO fr_worker;
GRANT SELECT(upload_date) ON TABLE public.medical_reports TO fr_visitor;


--
-- Name: COLUMN medical_reports.status; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(status) ON TABLE public.medical_reports TO fr_patient;


--
-- Name: COLUMN medical_reports.patient_age; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(patient_age) ON TABLE public.medical_reports TO fr_patient;
GRANT INSERT(patient_age) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(patient_age) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.patient_gender; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(patient_gender) ON TABLE public.medical_reports TO fr_patient;
GRANT INSERT(patient_gender) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(patient_gender) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.medical_history; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(medical_history) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(medical_history) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.symptoms; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(symptoms) ON TABLE public.medical_reports TO fr_patient;
GRANT INSERT(symptoms) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(symptoms) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.created_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(created_at) ON TABLE public.medical_reports TO fr_patient;


--
-- Name: COLUMN medical_reports.study_instance_uid; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(study_instance_uid) ON TABLE public.medical_reports TO fr_patient;
GRANT INSERT(study_instance_uid) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(study_instance_uid) ON TABLE public.medical_reports TO fr_worker;
GRANT SELECT(study_instance_uid) ON TABLE public.medical_reports TO fr_visitor;


--
-- Name: COLUMN medical_reports.content_digest; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(content_digest) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(content_digest) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.identity_state; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(identity_state) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(identity_state) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: COLUMN medical_reports.clinical_priority; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(clinical_priority) ON TABLE public.medical_reports TO fr_radiologist;
GRANT INSERT(clinical_priority) ON TABLE public.medical_reports TO fr_worker;


--
-- Name: TABLE model_metrics; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.model_metrics TO fr_definer;
GRANT SELECT ON TABLE public.model_metrics TO fr_backup;
GRANT SELECT ON TABLE public.model_metrics TO fr_radiologist;
GRANT SELECT ON TABLE public.model_metrics TO fr_doctor;
GRANT SELECT,INSERT ON TABLE public.model_metrics TO fr_tech;
GRANT SELECT,INSERT ON TABLE public.model_metrics TO fr_worker;


--
-- Name: TABLE notifications; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.notifications TO fr_definer;
GRANT SELECT ON TABLE public.notifications TO fr_backup;
GRANT SELECT ON TABLE public.notifications TO fr_patient;
GRANT SELECT ON TABLE public.notifications TO fr_radiologist;
GRANT SELECT ON TABLE public.notifications TO fr_doctor;
GRANT SELECT ON TABLE public.notifications TO fr_tech;


--
-- Name: COLUMN notifications.is_read; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(is_read) ON TABLE public.notifications TO fr_patient;
GRANT UPDATE(is_read) ON TABLE public.notifications TO fr_radiologist;
GRANT UPDATE(is_read) ON TABLE public.notifications TO fr_doctor;
GRANT UPDATE(is_read) ON TABLE public.notifications TO fr_tech;


--
-- Name: COLUMN notifications.read_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(read_at) ON TABLE public.notifications TO fr_patient;
GRANT UPDATE(read_at) ON TABLE public.notifications TO fr_radiologist;
GRANT UPDATE(read_at) ON TABLE public.notifications TO fr_doctor;
GRANT UPDATE(read_at) ON TABLE public.notifications TO fr_tech;


--
-- Name: TABLE partial_upload_pieces; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partial_upload_pieces TO fr_definer;
GRANT SELECT ON TABLE public.partial_upload_pieces TO fr_backup;
GRANT SELECT,INSERT ON TABLE public.partial_upload_pieces TO fr_radiologist;
GRANT SELECT ON TABLE public.partial_upload_pieces TO fr_worker;


--
-- Name: TABLE partial_uploads; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partial_uploads TO fr_definer;
GRANT SELECT ON TABLE public.partial_uploads TO fr_backup;
GRANT SELECT ON TABLE public.partial_uploads TO fr_radiologist;
GRANT SELECT,DELETE ON TABLE public.partial_uploads TO fr_worker;


--
-- Name: COLUMN partial_uploads.upload_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(upload_id) ON TABLE public.partial_uploads TO fr_radiologist;


--
-- Name: COLUMN partial_uploads.user_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(user_id) ON TABLE public.partial_uploads TO fr_radiologist;


--
-- Name: COLUMN partial_uploads.size_bytes; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(size_bytes) ON TABLE public.partial_uploads TO fr_radiologist;


--
-- Name: COLUMN partial_uploads.received_bytes; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(received_bytes) ON TABLE public.partial_uploads TO fr_radiologist;


--
-- Name: TABLE patient_identifiers; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.patient_identifiers TO fr_definer;
GRANT SELECT ON TABLE public.patient_identifiers TO fr_backup;
GRANT SELECT ON TABLE public.patient_identifiers TO fr_patient;
GRANT SELECT ON TABLE public.patient_identifiers TO fr_doctor;
GRANT SELECT ON TABLE public.patient_identifiers TO fr_tech;
GRANT SELECT ON TABLE public.patient_identifiers TO fr_worker;


--
-- Name: COLUMN patient_identifiers.issuer; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(issuer) ON TABLE public.patient_identifiers TO fr_tech;


--
-- Name: COLUMN patient_identifiers.value; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(value) ON TABLE public.patient_identifiers TO fr_tech;


--
-- Name: COLUMN patient_identifiers.patient_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(patient_id) ON TABLE public.patient_identifiers TO fr_tech;


--
-- Name: COLUMN patient_identifiers.is_verified; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(is_verified) ON TABLE public.patient_identifiers TO fr_tech;


--
-- Name: TABLE patient_medical_history; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.patient_medical_history TO fr_definer;
GRANT SELECT ON TABLE public.patient_medical_history TO fr_backup;
GRANT SELECT ON TABLE public.patient_medical_history TO fr_patient;
GRANT SELECT ON TABLE public.patient_medical_history TO fr_doctor;
GRANT SELECT ON TABLE public.patient_medical_history TO fr_tech;


--
-- Name: COLUMN patient_medical_history.patient_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(patient_id) ON TABLE public.patient_medical_history TO fr_doctor;
GRANT INSERT(patient_id) ON TABLE public.patient_medical_history TO fr_patient;


--
-- Name: COLUMN patient_medical_history.conditions; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(conditions),UPDATE(conditions) ON TABLE public.patient_medical_history TO fr_doctor;
GRANT INSERT(conditions),UPDATE(conditions) ON TABLE public.patient_medical_history TO fr_patient;


--
-- Name: COLUMN patient_medical_history.allergies; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(allergies),UPDATE(allergies) ON TABLE public.patient_medical_history TO fr_doctor;
GRANT INSERT(allergies),UPDATE(allergies) ON TABLE public.patient_medical_history TO fr_patient;


--
-- Name: COLUMN patient_medical_history.medications; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(medications),UPDATE(medications) ON TABLE public.patient_medical_history TO fr_doctor;
GRANT INSERT(medications),UPDATE(medications) ON TABLE public.patient_medical_history TO fr_patient;


--
-- Name: COLUMN patient_medical_history.family_history; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(family_history),UPDATE(family_history) ON TABLE public.patient_medical_history TO fr_doctor;
GRANT INSERT(family_history),UPDATE(family_history) ON TABLE public.patient_medical_history TO fr_patient;


--
-- Name: COLUMN patient_medical_history.smoking_status; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(smoking_status),UPDATE(smoking_status) ON TABLE public.patient_medical_history TO fr_doctor;
GRANT INSERT(smoking_status),UPDATE(smoking_status) ON TABLE public.patient_medical_history TO fr_patient;


--
-- Name: COLUMN patient_medical_history.alcohol_consumption; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(alcohol_consumption),UPDATE(alcohol_consumption) ON TABLE public.patient_medical_history TO fr_doctor;
GRANT INSERT(alcohol_consumption),UPDATE(alcohol_consumption) ON TABLE public.patient_medical_history TO fr_patient;


--
-- Name: COLUMN patient_medical_history.exercise_frequency; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(exercise_frequency),UPDATE(exercise_frequency) ON TABLE public.patient_medical_history TO fr_doctor;
GRANT INSERT(exercise_frequency),UPDATE(exercise_frequency) ON TABLE public.patient_medical_history TO fr_patient;


--
-- Name: COLUMN patient_medical_history.previous_surgeries; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(previous_surgeries),UPDATE(previous_surgeries) ON TABLE public.patient_medical_history TO fr_doctor;
GRANT INSERT(previous_surgeries),UPDATE(previous_surgeries) ON TABLE public.patient_medical_history TO fr_patient;


--
-- Name: COLUMN patient_medical_history.previous_hospitalizations; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(previous_hospitalizations),UPDATE(previous_hospitalizations) ON TABLE public.patient_medical_history TO fr_doctor;
GRANT INSERT(previous_hospitalizations),UPDATE(previous_hospitalizations) ON TABLE public.patient_medical_history TO fr_patient;


--
-- Name: COLUMN patient_medical_history.updated_by; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(updated_by) ON TABLE public.patient_medical_history TO fr_doctor;
GRANT UPDATE(updated_by) ON TABLE public.patient_medical_history TO fr_patient;


--
-- Name: TABLE quarantined_instances; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.quarantined_instances TO fr_definer;
GRANT SELECT ON TABLE public.quarantined_instances TO fr_backup;
GRANT SELECT ON TABLE public.quarantined_instances TO fr_doctor;
GRANT SELECT ON TABLE public.quarantined_instances TO fr_tech;
GRANT SELECT ON TABLE public.quarantined_instances TO fr_worker;


--
-- Name: COLUMN quarantined_instances.report_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(report_id) ON TABLE public.quarantined_instances TO fr_radiologist;
GRANT INSERT(report_id) ON TABLE public.quarantined_instances TO fr_worker;


--
-- Name: COLUMN quarantined_instances.sop_instance_uid; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(sop_instance_uid) ON TABLE public.quarantined_instances TO fr_radiologist;
GRANT INSERT(sop_instance_uid) ON TABLE public.quarantined_instances TO fr_worker;


--
-- Name: COLUMN quarantined_instances.reason; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(reason) ON TABLE public.quarantined_instances TO fr_radiologist;
GRANT INSERT(reason) ON TABLE public.quarantined_instances TO fr_worker;


--
-- Name: COLUMN quarantined_instances.claimed_identity; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(claimed_identity) ON TABLE public.quarantined_instances TO fr_radiologist;
GRANT INSERT(claimed_identity) ON TABLE public.quarantined_instances TO fr_worker;


--
-- Name: COLUMN quarantined_instances.provisional_patient_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(provisional_patient_id) ON TABLE public.quarantined_instances TO fr_radiologist;
GRANT INSERT(provisional_patient_id) ON TABLE public.quarantined_instances TO fr_worker;


--
-- Name: TABLE report_images; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.report_images TO fr_definer;
GRANT SELECT ON TABLE public.report_images TO fr_backup;
GRANT SELECT ON TABLE public.report_images TO fr_patient;
GRANT SELECT,INSERT ON TABLE public.report_images TO fr_radiologist;
GRANT SELECT ON TABLE public.report_images TO fr_doctor;
GRANT SELECT ON TABLE public.report_images TO fr_tech;
GRANT SELECT,INSERT ON TABLE public.report_images TO fr_worker;


--
-- Name: COLUMN report_images.image_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(image_id) ON TABLE public.report_images TO fr_visitor;


--
-- Name: COLUMN report_images.report_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(report_id) ON TABLE public.report_images TO fr_visitor;


--
-- Name: COLUMN report_images.image_format; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(image_format) ON TABLE public.report_images TO fr_visitor;


--
-- Name: COLUMN report_images.width; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(width) ON TABLE public.report_images TO fr_visitor;


--
-- Name: COLUMN report_images.height; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(height) ON TABLE public.report_images TO fr_visitor;


--
-- Name: COLUMN report_images.display_order; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(display_order) ON TABLE public.report_images TO fr_visitor;


--
-- Name: COLUMN report_images.object_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(object_id) ON TABLE public.report_images TO fr_visitor;


--
-- Name: COLUMN report_images.frames; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(frames) ON TABLE public.report_images TO fr_visitor;


--
-- Name: COLUMN report_images.has_pixels; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(has_pixels) ON TABLE public.report_images TO fr_visitor;


--
-- Name: COLUMN report_images.made_by_run; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(made_by_run) ON TABLE public.report_images TO fr_visitor;


--
-- Name: TABLE result_releases; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.result_releases TO fr_definer;
GRANT SELECT ON TABLE public.result_releases TO fr_backup;
GRANT SELECT,INSERT ON TABLE public.result_releases TO fr_doctor;
GRANT SELECT ON TABLE public.result_releases TO fr_tech;
GRANT SELECT ON TABLE public.result_releases TO fr_worker;
GRANT SELECT ON TABLE public.result_releases TO fr_view;


--
-- Name: COLUMN result_releases.report_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(report_id) ON TABLE public.result_releases TO fr_visitor;


--
-- Name: COLUMN result_releases.review_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(review_id) ON TABLE public.result_releases TO fr_doctor;
GRANT SELECT(review_id) ON TABLE public.result_releases TO fr_visitor;


--
-- Name: COLUMN result_releases.state; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(state) ON TABLE public.result_releases TO fr_doctor;
GRANT UPDATE(state) ON TABLE public.result_releases TO fr_worker;


--
-- Name: COLUMN result_releases.release_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(release_at) ON TABLE public.result_releases TO fr_doctor;
GRANT UPDATE(release_at) ON TABLE public.result_releases TO fr_worker;
GRANT SELECT(release_at) ON TABLE public.result_releases TO fr_visitor;


--
-- Name: COLUMN result_releases.held_reason; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(held_reason) ON TABLE public.result_releases TO fr_doctor;


--
-- Name: COLUMN result_releases.patient_text; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(patient_text) ON TABLE public.result_releases TO fr_doctor;
GRANT SELECT(patient_text) ON TABLE public.result_releases TO fr_visitor;


--
-- Name: COLUMN result_releases.risk; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(risk) ON TABLE public.result_releases TO fr_doctor;
GRANT SELECT(risk) ON TABLE public.result_releases TO fr_visitor;


--
-- Name: TABLE review_addenda; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.review_addenda TO fr_definer;
GRANT SELECT ON TABLE public.review_addenda TO fr_backup;
GRANT SELECT ON TABLE public.review_addenda TO fr_radiologist;
GRANT SELECT ON TABLE public.review_addenda TO fr_doctor;
GRANT SELECT ON TABLE public.review_addenda TO fr_tech;
GRANT SELECT ON TABLE public.review_addenda TO fr_patient;


--
-- Name: COLUMN review_addenda.addendum_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(addendum_id) ON TABLE public.review_addenda TO fr_doctor;
GRANT SELECT(addendum_id) ON TABLE public.review_addenda TO fr_visitor;


--
-- Name: COLUMN review_addenda.review_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(review_id) ON TABLE public.review_addenda TO fr_doctor;
GRANT SELECT(review_id) ON TABLE public.review_addenda TO fr_visitor;


--
-- Name: COLUMN review_addenda.doctor_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(doctor_id) ON TABLE public.review_addenda TO fr_doctor;


--
-- Name: COLUMN review_addenda.addendum_text; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(addendum_text) ON TABLE public.review_addenda TO fr_doctor;
GRANT SELECT(addendum_text) ON TABLE public.review_addenda TO fr_visitor;


--
-- Name: COLUMN review_addenda.created_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(created_at) ON TABLE public.review_addenda TO fr_visitor;


--
-- Name: TABLE review_versions; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.review_versions TO fr_definer;
GRANT SELECT ON TABLE public.review_versions TO fr_backup;
GRANT SELECT ON TABLE public.review_versions TO fr_doctor;
GRANT SELECT ON TABLE public.review_versions TO fr_tech;


--
-- Name: TABLE sessions; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sessions TO fr_definer;
GRANT SELECT ON TABLE public.sessions TO fr_backup;


--
-- Name: COLUMN sessions.session_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(session_id) ON TABLE public.sessions TO fr_patient;
GRANT SELECT(session_id) ON TABLE public.sessions TO fr_radiologist;
GRANT SELECT(session_id) ON TABLE public.sessions TO fr_doctor;
GRANT SELECT(session_id) ON TABLE public.sessions TO fr_tech;


--
-- Name: COLUMN sessions.user_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(user_id) ON TABLE public.sessions TO fr_patient;
GRANT SELECT(user_id) ON TABLE public.sessions TO fr_radiologist;
GRANT SELECT(user_id) ON TABLE public.sessions TO fr_doctor;
GRANT SELECT(user_id) ON TABLE public.sessions TO fr_tech;


--
-- Name: COLUMN sessions.ip_address; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(ip_address) ON TABLE public.sessions TO fr_patient;
GRANT SELECT(ip_address) ON TABLE public.sessions TO fr_radiologist;
GRANT SELECT(ip_address) ON TABLE public.sessions TO fr_doctor;
GRANT SELECT(ip_address) ON TABLE public.sessions TO fr_tech;


--
-- Name: COLUMN sessions.user_agent; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(user_agent) ON TABLE public.sessions TO fr_patient;
GRANT SELECT(user_agent) ON TABLE public.sessions TO fr_radiologist;
GRANT SELECT(user_agent) ON TABLE public.sessions TO fr_doctor;
GRANT SELECT(user_agent) ON TABLE public.sessions TO fr_tech;


--
-- Name: COLUMN sessions.device_info; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(device_info) ON TABLE public.sessions TO fr_patient;
GRANT SELECT(device_info) ON TABLE public.sessions TO fr_radiologist;
GRANT SELECT(device_info) ON TABLE public.sessions TO fr_doctor;
GRANT SELECT(device_info) ON TABLE public.sessions TO fr_tech;


--
-- Name: COLUMN sessions.login_time; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(login_time) ON TABLE public.sessions TO fr_patient;
GRANT SELECT(login_time) ON TABLE public.sessions TO fr_radiologist;
GRANT SELECT(login_time) ON TABLE public.sessions TO fr_doctor;
GRANT SELECT(login_time) ON TABLE public.sessions TO fr_tech;


--
-- Name: COLUMN sessions.last_activity; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(last_activity) ON TABLE public.sessions TO fr_patient;
GRANT SELECT(last_activity) ON TABLE public.sessions TO fr_radiologist;
GRANT SELECT(last_activity) ON TABLE public.sessions TO fr_doctor;
GRANT SELECT(last_activity) ON TABLE public.sessions TO fr_tech;


--
-- Name: COLUMN sessions.expires_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(expires_at) ON TABLE public.sessions TO fr_patient;
GRANT SELECT(expires_at) ON TABLE public.sessions TO fr_radiologist;
GRANT SELECT(expires_at) ON TABLE public.sessions TO fr_doctor;
GRANT SELECT(expires_at) ON TABLE public.sessions TO fr_tech;


--
-- Name: COLUMN sessions.is_active; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(is_active) ON TABLE public.sessions TO fr_patient;
GRANT SELECT(is_active) ON TABLE public.sessions TO fr_radiologist;
GRANT SELECT(is_active) ON TABLE public.sessions TO fr_doctor;
GRANT SELECT(is_active) ON TABLE public.sessions TO fr_tech;


--
-- Name: COLUMN sessions.logout_time; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(logout_time) ON TABLE public.sessions TO fr_patient;
GRANT SELECT(logout_time) ON TABLE public.sessions TO fr_radiologist;
GRANT SELECT(logout_time) ON TABLE public.sessions TO fr_doctor;
GRANT SELECT(logout_time) ON TABLE public.sessions TO fr_tech;


--
-- Name: COLUMN sessions.access_expires_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(access_expires_at) ON TABLE public.sessions TO fr_patient;
GRANT SELECT(access_expires_at) ON TABLE public.sessions TO fr_radiologist;
GRANT SELECT(access_expires_at) ON TABLE public.sessions TO fr_doctor;
GRANT SELECT(access_expires_at) ON TABLE public.sessions TO fr_tech;


--
-- Name: COLUMN sessions.password_entered_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(password_entered_at) ON TABLE public.sessions TO fr_patient;
GRANT SELECT(password_entered_at) ON TABLE public.sessions TO fr_radiologist;
GRANT SELECT(password_entered_at) ON TABLE public.sessions TO fr_doctor;
GRANT SELECT(password_entered_at) ON TABLE public.sessions TO fr_tech;


--
-- Name: COLUMN sessions.end_reason; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(end_reason) ON TABLE public.sessions TO fr_patient;
GRANT SELECT(end_reason) ON TABLE public.sessions TO fr_radiologist;
GRANT SELECT(end_reason) ON TABLE public.sessions TO fr_doctor;
GRANT SELECT(end_reason) ON TABLE public.sessions TO fr_tech;


--
-- Name: TABLE setting_changes; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.setting_changes TO fr_definer;
GRANT SELECT ON TABLE public.setting_changes TO fr_backup;
GRANT SELECT ON TABLE public.setting_changes TO fr_tech;


--
-- Name: TABLE stored_objects; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stored_objects TO fr_definer;
GRANT SELECT ON TABLE public.stored_objects TO fr_backup;
GRANT SELECT ON TABLE public.stored_objects TO fr_patient;
GRANT SELECT,INSERT ON TABLE public.stored_objects TO fr_radiologist;
GRANT SELECT ON TABLE public.stored_objects TO fr_doctor;
GRANT SELECT ON TABLE public.stored_objects TO fr_tech;
GRANT SELECT,INSERT ON TABLE public.stored_objects TO fr_worker;


--
-- Name: COLUMN stored_objects.object_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(object_id) ON TABLE public.stored_objects TO fr_visitor;


--
-- Name: COLUMN stored_objects.size_bytes; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(size_bytes) ON TABLE public.stored_objects TO fr_visitor;


--
-- Name: TABLE system_settings; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_settings TO fr_definer;
GRANT SELECT ON TABLE public.system_settings TO fr_backup;
GRANT SELECT ON TABLE public.system_settings TO fr_doctor;
GRANT SELECT ON TABLE public.system_settings TO fr_tech;
GRANT SELECT ON TABLE public.system_settings TO fr_worker;


--
-- Name: COLUMN system_settings.setting_value; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(setting_value) ON TABLE public.system_settings TO fr_tech;


--
-- Name: COLUMN system_settings.updated_by; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(updated_by) ON TABLE public.system_settings TO fr_tech;


--
-- Name: TABLE users; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.users TO fr_definer;
GRANT SELECT ON TABLE public.users TO fr_backup;


--
-- Name: COLUMN users.id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(id) ON TABLE public.users TO fr_patient;
GRANT SELECT(id) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(id) ON TABLE public.users TO fr_doctor;
GRANT SELECT(id) ON TABLE public.users TO fr_tech;
GRANT SELECT(id) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.name; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(name),UPDATE(name) ON TABLE public.users TO fr_patient;
GRANT SELECT(name),UPDATE(name) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(name),UPDATE(name) ON TABLE public.users TO fr_doctor;
GRANT SELECT(name),UPDATE(name) ON TABLE public.users TO fr_tech;
GRANT SELECT(name) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.email; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(email) ON TABLE public.users TO fr_patient;
GRANT SELECT(email) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(email) ON TABLE public.users TO fr_doctor;
GRANT SELECT(email) ON TABLE public.users TO fr_tech;
GRANT SELECT(email) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.role; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(role) ON TABLE public.users TO fr_patient;
GRANT SELECT(role) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(role) ON TABLE public.users TO fr_doctor;
GRANT SELECT(role) ON TABLE public.users TO fr_tech;
GRANT SELECT(role) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.profile_picture_url; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(profile_picture_url),UPDATE(profile_picture_url) ON TABLE public.users TO fr_patient;
GRANT SELECT(profile_picture_url),UPDATE(profile_picture_url) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(profile_picture_url),UPDATE(profile_picture_url) ON TABLE public.users TO fr_doctor;
GRANT SELECT(profile_picture_url),UPDATE(profile_picture_url) ON TABLE public.users TO fr_tech;
GRANT SELECT(profile_picture_url) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.phone; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(phone),UPDATE(phone) ON TABLE public.users TO fr_patient;
GRANT SELECT(phone),UPDATE(phone) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(phone),UPDATE(phone) ON TABLE public.users TO fr_doctor;
GRANT SELECT(phone),UPDATE(phone) ON TABLE public.users TO fr_tech;
GRANT SELECT(phone) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.date_of_birth; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(date_of_birth) ON TABLE public.users TO fr_patient;
GRANT SELECT(date_of_birth) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(date_of_birth) ON TABLE public.users TO fr_doctor;
GRANT SELECT(date_of_birth),UPDATE(date_of_birth) ON TABLE public.users TO fr_tech;
GRANT SELECT(date_of_birth) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.created_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(created_at) ON TABLE public.users TO fr_patient;
GRANT SELECT(created_at) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(created_at) ON TABLE public.users TO fr_doctor;
GRANT SELECT(created_at) ON TABLE public.users TO fr_tech;
GRANT SELECT(created_at) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.updated_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(updated_at) ON TABLE public.users TO fr_patient;
GRANT SELECT(updated_at) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(updated_at) ON TABLE public.users TO fr_doctor;
GRANT SELECT(updated_at) ON TABLE public.users TO fr_tech;
GRANT SELECT(updated_at) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.last_login_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(last_login_at) ON TABLE public.users TO fr_patient;
GRANT SELECT(last_login_at) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(last_login_at) ON TABLE public.users TO fr_doctor;
GRANT SELECT(last_login_at) ON TABLE public.users TO fr_tech;
GRANT SELECT(last_login_at) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.is_active; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(is_active) ON TABLE public.users TO fr_patient;
GRANT SELECT(is_active) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(is_active) ON TABLE public.users TO fr_doctor;
GRANT SELECT(is_active),UPDATE(is_active) ON TABLE public.users TO fr_tech;
GRANT SELECT(is_active) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.is_email_verified; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(is_email_verified) ON TABLE public.users TO fr_patient;
GRANT SELECT(is_email_verified) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(is_email_verified) ON TABLE public.users TO fr_doctor;
GRANT SELECT(is_email_verified) ON TABLE public.users TO fr_tech;
GRANT SELECT(is_email_verified) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.preferences; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(preferences),UPDATE(preferences) ON TABLE public.users TO fr_patient;
GRANT SELECT(preferences),UPDATE(preferences) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(preferences),UPDATE(preferences) ON TABLE public.users TO fr_doctor;
GRANT SELECT(preferences),UPDATE(preferences) ON TABLE public.users TO fr_tech;
GRANT SELECT(preferences) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.created_by; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(created_by) ON TABLE public.users TO fr_patient;
GRANT SELECT(created_by) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(created_by) ON TABLE public.users TO fr_doctor;
GRANT SELECT(created_by) ON TABLE public.users TO fr_tech;
GRANT SELECT(created_by) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.updated_by; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(updated_by) ON TABLE public.users TO fr_patient;
GRANT SELECT(updated_by) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(updated_by) ON TABLE public.users TO fr_doctor;
GRANT SELECT(updated_by) ON TABLE public.users TO fr_tech;
GRANT SELECT(updated_by) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.is_provisional; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(is_provisional) ON TABLE public.users TO fr_patient;
GRANT SELECT(is_provisional) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(is_provisional) ON TABLE public.users TO fr_doctor;
GRANT SELECT(is_provisional) ON TABLE public.users TO fr_tech;
GRANT SELECT(is_provisional) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.name_folded; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(name_folded) ON TABLE public.users TO fr_patient;
GRANT SELECT(name_folded) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(name_folded) ON TABLE public.users TO fr_doctor;
GRANT SELECT(name_folded) ON TABLE public.users TO fr_tech;
GRANT SELECT(name_folded) ON TABLE public.users TO fr_worker;


--
-- Name: COLUMN users.is_machine; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT(is_machine) ON TABLE public.users TO fr_patient;
GRANT SELECT(is_machine) ON TABLE public.users TO fr_radiologist;
GRANT SELECT(is_machine) ON TABLE public.users TO fr_doctor;
GRANT SELECT(is_machine) ON TABLE public.users TO fr_tech;
GRANT SELECT(is_machine) ON TABLE public.users TO fr_worker;


--
-- Name: TABLE v_doctor_priority_queue; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT ON TABLE public.v_doctor_priority_queue TO fr_doctor;
GRANT SELECT ON TABLE public.v_doctor_priority_queue TO fr_tech;


--
-- Name: TABLE v_patient_portal; Type: ACL; Schema: public; Owner: fr_view
--

GRANT SELECT ON TABLE public.v_patient_portal TO fr_patient;


--
-- Name: TABLE v_patient_reports; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT ON TABLE public.v_patient_reports TO fr_doctor;
GRANT SELECT ON TABLE public.v_patient_reports TO fr_tech;


--
-- Name: TABLE worklist_claims; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.worklist_claims TO fr_definer;
GRANT SELECT ON TABLE public.worklist_claims TO fr_backup;
GRANT SELECT,INSERT,DELETE ON TABLE public.worklist_claims TO fr_doctor;
GRANT SELECT ON TABLE public.worklist_claims TO fr_tech;
GRANT SELECT,DELETE ON TABLE public.worklist_claims TO fr_worker;
GRANT SELECT ON TABLE public.worklist_claims TO fr_view;


--
-- Name: COLUMN worklist_claims.doctor_id; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(doctor_id) ON TABLE public.worklist_claims TO fr_doctor;


--
-- Name: COLUMN worklist_claims.claimed_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(claimed_at) ON TABLE public.worklist_claims TO fr_doctor;


--
-- Name: COLUMN worklist_claims.heartbeat_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(heartbeat_at) ON TABLE public.worklist_claims TO fr_doctor;


--
-- Name: COLUMN worklist_claims.expires_at; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT UPDATE(expires_at) ON TABLE public.worklist_claims TO fr_doctor;


--
-- Name: TABLE v_worklist; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT ON TABLE public.v_worklist TO fr_doctor;
GRANT SELECT ON TABLE public.v_worklist TO fr_tech;


--
-- Name: TABLE worklist_views; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.worklist_views TO fr_definer;
GRANT SELECT ON TABLE public.worklist_views TO fr_backup;
GRANT SELECT,DELETE ON TABLE public.worklist_views TO fr_doctor;
GRANT SELECT,DELETE ON TABLE public.worklist_views TO fr_tech;


--
-- Name: COLUMN worklist_views.name; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(name) ON TABLE public.worklist_views TO fr_doctor;
GRANT INSERT(name) ON TABLE public.worklist_views TO fr_tech;


--
-- Name: COLUMN worklist_views.filters; Type: ACL; Schema: public; Owner: fr_owner
--

GRANT INSERT(filters),UPDATE(filters) ON TABLE public.worklist_views TO fr_doctor;
GRANT INSERT(filters),UPDATE(filters) ON TABLE public.worklist_views TO fr_tech;


--
-- PostgreSQL database dump complete
--


