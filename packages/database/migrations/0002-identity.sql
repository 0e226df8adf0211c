-- Users, sessions, and the context sealed to one transaction (security.md 1 to 3).
set local role fr_owner;

create table public.users (
  id uuid primary key default uuid_generate_v4(),
  name varchar(255) not null,
  email varchar(255) not null,
  password_hash varchar(255) not null,
  role varchar(20) not null,
  profile_picture_url text,
  phone varchar(512),
  date_of_birth date,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  last_login_at timestamptz,
  is_active boolean not null default true,
  is_email_verified boolean not null default false,
  preferences jsonb not null default '{}',
  created_by uuid references public.users (id) on delete set null,
  updated_by uuid references public.users (id) on delete set null,
  is_provisional boolean not null default false,
  name_folded text collate "C" generated always as (lower(name)) stored,
  email_folded text collate "C" generated always as (lower(email)) stored,
  constraint users_email_key unique (email),
  constraint users_role_check check (role in ('patient', 'radiologist', 'doctor', 'tech')),
  constraint users_provisional_check check (not is_provisional or role = 'patient')
);
-- lower() and LIKE are not leakproof, so under row security no index on them would help: plain columns are compared.
create unique index users_email_folded_key on public.users (email_folded);
create index users_created_by_idx on public.users (created_by) where created_by is not null;
create index users_updated_by_idx on public.users (updated_by) where updated_by is not null;
create index users_name_idx on public.users (name_folded, id);
create index users_role_name_idx on public.users (role, name_folded, id);
comment on table public.users is 'Everybody Firstread knows: patients, radiologists, doctors, techs.';
comment on column public.users.password_hash is 'bcrypt over base64(HMAC-SHA-384(pepper, NFC(password))); ''!'' means that nobody can log in.';
comment on column public.users.phone is 'enc:v1 field, see docs/architecture.md.';
comment on column public.users.name_folded is 'name in lower case, in byte order: what a search by the beginning of a name compares.';
comment on column public.users.email_folded is 'email in lower case: one account for it, however it is written.';
comment on column public.users.is_provisional is 'A patient whose identity is still open: has no account, is seen by no patient, waits to be linked.';
call app.protect('public.users');

create table public.sessions (
  session_id uuid primary key default uuid_generate_v4(),
  user_id uuid not null references public.users (id) on delete cascade,
  token varchar(128) not null,
  refresh_token varchar(128),
  ip_address inet,
  user_agent text,
  device_info jsonb,
  login_time timestamptz not null default current_timestamp,
  last_activity timestamptz not null default current_timestamp,
  expires_at timestamptz not null,
  is_active boolean not null default true,
  logout_time timestamptz,
  access_expires_at timestamptz not null,
  password_entered_at timestamptz not null default current_timestamp,
  end_reason varchar(32),
  constraint sessions_token_key unique (token)
);
create index idx_sessions_user_id on public.sessions (user_id);
create index sessions_open_idx on public.sessions (user_id, login_time) where is_active;
comment on table public.sessions is 'One row per login. Tokens are keyed hashes: hex(HMAC-SHA-256(key, token)).';
comment on column public.sessions.expires_at is 'Absolute end, twelve hours after login by default.';
comment on column public.sessions.access_expires_at is 'End of the present access token.';
comment on column public.sessions.password_entered_at is 'When the password was last entered in this session; sensitive changes ask for the last five minutes.';
call app.protect('public.sessions');

create table auth.refresh_tokens (
  mac varchar(128) primary key,
  session_id uuid not null references public.sessions (session_id) on delete cascade,
  parent varchar(128),
  used_at timestamptz,
  created_at timestamptz not null default clock_timestamp()
);
create index refresh_tokens_session_id_idx on auth.refresh_tokens (session_id);
create index refresh_tokens_parent_idx on auth.refresh_tokens (parent) where parent is not null;
comment on table auth.refresh_tokens is 'Every refresh token ever given, hashed, so that a second use is noticed.';
call app.protect('auth.refresh_tokens');

