-- Studies as they arrive: reports, their images, the DICOM index, and whose they are.
set local role fr_owner;

-- What was stored in the object store. Rows never point at missing objects: the row is written after the fsync.
create table public.stored_objects (
  object_id uuid primary key,
  sha256 bytea not null,
  size_bytes bigint not null,
  key_id varchar(64) not null,
  created_at timestamptz not null default current_timestamp,
  constraint stored_objects_sha256_check check (octet_length(sha256) = 32),
  constraint stored_objects_size_bytes_check check (size_bytes >= 0)
);
comment on table public.stored_objects is 'One encrypted object in the object store. sha256 and size are of the plain bytes.';
comment on column public.stored_objects.key_id is 'Which key-encryption key wraps the object''s own key.';
call app.protect('public.stored_objects');

create table public.dicom_studies (
  study_instance_uid varchar(64) primary key,
  patient_id uuid not null references public.users (id) on delete restrict,
  study_date date,
  study_time varchar(16),
  study_id varchar(64),
  accession_number varchar(64),
  study_description text,
  referring_physician_name text,
  modalities_in_study text[] not null default '{}',
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
create index dicom_studies_patient_id_idx on public.dicom_studies (patient_id);
create index dicom_studies_study_date_idx on public.dicom_studies (study_date desc);
create index dicom_studies_accession_number_idx on public.dicom_studies (accession_number) where accession_number is not null;
comment on table public.dicom_studies is 'The study level of the DICOM index; uploads without DICOM get a 2.25 UID of our own.';
comment on column public.dicom_studies.study_time is 'DICOM TM as received, (0008,0030).';
call app.protect('public.dicom_studies');
create trigger dicom_studies_updated_at before update on public.dicom_studies
  for each row execute function public.update_updated_at_column();

create table public.medical_reports (
  report_id uuid primary key default uuid_generate_v4(),
  patient_id uuid not null references public.users (id) on delete restrict,
  radiologist_id uuid references public.users (id) on delete restrict,
  patient_name varchar(255),
  radiologist_name varchar(255),
  study_type varchar(100),
  report_image_url text,
  image_metadata jsonb,
  risk_score varchar(10),
  confidence_score decimal(5, 4),
  findings text,
  recommendations jsonb,
  upload_date timestamptz not null default current_timestamp,
  analysis_date timestamptz,
  status varchar(20) not null default 'pending',
  patient_age integer,
  patient_gender varchar(20),
  medical_history jsonb,
  symptoms jsonb,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  created_by uuid references public.users (id) on delete set null default auth.uid(),
  updated_by uuid references public.users (id) on delete set null default auth.uid(),
  study_instance_uid varchar(64) references public.dicom_studies (study_instance_uid) on delete restrict,
  content_digest bytea,
  identity_state varchar(16) not null default 'verified',
  clinical_priority varchar(16) not null default 'routine',
  -- 1 high, 2 medium, 3 not read by the AI, 4 low; clinical priority raises a study, nothing lowers it.
  triage_class smallint not null generated always as (greatest(1,
    case risk_score when 'high' then 1 when 'medium' then 2 when 'low' then 4 else 3 end
    - case clinical_priority when 'stat' then 3 when 'urgent' then 1 else 0 end)) stored,
  due_at timestamptz not null default current_timestamp,
  patient_name_folded text collate "C" generated always as (lower(patient_name)) stored,
  constraint medical_reports_risk_score_check check (risk_score in ('low', 'medium', 'high')),
  constraint medical_reports_confidence_score_check check (confidence_score between 0 and 1),
  constraint medical_reports_status_check check (status in ('pending', 'analyzing', 'analyzed', 'reviewed', 'archived')),
  constraint medical_reports_identity_state_check check (identity_state in ('verified', 'open')),
  constraint medical_reports_clinical_priority_check check (clinical_priority in ('routine', 'urgent', 'stat')),
  constraint medical_reports_content_digest_key unique (content_digest)
);
create index idx_reports_patient_id on public.medical_reports (patient_id);
create index idx_reports_radiologist_id on public.medical_reports (radiologist_id);
create index idx_reports_status on public.medical_reports (status);
create index idx_reports_risk_score on public.medical_reports (risk_score);
create index idx_reports_upload_date on public.medical_reports (upload_date desc);
create index idx_reports_analysis_date on public.medical_reports (analysis_date desc);
create index medical_reports_of_patient_idx on public.medical_reports (patient_id, upload_date desc, report_id desc);
create index medical_reports_of_radiologist_idx on public.medical_reports (radiologist_id, upload_date desc, report_id desc);
create index medical_reports_newest_idx on public.medical_reports (upload_date desc, report_id desc);
-- A prefix search is a range over plain comparisons: LIKE and lower() are not leakproof, so under row security no index
-- would help them.
create index medical_reports_patient_name_idx on public.medical_reports (patient_name_folded, upload_date desc, report_id desc);
create index medical_reports_study_instance_uid_idx on public.medical_reports (study_instance_uid);
create index medical_reports_created_by_idx on public.medical_reports (created_by) where created_by is not null;
create index medical_reports_updated_by_idx on public.medical_reports (updated_by) where updated_by is not null;
-- Exactly the worklist's order: one branch per class, inside it the earliest due first (which is the oldest, since
-- a class has one longest wait).
create index medical_reports_worklist_idx on public.medical_reports (triage_class, due_at, report_id)
  where status in ('pending', 'analyzing', 'analyzed');
