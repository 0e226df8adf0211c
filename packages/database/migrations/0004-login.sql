-- Login, refresh, logout: definer functions, because before login there is nobody to give rights to (security.md 3).
set local role fr_definer;

create function auth.account_key(email text) returns text
  language sql immutable set search_path = pg_catalog, pg_temp as $$
  select encode(sha256(convert_to(lower(email), 'UTF8')), 'hex')
$$;

-- Seconds this account and place still have to wait: nothing for four failures, then doubling from one second,
-- at most 15 minutes. A hundred in a row need a reset (-1).
create function auth.login_wait(email text, place text) returns integer
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((
    select case
      when f.failures >= 100 then -1
      when f.failures < 5 then 0
      else greatest(0, ceil(extract(epoch from
        f.last_failure_at + make_interval(secs => least(900, 2 ^ (f.failures - 5))) - clock_timestamp()))::integer)
    end
    from auth.login_failures f where f.account = auth.account_key(email) and f.place = login_wait.place), 0)
$$;

-- The same work for a known and an unknown account; the hash is null when unknown, and the caller compares a dummy.
create function auth.login_candidate(email text, place text)
  returns table (user_id uuid, password_hash text, wait_seconds integer)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.password_hash::text, auth.login_wait(login_candidate.email, place)
  from (values (1)) as one
  left join public.users u on u.email_folded = lower(login_candidate.email) and u.is_active and not u.is_provisional
$$;

create function auth.login_failed(email text, place text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into auth.login_failures as f (account, place, failures)
  values (auth.account_key(email), place, 1)
  on conflict on constraint login_failures_pkey do update set failures = f.failures + 1, last_failure_at = clock_timestamp();
  perform audit.write_as((select u.id from public.users u where u.email_folded = lower(login_failed.email)),
    'login', 'user', (select u.id from public.users u where u.email_folded = lower(login_failed.email)), 'failure');
end
$$;

-- Opens a session for an account whose password was just checked. The oldest session beyond the fifth ends.
create function auth.open_session(user_id uuid, network inet, token_mac text, refresh_mac text, agent text, device jsonb,
    place text default null)
  returns table (session_id uuid, access_expires_at timestamptz, expires_at timestamptz)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

-- A refresh token works once. A second use ends the session, except for the direct parent within ten seconds while
-- its child is unused: that is a client whose answer got lost.
create function auth.refresh(refresh_mac text, new_token_mac text, new_refresh_mac text)
  returns table (outcome text, user_id uuid, session_id uuid, access_expires_at timestamptz)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

create function auth.end_session_row(session_id uuid, reason text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.sessions s set is_active = false, logout_time = clock_timestamp(), end_reason = reason
    where s.session_id = end_session_row.session_id and s.is_active;
  return found;
end
$$;

-- Ends one of one's own sessions; a tech ends any. Returns false when there is no such session to see.
create function auth.end_session(session_id uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

create function auth.own_password_hash() returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.password_hash::text from public.users u where u.id = auth.uid()
$$;

create function auth.note_password_entered() returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update public.sessions set password_entered_at = clock_timestamp() where session_id = auth.session_id()
$$;

create function auth.password_is_fresh(within interval default '5 minutes') returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select s.password_entered_at > clock_timestamp() - within from public.sessions s
    where s.session_id = auth.session_id()), false)
$$;

-- A new password ends every other session of that person.
create function auth.change_own_password(new_hash text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.uid() is null then raise exception 'nobody is asking' using errcode = '42501'; end if;
  update public.users set password_hash = new_hash where id = auth.uid();
  update public.sessions set is_active = false, logout_time = clock_timestamp(), end_reason = 'password-changed'
    where user_id = auth.uid() and is_active and session_id <> auth.session_id();
  perform audit.write('change_password', 'user', auth.uid());
end
$$;

-- The same hash at a higher cost (security.md 3: rehash at login). Nothing else changes, so no session ends.
create function auth.rehash(user_id uuid, old_hash text, new_hash text) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update public.users u set password_hash = new_hash where u.id = rehash.user_id and u.password_hash = old_hash
$$;

-- A new password given by a tech to somebody who lost theirs, or whose account a hundred wrong ones have closed.
-- Every session of that person ends. Returns false when there is no such account to reset.
create function auth.reset_account(user_id uuid, new_hash text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

-- A tech makes accounts over HTTP, the operator at the command line; nobody else.
create function auth.create_user(name text, email text, role text, password_hash text, date_of_birth date default null)
  returns uuid language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

-- Nobody changes the own role. The change holds from that person's next request on, since their sessions end.
create function auth.change_role(user_id uuid, new_role text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

create function auth.end_all_sessions(user_id uuid, reason text) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  ended integer;
begin
  update public.sessions s set is_active = false, logout_time = clock_timestamp(), end_reason = reason
    where s.user_id = end_all_sessions.user_id and s.is_active;
  get diagnostics ended = row_count;
  return ended;
end
$$;

-- Deactivation takes effect on the next request whoever flips the flag.
create function auth.end_sessions_of_inactive() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old.is_active and not new.is_active then perform auth.end_all_sessions(new.id, 'deactivated'); end if;
  return null;
end
$$;
reset role;

grant execute on function auth.login_candidate(text, text), auth.login_failed(text, text),
  auth.open_session(uuid, inet, text, text, text, jsonb, text), auth.refresh(text, text, text), auth.rehash(uuid, text, text) to fr_api;
grant execute on function auth.end_session(uuid), auth.own_password_hash(), auth.note_password_entered(),
  auth.password_is_fresh(interval), auth.change_own_password(text)
  to fr_patient, fr_radiologist, fr_doctor, fr_tech;
grant execute on function auth.create_user(text, text, text, text, date) to fr_tech, fr_migrate;
grant execute on function auth.change_role(uuid, text), auth.reset_account(uuid, text) to fr_tech;
grant execute on function auth.end_sessions_of_inactive() to fr_owner;

set local role fr_owner;
create trigger users_deactivated after update of is_active on public.users
  for each row execute function auth.end_sessions_of_inactive();
reset role;