create table auth.login_failures (
  account varchar(128) not null,
  place varchar(80) not null,
  failures integer not null default 0,
  last_failure_at timestamptz not null default clock_timestamp(),
  primary key (account, place)
);
comment on table auth.login_failures is 'Failed logins in a row by account (SHA-256 of the lower-case email, known or not) and place: a network, or a device on which that person has logged in before.';
call app.protect('auth.login_failures');

create table auth.secrets (
  name varchar(64) primary key,
  value bytea not null
);
comment on table auth.secrets is 'Keys that only definer functions read. seal: the key of the transaction context.';
call app.protect('auth.secrets');
revoke select on auth.secrets from fr_backup;

create trigger users_updated_at before update on public.users
  for each row execute function public.update_updated_at_column();

reset role;

-- The owner is under forced row security itself, so the first secret is written as the definer role.
set local role fr_definer;
insert into auth.secrets (name, value) values ('seal', ext.gen_random_bytes(32));

-- Who is asking -------------------------------------------------------------------------------------------------
-- The context is the text `user|role|session|mac`; the MAC also covers the backend and the start of the transaction,
-- so that it is worth nothing on another connection or in the next transaction, and cannot be edited.
-- All of this is plpgsql, whose plans last as long as the connection: a policy's first call costs 20 microseconds so; as
-- SQL functions, which are planned anew in each query that calls them, it was 300.
create function auth.seal_mac(claims text) returns text
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  secret bytea;
begin
  select s.value into secret from auth.secrets s where s.name = 'seal';
  return encode(ext.hmac(
    convert_to(claims || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp())::text, 'UTF8'),
    secret, 'sha256'), 'hex');
end
$$;