-- The seed's own view, in the seed's own order.
create index medical_reports_seed_queue_idx on public.medical_reports
  ((case when risk_score = 'high' then 1 when risk_score = 'medium' then 2 when risk_score = 'low' then 3 else 4 end), analysis_date desc, report_id)
  where status = 'analyzed';
comment on table public.medical_reports is 'Our row about one study, from its arrival to its archive.';
comment on column public.medical_reports.risk_score is 'The adopted analysis'' category; null when the AI did not read the study.';
comment on column public.medical_reports.confidence_score is 'Calibrated probability of risk_score''s category, 0 to 1.';
comment on column public.medical_reports.findings is 'enc:v1 field: what the adopted analysis says in words.';
comment on column public.medical_reports.content_digest is 'SHA-256 over uploader, patient and the sorted digests of the images: the same upload again finds this row.';
comment on column public.medical_reports.identity_state is 'open: no verified identifier; belongs to a provisional patient until a tech links it.';
comment on column public.medical_reports.triage_class is '1 high, 2 medium, 3 not read by the AI, 4 low, raised by clinical_priority.';
comment on column public.medical_reports.patient_name_folded is 'patient_name in lower case, in byte order: what a search by the beginning of a name compares.';
comment on column public.medical_reports.due_at is 'upload_date plus the longest wait of the class (setting triage.max_wait_minutes); past it the study is overdue.';
call app.protect('public.medical_reports');

create table public.report_images (
  image_id uuid primary key default uuid_generate_v4(),
  report_id uuid not null references public.medical_reports (report_id) on delete cascade,
  image_url text not null,
  image_type varchar(20),
  image_format varchar(20),
  width integer,
  height integer,
  file_size bigint,
  dicom_metadata jsonb,
  uploaded_at timestamptz not null default current_timestamp,
  display_order integer not null default 0,
  object_id uuid references public.stored_objects (object_id) on delete restrict,
  sha256 bytea,
  file_name text,
  frames integer not null default 1,
  has_pixels boolean not null default true,
  constraint report_images_image_type_check check (image_type in ('xray', 'ct_scan', 'mri')),
  constraint report_images_image_format_check check (image_format in ('JPEG', 'PNG', 'DICOM'))
);
create index report_images_report_id_idx on public.report_images (report_id, display_order);
-- One object, one image: nobody reads another's bytes by naming their object.
create unique index report_images_object_id_key on public.report_images (object_id);
comment on table public.report_images is 'One instance of a study.';
comment on column public.report_images.file_name is 'The uploader''s file name, kept as data and never part of a path.';
comment on column public.report_images.has_pixels is 'false for DICOM objects without an image (reports, plans, structure sets).';
call app.protect('public.report_images');

