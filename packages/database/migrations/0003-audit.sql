-- The audit log: partitioned by month, append-only, with one way in (security.md 7).
set local role fr_owner;

create table public.audit_logs (
  log_id uuid not null default uuid_generate_v4(),
  user_id uuid references public.users (id) on delete set null,
  user_email varchar(255),
  user_role varchar(20),
  action varchar(64) not null,
  entity_type varchar(32),
  entity_id uuid,
  ip_address inet,
  user_agent text,
  old_values jsonb,
  new_values jsonb,
  status varchar(16) not null default 'success',
  error_message text,
  created_at timestamptz not null default clock_timestamp(),
  actor_id uuid,
  patient_ids uuid[] not null default '{}',
  request_id varchar(64),
  transaction_id xid8 not null default pg_current_xact_id(),
  primary key (log_id, created_at),
  constraint audit_logs_status_check check (status in ('success', 'failure', 'error'))
) partition by range (created_at);
create index audit_logs_user_id_idx on public.audit_logs (user_id, created_at desc);
create index audit_logs_entity_id_idx on public.audit_logs (entity_id, created_at desc);
create index audit_logs_patient_ids_idx on public.audit_logs using gin (patient_ids);
create index audit_logs_created_at_idx on public.audit_logs using brin (created_at) with (pages_per_range = 32, autosummarize = on);
comment on table public.audit_logs is 'Who did what to whose record, when, from where. Rows never change.';
comment on column public.audit_logs.actor_id is 'The actor, kept when the user is erased (user_id becomes null then).';
comment on column public.audit_logs.patient_ids is 'The patients whose data the action touched; a list names all it returned.';
comment on column public.audit_logs.transaction_id is 'Which transaction wrote the row: windows are sealed by transaction horizon.';
call app.protect('public.audit_logs');

create function audit.keep_rows() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  -- Erasing a user sets user_id to null by its foreign key; nothing else may change a row.
  if tg_op = 'UPDATE' and new.user_id is null
    and (to_jsonb(new) - 'user_id') = (to_jsonb(old) - 'user_id') then
    return new;
  end if;
  raise exception 'audit rows never change' using errcode = '42501';
end
$$;
create trigger audit_logs_keep_rows before update or delete on public.audit_logs
  for each row execute function audit.keep_rows();
create trigger audit_logs_keep_all before truncate on public.audit_logs
  for each statement execute function audit.keep_rows();

-- Makes the monthly partitions of audit_logs and notifications that are missing. A truncate trigger is not
-- inherited, so each partition of the log gets its own.
create function app.make_partitions(months_ahead integer default 3, months_back integer default 1) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function app.make_partitions is 'Run daily by a job; returns how many partitions it made.';
-- A row that no month takes is still kept; the doctor command warns when this partition is not empty.
create table public.audit_logs_default partition of public.audit_logs default;
alter table public.audit_logs_default enable row level security;
alter table public.audit_logs_default force row level security;
create trigger keep_all before truncate on public.audit_logs_default
  for each statement execute function audit.keep_rows();
select app.make_partitions();
grant execute on function app.make_partitions(integer, integer) to fr_worker;
reset role;

set local role fr_definer;
-- The actor comes from the sealed context, never from the caller's arguments.
create function audit.write(
  action text, entity_type text, entity_id uuid, patient_ids uuid[] default '{}', status text default 'success',
  old_values jsonb default null, new_values jsonb default null, error_message text default null
) returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who auth.claims := auth.context();
begin
  insert into public.audit_logs (user_id, actor_id, user_email, user_role, action, entity_type, entity_id, ip_address,
    user_agent, old_values, new_values, status, error_message, patient_ids, request_id)
  values (who.user_id, who.user_id, (select u.email from public.users u where u.id = who.user_id),
    -- Nobody behind it and no login role of ours: the operator at the machine.
    coalesce(who.role, case when session_user not in ('fr_api', 'fr_worker', 'fr_sealer', 'fr_backup') then 'operator' end),
    action, entity_type, entity_id, nullif(current_setting('fr.ip', true), '')::inet,
    nullif(current_setting('fr.agent', true), ''), old_values, new_values, status, error_message,
    coalesce(patient_ids, '{}'), nullif(current_setting('fr.request', true), ''));