create function auth.seal(user_id uuid, role text, session_id uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  claims text := concat_ws('|', coalesce(user_id::text, '-'), role, coalesce(session_id::text, '-'));
begin
  perform set_config('fr.context', claims || '|' || auth.seal_mac(claims), true);
end
$$;

create type auth.claims as (user_id uuid, role text, session_id uuid);

create function auth.context() returns auth.claims
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  raw text := nullif(current_setting('fr.context', true), '');
  part text[];
  result auth.claims;
begin
  if raw is null then return null; end if;
  part := string_to_array(raw, '|');
  if array_length(part, 1) <> 4 or part[4] <> auth.seal_mac(concat_ws('|', part[1], part[2], part[3])) then
    return null;
  end if;
  result := (nullif(part[1], '-')::uuid, part[2], nullif(part[3], '-')::uuid);
  return result;
end
$$;

create function auth.uid() returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin return (auth.context()).user_id; end $$;
create function auth.role() returns text
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin return (auth.context()).role; end $$;
create function auth.session_id() returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin return (auth.context()).session_id; end $$;
comment on function auth.uid() is 'The person asking, or null; true only for this backend and this transaction.';
comment on function auth.role() is 'patient, radiologist, doctor, tech, worker, or null.';

-- Looks the live session up by its token's MAC, on the database clock, and seals who it is into this transaction.
-- Activity is noted at most every thirty seconds, so that reading stays cheap.
create function auth.enter(token_mac text, counts_as_activity boolean default true) returns auth.claims
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_session record;
begin
  select s.session_id, s.user_id, u.role, s.last_activity into found_session
  from public.sessions s join public.users u on u.id = s.user_id
  where s.token = token_mac and s.is_active and u.is_active
    and s.access_expires_at > clock_timestamp() and s.expires_at > clock_timestamp()
    and s.last_activity > clock_timestamp() - auth.idle_limit();
  if not found then return null; end if;
  if counts_as_activity and found_session.last_activity < clock_timestamp() - interval '30 seconds' then
    update public.sessions set last_activity = clock_timestamp() where session_id = found_session.session_id;
  end if;
  perform auth.seal(found_session.user_id, found_session.role, found_session.session_id);
  return (found_session.user_id, found_session.role, found_session.session_id)::auth.claims;
end
$$;

-- Limits of security.md 3; one place.
create function auth.idle_limit() returns interval language sql immutable set search_path = pg_catalog, pg_temp
  as $$ select interval '15 minutes' $$;
create function auth.access_lifetime() returns interval language sql immutable set search_path = pg_catalog, pg_temp
  as $$ select interval '15 minutes' $$;
create function auth.session_lifetime() returns interval language sql immutable set search_path = pg_catalog, pg_temp
  as $$ select interval '12 hours' $$;

-- A job has no person behind it: only the worker's own login may become the system.
create function auth.enter_worker(job text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if session_user <> 'fr_worker' then
    raise exception 'only fr_worker runs jobs' using errcode = '42501';
  end if;
  perform auth.seal(null, 'worker', null);
  perform set_config('fr.job', job, true);
end
$$;
reset role;

-- Runs with the caller's rights, because no definer function may change the role. One round trip begins a request.
set local role fr_owner;
create function auth.begin(token_mac text, ip text, agent text, request_id text, counts_as_activity boolean default true)
  returns auth.claims language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
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

-- A request without a person (login, refresh) still says where it came from.
create function auth.begin_anonymous(ip text, agent text, request_id text)
  returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('fr.ip', coalesce(ip, ''), true), set_config('fr.agent', coalesce(agent, ''), true),
          set_config('fr.request', coalesce(request_id, ''), true);
end
$$;
reset role;

grant execute on function auth.uid(), auth.role(), auth.session_id() to
  fr_api, fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker, fr_view, fr_definer, fr_queue, fr_owner;
grant execute on function auth.context() to fr_definer;
grant execute on function auth.begin(text, text, text, text, boolean), auth.begin_anonymous(text, text, text),
  auth.enter(text, boolean) to fr_api;
grant execute on function auth.enter_worker(text) to fr_worker;

-- Policies --------------------------------------------------------------------------------------------------------
set local role fr_owner;
grant select (id, name, email, role, profile_picture_url, phone, date_of_birth, created_at, updated_at, last_login_at,
  is_active, is_email_verified, preferences, created_by, updated_by, is_provisional, name_folded)
  on public.users to fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker;
grant update (name, phone, profile_picture_url, preferences) on public.users to fr_patient, fr_radiologist, fr_doctor;
grant update (name, phone, profile_picture_url, preferences, is_active, date_of_birth) on public.users to fr_tech;

create policy own_profile_of_patient on public.users for select to fr_patient
  using (id = (select auth.uid()) and (select auth.role()) = 'patient');
create policy own_profile_of_radiologist on public.users for select to fr_radiologist
  using (id = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy directory_for_doctor on public.users for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy all_users_for_tech on public.users for select to fr_tech using ((select auth.role()) = 'tech');
create policy users_for_worker on public.users for select to fr_worker using ((select auth.role()) = 'worker');
create policy own_update_of_patient on public.users for update to fr_patient
  using (id = (select auth.uid()) and (select auth.role()) = 'patient')
  with check (id = (select auth.uid()) and (select auth.role()) = 'patient');
create policy own_update_of_radiologist on public.users for update to fr_radiologist
  using (id = (select auth.uid()) and (select auth.role()) = 'radiologist')
  with check (id = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy own_update_of_doctor on public.users for update to fr_doctor
  using (id = (select auth.uid()) and (select auth.role()) = 'doctor')
  with check (id = (select auth.uid()) and (select auth.role()) = 'doctor');
create policy update_by_tech on public.users for update to fr_tech
  using ((select auth.role()) = 'tech') with check ((select auth.role()) = 'tech');

-- Tokens are never granted to anybody.
grant select (session_id, user_id, ip_address, user_agent, device_info, login_time, last_activity, expires_at, is_active,
  logout_time, access_expires_at, password_entered_at, end_reason)
  on public.sessions to fr_patient, fr_radiologist, fr_doctor, fr_tech;
create policy own_sessions_of_patient on public.sessions for select to fr_patient
  using (user_id = (select auth.uid()) and (select auth.role()) = 'patient');
create policy own_sessions_of_radiologist on public.sessions for select to fr_radiologist
  using (user_id = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy own_sessions_of_doctor on public.sessions for select to fr_doctor
  using (user_id = (select auth.uid()) and (select auth.role()) = 'doctor');
create policy all_sessions_for_tech on public.sessions for select to fr_tech using ((select auth.role()) = 'tech');
reset role;
