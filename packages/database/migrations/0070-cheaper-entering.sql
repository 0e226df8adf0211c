-- Entering took as long as the question of a slice: eight functions, each of which pins its search_path, and a row of twenty
-- columns handed from one to the next. What is looked up and checked is the same; it is done in two functions and one query.
set local role fr_definer;

-- Who the peer is follows the rules of auth.peer_behind; the seal is that of auth.seal.
create or replace function auth.enter_peer(credential_mac text, operation text, address text, given_ae_title text)
  returns auth.claims language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan as $$
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

create or replace function auth.seal(user_id uuid, role text, session_id uuid, peer_id uuid default null) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

-- Nobody calls these any more.
drop function auth.peer_account(public.dicom_peers, text);
drop function auth.seal_mac(text);

-- Who did it is read from the sealed context here, as auth.context reads it: one function less for each entry.
create or replace function audit.write(action text, entity_type text, entity_id uuid, patient_ids uuid[] default '{}', status text default 'success',
  old_values jsonb default null, new_values jsonb default null, error_message text default null) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
reset role;

-- These two become the caller's role, which a definer function may not; they differ in who is an error.
set local role fr_owner;
create or replace function auth.begin_caller(caller jsonb) returns auth.claims
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
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
create or replace function auth.begin_as(caller jsonb, guessed_id uuid, guessed_role text) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
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
reset role;
