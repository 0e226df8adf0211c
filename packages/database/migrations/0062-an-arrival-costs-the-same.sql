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