create table public.dicom_series (
  series_instance_uid varchar(64) primary key,
  study_instance_uid varchar(64) not null references public.dicom_studies (study_instance_uid) on delete cascade,
  modality varchar(16),
  series_number integer,
  series_description text,
  body_part_examined varchar(64),
  view_position varchar(16),
  laterality varchar(16),
  created_at timestamptz not null default current_timestamp
);
create index dicom_series_study_instance_uid_idx on public.dicom_series (study_instance_uid);
comment on table public.dicom_series is 'The series level of the DICOM index.';
call app.protect('public.dicom_series');

create table public.dicom_instances (
  sop_instance_uid varchar(64) primary key,
  series_instance_uid varchar(64) not null references public.dicom_series (series_instance_uid) on delete cascade,
  image_id uuid not null references public.report_images (image_id) on delete cascade,
  sop_class_uid varchar(64),
  transfer_syntax_uid varchar(64),
  instance_number integer,
  rows integer,
  columns integer,
  number_of_frames integer,
  sha256 bytea not null,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default current_timestamp
);
create index dicom_instances_series_instance_uid_idx on public.dicom_instances (series_instance_uid);
create unique index dicom_instances_image_id_key on public.dicom_instances (image_id);
comment on table public.dicom_instances is 'The instance level of the DICOM index. Nothing is ever overwritten.';
comment on column public.dicom_instances.metadata is 'The header in the DICOM JSON model (PS3.18 F.2), bulk data left out.';
call app.protect('public.dicom_instances');

create table public.patient_identifiers (
  issuer varchar(64) not null,
  value varchar(64) not null,
  patient_id uuid not null references public.users (id) on delete cascade,
  is_verified boolean not null default true,
  created_at timestamptz not null default current_timestamp,
  created_by uuid references public.users (id) on delete set null default auth.uid(),
  primary key (issuer, value)
);
create index patient_identifiers_value_idx on public.patient_identifiers (value);
create index patient_identifiers_patient_id_idx on public.patient_identifiers (patient_id);
create index patient_identifiers_created_by_idx on public.patient_identifiers (created_by) where created_by is not null;
comment on table public.patient_identifiers is 'PatientID (0010,0020) with its IssuerOfPatientID (0010,0021). Only a verified pair identifies.';
call app.protect('public.patient_identifiers');

create table public.quarantined_instances (
  quarantine_id uuid primary key default uuid_generate_v4(),
  report_id uuid references public.medical_reports (report_id) on delete cascade,
  sop_instance_uid varchar(64),
  reason varchar(32) not null,
  claimed_identity jsonb not null default '{}',
  state varchar(16) not null default 'open',
  provisional_patient_id uuid references public.users (id) on delete set null,
  linked_patient_id uuid references public.users (id) on delete set null,
  linked_by uuid references public.users (id) on delete set null,
  linked_at timestamptz,
  created_at timestamptz not null default current_timestamp,
  constraint quarantined_instances_reason_check check (reason in ('identity-open', 'uid-conflict')),
  constraint quarantined_instances_state_check check (state in ('open', 'linked', 'dismissed'))
);
create unique index quarantined_instances_open_report_key on public.quarantined_instances (report_id) where reason = 'identity-open';
create index quarantined_instances_state_idx on public.quarantined_instances (state, created_at, quarantine_id);
create index quarantined_instances_provisional_patient_id_idx on public.quarantined_instances (provisional_patient_id);
create index quarantined_instances_linked_patient_id_idx on public.quarantined_instances (linked_patient_id);
create index quarantined_instances_linked_by_idx on public.quarantined_instances (linked_by);
comment on table public.quarantined_instances is 'The techs'' board: studies whose patient is not known for certain.';
comment on column public.quarantined_instances.claimed_identity is 'What the sender said: PatientName, PatientID, IssuerOfPatientID, PatientBirthDate, PatientSex.';
call app.protect('public.quarantined_instances');