end
$$;
comment on function audit.write is 'The only way into audit_logs. Runs in the transaction of what it records.';
-- Inside login functions there is no context yet: they name the account they found (or none).
create function audit.write_as(
  actor uuid, action text, entity_type text, entity_id uuid, status text, new_values jsonb default null,
  error_message text default null
) returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.audit_logs (user_id, actor_id, user_email, user_role, action, entity_type, entity_id, ip_address,
    user_agent, new_values, status, error_message, request_id)
  select actor, actor, u.email, u.role, write_as.action, write_as.entity_type, write_as.entity_id,
    nullif(current_setting('fr.ip', true), '')::inet, nullif(current_setting('fr.agent', true), ''),
    write_as.new_values, write_as.status, write_as.error_message, nullif(current_setting('fr.request', true), '')
  from (values (1)) as one left join public.users u on u.id = actor;
end
$$;
reset role;
grant execute on function audit.write(text, text, uuid, uuid[], text, jsonb, jsonb, text) to
  fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker, fr_api;

set local role fr_owner;
grant select on public.audit_logs to fr_radiologist, fr_doctor, fr_tech;
-- A list that a doctor read names other patients too, and a change names other values: not for a patient to see.
grant select (log_id, user_id, user_email, user_role, action, entity_type, entity_id, status, created_at)
  on public.audit_logs to fr_patient;
create policy entries_about_patient on public.audit_logs for select to fr_patient
  using (patient_ids @> array[(select auth.uid())] and (select auth.role()) = 'patient');
create policy own_actions_of_radiologist on public.audit_logs for select to fr_radiologist
  using (user_id = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy own_actions_of_doctor on public.audit_logs for select to fr_doctor
  using (user_id = (select auth.uid()) and (select auth.role()) = 'doctor');
create policy all_entries_for_tech on public.audit_logs for select to fr_tech using ((select auth.role()) = 'tech');

create table public.system_settings (
  setting_id uuid primary key default uuid_generate_v4(),
  setting_key varchar(128) not null,
  setting_value jsonb not null,
  description text,
  is_sensitive boolean not null default false,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  updated_by uuid references public.users (id) on delete set null default auth.uid(),
  constraint system_settings_setting_key_key unique (setting_key)
);
create index system_settings_updated_by_idx on public.system_settings (updated_by) where updated_by is not null;
comment on table public.system_settings is 'What a tech may change while Firstread runs. Sensitive values are enc:v1 strings.';
call app.protect('public.system_settings');
create trigger system_settings_updated_at before update on public.system_settings
  for each row execute function public.update_updated_at_column();
grant select on public.system_settings to fr_doctor, fr_tech, fr_worker;
grant update (setting_value, updated_by) on public.system_settings to fr_tech;
create policy settings_for_doctor on public.system_settings for select to fr_doctor
  using ((select auth.role()) = 'doctor' and not is_sensitive);
create policy settings_for_tech on public.system_settings for select to fr_tech using ((select auth.role()) = 'tech');
create policy settings_for_worker on public.system_settings for select to fr_worker using ((select auth.role()) = 'worker');
create policy settings_by_tech on public.system_settings for update to fr_tech
  using ((select auth.role()) = 'tech') with check ((select auth.role()) = 'tech');
reset role;

set local role fr_definer;
insert into public.system_settings (setting_key, setting_value, description, is_sensitive) values
  ('triage.max_wait_minutes', '{"1": 60, "2": 240, "3": 480, "4": 1440}', 'Longest wait in minutes by triage class (1 high, 2 medium, 3 not read by the AI, 4 low); after it a study counts as overdue.', false),
  ('triage.claim_minutes', '15', 'How long a claim holds without a heartbeat, in minutes.', false),
  ('review.first_opinion', 'false', 'Ask for the doctor''s own opinion before the AI is shown.', false),
  ('review.fresh_authentication_minutes', '0', 'Signing asks for a password entered within this many minutes; 0 asks for none beyond the session.', false),
  ('release.mode', '"at_signing"', 'at_signing, delayed, or held: when a signed result opens to its patient.', false),
  ('release.delay_hours', '0', 'Hours between signing and release when release.mode is delayed.', false),
  ('analysis.settle_seconds', '60', 'A study from the network counts as complete when no instance came for this long.', false),
  ('outcomes.recompute_minutes', '15', 'How often the model''s figures are recomputed from signed reviews.', false);

-- A setting that functions need whoever is asking.
create function app.setting(key text) returns jsonb
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select s.setting_value from public.system_settings s where s.setting_key = key and not s.is_sensitive);
end
$$;
reset role;
grant execute on function app.setting(text) to fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker, fr_definer, fr_owner;
