-- A second factor by one-time codes (TOTP, RFC 6238), with recovery codes that work once. Both are read by definer
-- functions alone; what a code is worth is worked out by the server, that it is used once is kept here.
set local role fr_owner;

create table auth.second_factors (
  user_id uuid primary key references public.users (id) on delete cascade,
  seed text not null,
  is_confirmed boolean not null default false,
  last_step bigint not null default 0,
  created_at timestamptz not null default clock_timestamp(),
  confirmed_at timestamptz,
  constraint second_factors_seed_check check (seed like 'enc:v1:%'),
  constraint second_factors_confirmed_check check (is_confirmed = (confirmed_at is not null))
);
comment on table auth.second_factors is 'One-time codes of an account. Unconfirmed: shown, not yet answered with a code; it is asked for by nobody then.';
comment on column auth.second_factors.seed is 'enc:v1 field: the shared secret in base32.';
comment on column auth.second_factors.last_step is 'The newest time step (30 s since 1970) whose code was taken; none of it or before works again.';
call app.protect('auth.second_factors');

create table auth.recovery_codes (
  user_id uuid not null references public.users (id) on delete cascade,
  mac varchar(64) not null,
  used_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  primary key (user_id, mac)
);
comment on table auth.recovery_codes is 'Keyed hashes of the codes that stand in for a lost device, each once.';
call app.protect('auth.recovery_codes');
reset role;

set local role fr_definer;
insert into public.system_settings (setting_key, setting_value, description, is_sensitive) values
  ('auth.second_factor_roles', '[]', 'Roles that sign in with a one-time code besides the password. Who has none yet sets one up at the next sign-in.', false);

-- For a login whose password was right, before anybody is signed in.
create function auth.login_factor(user_id uuid)
  returns table (seed text, is_confirmed boolean, last_step bigint, is_required boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.seed, coalesce(f.is_confirmed, false), coalesce(f.last_step, 0),
    app.setting('auth.second_factor_roles') @> to_jsonb(u.role::text)
  from public.users u left join auth.second_factors f on f.user_id = u.id where u.id = login_factor.user_id
$$;

-- True for one caller only, however many show the same code at once.
create function auth.take_step(user_id uuid, step bigint) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update auth.second_factors f set last_step = step where f.user_id = take_step.user_id and f.last_step < step;
  return found;
end
$$;

create function auth.take_recovery_code(user_id uuid, mac text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

create function auth.put_recovery_codes(user_id uuid, macs text[]) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from auth.recovery_codes c where c.user_id = put_recovery_codes.user_id;
  insert into auth.recovery_codes (user_id, mac) select put_recovery_codes.user_id, m from unnest(macs) m;
end
$$;

create function auth.confirm_factor_of(user_id uuid, step bigint, macs text[]) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update auth.second_factors f set is_confirmed = true, confirmed_at = clock_timestamp(), last_step = step
    where f.user_id = confirm_factor_of.user_id and not f.is_confirmed;
  if not found then return false; end if;
  perform auth.put_recovery_codes(confirm_factor_of.user_id, macs);
  perform audit.write_as(confirm_factor_of.user_id, 'set_up_second_factor', 'user', confirm_factor_of.user_id, 'success');
  return true;
end
$$;

-- At a sign-in that needs a code and has none yet: the password was checked just before, in the same transaction.
create function auth.offer_factor(user_id uuid, seed text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into auth.second_factors as f (user_id, seed) values (offer_factor.user_id, offer_factor.seed)
  on conflict on constraint second_factors_pkey do update set seed = excluded.seed, created_at = clock_timestamp(), last_step = 0
    where not f.is_confirmed;
  return found;
end
$$;

create function auth.own_factor()
  returns table (seed text, is_confirmed boolean, last_step bigint, confirmed_at timestamptz, codes_left integer, is_required boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.seed, coalesce(f.is_confirmed, false), coalesce(f.last_step, 0), f.confirmed_at,
    (select count(*)::integer from auth.recovery_codes c where c.user_id = auth.uid() and c.used_at is null),
    app.setting('auth.second_factor_roles') @> to_jsonb(auth.role())
  from (values (1)) as one left join auth.second_factors f on f.user_id = auth.uid()
$$;

-- security.md 3: every change of the own second factor asks for a fresh password. The database asks, not only the server.
create function auth.require_fresh_password() returns void
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.uid() is null or not auth.password_is_fresh() then
    raise exception 'the password was entered too long ago' using errcode = '42501';
  end if;
end
$$;

create function auth.begin_own_factor(seed text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth.require_fresh_password();
  if not auth.offer_factor(auth.uid(), begin_own_factor.seed) then return false; end if;
  perform audit.write('begin_second_factor', 'user', auth.uid());
  return true;
end
$$;

create function auth.confirm_own_factor(step bigint, macs text[]) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth.require_fresh_password();
  return auth.confirm_factor_of(auth.uid(), step, macs);
end
$$;

create function auth.renew_own_codes(macs text[]) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth.require_fresh_password();
  if not exists (select 1 from auth.second_factors f where f.user_id = auth.uid() and f.is_confirmed) then return false; end if;
  perform auth.put_recovery_codes(auth.uid(), macs);
  perform audit.write('renew_recovery_codes', 'user', auth.uid());
  return true;
end
$$;

create function auth.remove_factor_row(user_id uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from auth.recovery_codes c where c.user_id = remove_factor_row.user_id;
  delete from auth.second_factors f where f.user_id = remove_factor_row.user_id and f.is_confirmed;
  return found;
end
$$;

create function auth.remove_own_factor() returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth.require_fresh_password();
  if not auth.remove_factor_row(auth.uid()) then return false; end if;
  perform audit.write('remove_second_factor', 'user', auth.uid());
  return true;
end
$$;

-- Somebody lost the device and the codes: a tech takes the factor away, every session of that person ends, and they are told.
create function auth.remove_factor_of(user_id uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

create function auth.factor_of(user_id uuid) returns table (is_confirmed boolean, confirmed_at timestamptz, codes_left integer, is_required boolean)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.role() is distinct from 'tech' then raise exception 'techs look after accounts' using errcode = '42501'; end if;
  return query select coalesce(f.is_confirmed, false), f.confirmed_at,
    (select count(*)::integer from auth.recovery_codes c where c.user_id = u.id and c.used_at is null),
    app.setting('auth.second_factor_roles') @> to_jsonb(u.role::text)
  from public.users u left join auth.second_factors f on f.user_id = u.id where u.id = factor_of.user_id;
end
$$;
reset role;

grant execute on function auth.login_factor(uuid), auth.take_step(uuid, bigint), auth.take_recovery_code(uuid, text),
  auth.confirm_factor_of(uuid, bigint, text[]), auth.offer_factor(uuid, text) to fr_api;
grant execute on function auth.own_factor(), auth.begin_own_factor(text), auth.confirm_own_factor(bigint, text[]),
  auth.renew_own_codes(text[]), auth.remove_own_factor() to fr_patient, fr_radiologist, fr_doctor, fr_tech;
grant execute on function auth.remove_factor_of(uuid), auth.factor_of(uuid) to fr_tech;