create table public.patient_medical_history (
  history_id uuid primary key default uuid_generate_v4(),
  patient_id uuid not null references public.users (id) on delete cascade,
  conditions jsonb,
  allergies jsonb,
  medications jsonb,
  family_history jsonb,
  smoking_status varchar(50),
  alcohol_consumption varchar(50),
  exercise_frequency varchar(50),
  previous_surgeries jsonb,
  previous_hospitalizations jsonb,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  updated_by uuid references public.users (id) on delete set null default auth.uid(),
  constraint patient_medical_history_patient_id_key unique (patient_id)
);
create index patient_medical_history_updated_by_idx on public.patient_medical_history (updated_by) where updated_by is not null;
comment on table public.patient_medical_history is 'One row per patient (the seed''s 1:1).';
call app.protect('public.patient_medical_history');

create table public.idempotency_keys (
  user_id uuid not null references public.users (id) on delete cascade,
  key varchar(255) not null,
  request_digest bytea not null,
  response jsonb not null,
  created_at timestamptz not null default current_timestamp,
  primary key (user_id, key)
);
create index idempotency_keys_created_at_idx on public.idempotency_keys (created_at);
comment on table public.idempotency_keys is 'The first answer to a creating request; a repeat gets the same. Swept after 30 days.';
call app.protect('public.idempotency_keys');

create trigger medical_reports_updated_at before update on public.medical_reports
  for each row execute function public.update_updated_at_column();
create trigger patient_medical_history_updated_at before update on public.patient_medical_history
  for each row execute function public.update_updated_at_column();

-- Every step a report can take, and who may take it. What is not here is refused.
create table app.report_steps (
  step varchar(16) not null,
  from_status varchar(20) not null,
  to_status varchar(20) not null,
  by_role varchar(16) not null,
  primary key (step, from_status, by_role)
);
comment on table app.report_steps is 'The one transition table of medical_reports.status; the server''s copy is compared with it by a test.';
call app.protect('app.report_steps');
grant select on app.report_steps to fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker;
create policy steps_for_all on app.report_steps for select to fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker
  using ((select auth.role()) is not null);
reset role;

set local role fr_definer;
insert into app.report_steps (step, from_status, to_status, by_role) values
  ('start',   'pending',   'analyzing', 'worker'),
  ('finish',  'analyzing', 'analyzed',  'worker'),
  ('fail',    'analyzing', 'pending',   'worker'),  -- a failed attempt, to be tried again
  ('give_up', 'analyzing', 'analyzed',  'worker'),  -- no risk: abstained, out of scope, or failed for good
  ('start',   'pending',   'analyzing', 'doctor'),  -- a doctor does not wait for the AI:
  ('give_up', 'analyzing', 'analyzed',  'doctor'),  -- signing an unread study goes the same two steps
  ('sign',    'analyzed',  'reviewed',  'doctor'),
  ('archive', 'reviewed',  'archived',  'tech');

-- The trigger keeps the order whoever updates; `app.advance_report` also asks who it is.
create function app.check_report_step() returns trigger
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.status <> old.status and not exists (
    select 1 from app.report_steps s where s.from_status = old.status and s.to_status = new.status
  ) then
    raise exception 'a report does not go from % to %', old.status, new.status using errcode = 'FR001';
  end if;
  return new;
end
$$;

create function app.max_wait(class smallint) returns interval
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select make_interval(mins => coalesce(((app.setting('triage.max_wait_minutes')) ->> class::text)::integer, 1440))
$$;

-- Generated columns do not exist yet in a BEFORE trigger, so the class is computed from the same words here.
create function app.class_of(risk text, priority text) returns smallint
  language sql immutable set search_path = pg_catalog, pg_temp as $$
  select greatest(1, case risk when 'high' then 1 when 'medium' then 2 when 'low' then 4 else 3 end
    - case priority when 'stat' then 3 when 'urgent' then 1 else 0 end)::smallint
$$;
create function app.set_due_at() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.due_at := new.upload_date + app.max_wait(app.class_of(new.risk_score, new.clinical_priority));
  return new;
end
$$;

-- After the setting changed: one statement over the open studies. Returns how many moved.
create function app.recompute_due_at() returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

-- The only way a report's status changes. Returns the new status, or null when the report is not to be seen.
create function app.advance_report(report_id uuid, step text) returns text
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

-- What an uploader must know about the patient they named; null when there is no such patient.
create function app.patient_for_upload(patient_id uuid)
  returns table (id uuid, name text, date_of_birth date)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.name::text, u.date_of_birth from public.users u
  where u.id = patient_id and u.role = 'patient' and u.is_active and auth.role() in ('radiologist', 'worker')
$$;

create function app.patient_by_identifier(issuer text, value text)
  returns table (id uuid, name text, date_of_birth date)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.name::text, u.date_of_birth
  from public.patient_identifiers i join public.users u on u.id = i.patient_id
  where i.issuer = patient_by_identifier.issuer and i.value = patient_by_identifier.value and i.is_verified
    and auth.role() in ('radiologist', 'worker', 'tech', 'doctor')
$$;

-- The operator at the machine, or a tech, vouches for an identifier.
create function app.identify_patient(patient_id uuid, issuer text, value text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
create function app.user_id_by_email(email text) returns uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id from public.users u where lower(u.email) = lower(user_id_by_email.email)
    and (auth.role() = 'tech' or session_user not in ('fr_api', 'fr_worker', 'fr_sealer', 'fr_backup'))
$$;

-- A patient without an account, for a study whose identity is open.
create function app.provisional_patient(name text, date_of_birth date) returns uuid
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

-- Who holds an instance, whoever asks: one SOP Instance UID exists once in the whole archive. Says no more than needed.
create function app.instance_held(sop_instance_uids text[])
  returns table (sop_instance_uid text, sha256 bytea, report_id uuid, patient_id uuid, is_own boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.sop_instance_uid::text, d.sha256,
    case when r.radiologist_id is not distinct from auth.uid() or auth.role() = 'worker' then r.report_id end,
    case when r.radiologist_id is not distinct from auth.uid() or auth.role() = 'worker' then r.patient_id end,
    r.radiologist_id is not distinct from auth.uid() or auth.role() = 'worker'
  from public.dicom_instances d
  join public.report_images i on i.image_id = d.image_id
  join public.medical_reports r on r.report_id = i.report_id
  where d.sop_instance_uid = any (sop_instance_uids) and auth.role() in ('radiologist', 'worker')
$$;

-- A study or series UID is fixed to its first patient and study; null when the UID is new.
create function app.study_held(study_instance_uid text)
  returns table (patient_id uuid, is_provisional boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.patient_id, u.is_provisional from public.dicom_studies s join public.users u on u.id = s.patient_id
  where s.study_instance_uid = study_held.study_instance_uid and auth.role() in ('radiologist', 'worker')
$$;
create function app.series_held(series_instance_uids text[])
  returns table (series_instance_uid text, study_instance_uid text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.series_instance_uid::text, s.study_instance_uid::text from public.dicom_series s
  where s.series_instance_uid = any (series_instance_uids) and auth.role() in ('radiologist', 'worker')
$$;

-- Which of these objects have a row: what the sweep of orphans asks. Attention maps have no image, so no policy shows them.
create function app.objects_known(object_ids uuid[]) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.object_id from public.stored_objects o where o.object_id = any (object_ids) and auth.role() = 'worker'
$$;

-- A report says of its study the patient that the study has; without this a report could be hung on another's study.
create function app.study_is_of(study_uid text, patient uuid) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return study_uid is null or exists (select 1 from public.dicom_studies s where s.study_instance_uid = study_uid and s.patient_id = patient);
end
$$;

-- A tech links an open identity to a patient; the first provisional patient stays on record, so it can be undone.
create function app.link_quarantined(quarantine_id uuid, patient_id uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
create function app.unlink_quarantined(quarantine_id uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
create function app.move_report(report_id uuid, to_patient uuid, identity text) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update public.medical_reports r set patient_id = to_patient, identity_state = identity,
    patient_name = (select u.name from public.users u where u.id = to_patient), updated_by = auth.uid()
  where r.report_id = move_report.report_id;
  update public.dicom_studies s set patient_id = to_patient
  where s.study_instance_uid = (select r.study_instance_uid from public.medical_reports r where r.report_id = move_report.report_id);
$$;
reset role;
grant execute on function app.check_report_step(), app.set_due_at() to fr_owner;
grant execute on function app.advance_report(uuid, text) to fr_doctor, fr_tech, fr_worker;
grant execute on function app.study_is_of(text, uuid) to fr_radiologist;
grant execute on function app.patient_for_upload(uuid), app.provisional_patient(text, date), app.instance_held(text[]),
  app.study_held(text), app.series_held(text[]) to fr_radiologist, fr_worker;
grant execute on function app.identify_patient(uuid, text, text), app.user_id_by_email(text) to fr_tech, fr_migrate;
grant execute on function app.patient_by_identifier(text, text) to fr_radiologist, fr_worker, fr_tech, fr_doctor;
grant execute on function app.objects_known(uuid[]) to fr_worker;
grant execute on function app.link_quarantined(uuid, uuid), app.unlink_quarantined(uuid) to fr_tech;
grant execute on function app.recompute_due_at() to fr_tech, fr_worker;
grant execute on function app.max_wait(smallint), app.class_of(text, text) to fr_radiologist, fr_doctor, fr_tech, fr_worker;

set local role fr_owner;
create trigger medical_reports_step before update of status on public.medical_reports
  for each row execute function app.check_report_step();
create trigger medical_reports_due_at before insert or update of risk_score, clinical_priority, upload_date on public.medical_reports
  for each row execute function app.set_due_at();

-- Policies --------------------------------------------------------------------------------------------------------
-- Patients read through v_patient_portal; on the table itself they see no finding, risk or recommendation.
grant select (report_id, patient_id, patient_name, radiologist_name, study_type, upload_date, status, patient_age,
  patient_gender, symptoms, created_at, study_instance_uid) on public.medical_reports to fr_patient;
grant select on public.medical_reports to fr_radiologist, fr_doctor, fr_tech, fr_worker;
grant insert (report_id, patient_id, radiologist_id, patient_name, radiologist_name, study_type, report_image_url, image_metadata,
  upload_date, patient_age, patient_gender, medical_history, symptoms, study_instance_uid, content_digest, identity_state,
  clinical_priority) on public.medical_reports to fr_radiologist, fr_worker;
grant update (risk_score, confidence_score, findings, recommendations, image_metadata) on public.medical_reports to fr_worker;
create policy reports_of_patient on public.medical_reports for select to fr_patient
  using (patient_id = (select auth.uid()) and (select auth.role()) = 'patient');
create policy uploads_of_radiologist on public.medical_reports for select to fr_radiologist
  using (radiologist_id = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy upload_by_radiologist on public.medical_reports for insert to fr_radiologist
  with check (radiologist_id = (select auth.uid()) and (select auth.role()) = 'radiologist' and status = 'pending'
    and app.study_is_of(study_instance_uid, patient_id));
create policy reports_for_doctor on public.medical_reports for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy reports_for_tech on public.medical_reports for select to fr_tech using ((select auth.role()) = 'tech');
create policy reports_for_worker on public.medical_reports for select to fr_worker using ((select auth.role()) = 'worker');
create policy upload_by_worker on public.medical_reports for insert to fr_worker
  with check ((select auth.role()) = 'worker' and status = 'pending');
create policy analysis_by_worker on public.medical_reports for update to fr_worker
  using ((select auth.role()) = 'worker') with check ((select auth.role()) = 'worker');

grant select on public.report_images to fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker;
grant insert on public.report_images to fr_radiologist, fr_worker;
-- Who sees every report is asked only who they are; following the parent would be a look-up per row for nothing.
create policy images_follow_report on public.report_images for select to fr_patient, fr_radiologist
  using (exists (select 1 from public.medical_reports r where r.report_id = report_images.report_id));
create policy images_for_doctor on public.report_images for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy images_for_tech on public.report_images for select to fr_tech using ((select auth.role()) = 'tech');
create policy images_for_worker on public.report_images for select to fr_worker using ((select auth.role()) = 'worker');
create policy images_by_radiologist on public.report_images for insert to fr_radiologist
  with check (exists (select 1 from public.medical_reports r where r.report_id = report_images.report_id
    and r.radiologist_id = (select auth.uid()) and r.status = 'pending'));
create policy images_by_worker on public.report_images for insert to fr_worker with check ((select auth.role()) = 'worker');

grant select on public.stored_objects to fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker;
grant insert on public.stored_objects to fr_radiologist, fr_worker;
create policy objects_follow_image on public.stored_objects for select to fr_patient, fr_radiologist
  using (exists (select 1 from public.report_images i where i.object_id = stored_objects.object_id));
create policy objects_for_doctor on public.stored_objects for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy objects_for_tech on public.stored_objects for select to fr_tech using ((select auth.role()) = 'tech');
create policy objects_for_worker on public.stored_objects for select to fr_worker using ((select auth.role()) = 'worker');
create policy objects_by_radiologist on public.stored_objects for insert to fr_radiologist
  with check ((select auth.role()) = 'radiologist');
create policy objects_by_worker on public.stored_objects for insert to fr_worker with check ((select auth.role()) = 'worker');

grant select on public.dicom_studies, public.dicom_series, public.dicom_instances
  to fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker;
grant insert on public.dicom_studies, public.dicom_series, public.dicom_instances to fr_radiologist, fr_worker;
create policy studies_follow_report on public.dicom_studies for select to fr_patient, fr_radiologist
  using (exists (select 1 from public.medical_reports r where r.study_instance_uid = dicom_studies.study_instance_uid));
create policy studies_for_doctor on public.dicom_studies for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy studies_for_tech on public.dicom_studies for select to fr_tech using ((select auth.role()) = 'tech');
create policy studies_for_worker on public.dicom_studies for select to fr_worker using ((select auth.role()) = 'worker');
create policy series_follow_study on public.dicom_series for select to fr_patient, fr_radiologist
  using (exists (select 1 from public.dicom_studies s where s.study_instance_uid = dicom_series.study_instance_uid));
create policy series_for_doctor on public.dicom_series for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy series_for_tech on public.dicom_series for select to fr_tech using ((select auth.role()) = 'tech');
create policy series_for_worker on public.dicom_series for select to fr_worker using ((select auth.role()) = 'worker');
create policy instances_follow_image on public.dicom_instances for select to fr_patient, fr_radiologist
  using (exists (select 1 from public.report_images i where i.image_id = dicom_instances.image_id));
create policy instances_for_doctor on public.dicom_instances for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy instances_for_tech on public.dicom_instances for select to fr_tech using ((select auth.role()) = 'tech');
create policy instances_for_worker on public.dicom_instances for select to fr_worker using ((select auth.role()) = 'worker');
create policy studies_by_radiologist on public.dicom_studies for insert to fr_radiologist with check ((select auth.role()) = 'radiologist');
create policy series_by_radiologist on public.dicom_series for insert to fr_radiologist with check ((select auth.role()) = 'radiologist');
create policy instances_by_radiologist on public.dicom_instances for insert to fr_radiologist
  with check (exists (select 1 from public.report_images i where i.image_id = dicom_instances.image_id));
create policy studies_by_worker on public.dicom_studies for insert to fr_worker with check ((select auth.role()) = 'worker');
create policy series_by_worker on public.dicom_series for insert to fr_worker with check ((select auth.role()) = 'worker');
create policy instances_by_worker on public.dicom_instances for insert to fr_worker with check ((select auth.role()) = 'worker');

grant select on public.patient_identifiers to fr_patient, fr_doctor, fr_tech, fr_worker;
grant insert (issuer, value, patient_id, is_verified) on public.patient_identifiers to fr_tech;
create policy own_identifiers on public.patient_identifiers for select to fr_patient
  using (patient_id = (select auth.uid()) and (select auth.role()) = 'patient');
create policy identifiers_for_doctor on public.patient_identifiers for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy identifiers_for_tech on public.patient_identifiers for select to fr_tech using ((select auth.role()) = 'tech');
create policy identifiers_for_worker on public.patient_identifiers for select to fr_worker using ((select auth.role()) = 'worker');
create policy identifiers_by_tech on public.patient_identifiers for insert to fr_tech with check ((select auth.role()) = 'tech');

grant select on public.quarantined_instances to fr_doctor, fr_tech, fr_worker;
grant insert (report_id, sop_instance_uid, reason, claimed_identity, provisional_patient_id) on public.quarantined_instances
  to fr_radiologist, fr_worker;
create policy quarantine_for_doctor on public.quarantined_instances for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy quarantine_for_tech on public.quarantined_instances for select to fr_tech using ((select auth.role()) = 'tech');
create policy quarantine_for_worker on public.quarantined_instances for select to fr_worker using ((select auth.role()) = 'worker');
create policy quarantine_by_radiologist on public.quarantined_instances for insert to fr_radiologist
  with check (exists (select 1 from public.medical_reports r where r.report_id = quarantined_instances.report_id));
create policy quarantine_by_worker on public.quarantined_instances for insert to fr_worker with check ((select auth.role()) = 'worker');

grant select on public.patient_medical_history to fr_patient, fr_doctor, fr_tech;
grant insert (patient_id, conditions, allergies, medications, family_history, smoking_status, alcohol_consumption,
  exercise_frequency, previous_surgeries, previous_hospitalizations) on public.patient_medical_history to fr_doctor, fr_patient;
grant update (conditions, allergies, medications, family_history, smoking_status, alcohol_consumption,
  exercise_frequency, previous_surgeries, previous_hospitalizations, updated_by) on public.patient_medical_history to fr_doctor, fr_patient;
create policy own_history on public.patient_medical_history for select to fr_patient
  using (patient_id = (select auth.uid()) and (select auth.role()) = 'patient');
create policy history_for_doctor on public.patient_medical_history for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy history_for_tech on public.patient_medical_history for select to fr_tech using ((select auth.role()) = 'tech');
-- docs/decisions/0005: a patient keeps the own history, a doctor anybody's.
create policy own_history_by_patient on public.patient_medical_history for insert to fr_patient
  with check (patient_id = (select auth.uid()) and (select auth.role()) = 'patient');
create policy own_history_update_by_patient on public.patient_medical_history for update to fr_patient
  using (patient_id = (select auth.uid()) and (select auth.role()) = 'patient')
  with check (patient_id = (select auth.uid()) and (select auth.role()) = 'patient');
create policy history_by_doctor on public.patient_medical_history for insert to fr_doctor with check ((select auth.role()) = 'doctor');
create policy history_update_by_doctor on public.patient_medical_history for update to fr_doctor
  using ((select auth.role()) = 'doctor') with check ((select auth.role()) = 'doctor');

grant select, insert on public.idempotency_keys to fr_radiologist, fr_doctor, fr_tech;
create policy own_keys_of_radiologist on public.idempotency_keys for select to fr_radiologist using (user_id = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy own_keys_by_radiologist on public.idempotency_keys for insert to fr_radiologist with check (user_id = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy own_keys_of_doctor on public.idempotency_keys for select to fr_doctor using (user_id = (select auth.uid()) and (select auth.role()) = 'doctor');
create policy own_keys_by_doctor on public.idempotency_keys for insert to fr_doctor with check (user_id = (select auth.uid()) and (select auth.role()) = 'doctor');
create policy own_keys_of_tech on public.idempotency_keys for select to fr_tech using (user_id = (select auth.uid()) and (select auth.role()) = 'tech');
create policy own_keys_by_tech on public.idempotency_keys for insert to fr_tech with check (user_id = (select auth.uid()) and (select auth.role()) = 'tech');
grant delete on public.idempotency_keys to fr_worker;
grant select (created_at) on public.idempotency_keys to fr_worker;
create policy old_keys_swept on public.idempotency_keys for delete to fr_worker using ((select auth.role()) = 'worker' and created_at < current_timestamp - interval '30 days');
create policy old_keys_seen on public.idempotency_keys for select to fr_worker using ((select auth.role()) = 'worker' and created_at < current_timestamp - interval '30 days');
reset role;
