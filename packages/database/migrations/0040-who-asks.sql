-- Who is asking is looked at by every policy of every statement: forty times while one study is stored. Each look went
-- through four functions (17 microseconds); now it is one (7), and what it checks is the same: the MAC over the claims, this
-- backend and the start of this transaction. docs/performance-dicom.md has the figures.
set local role fr_definer;
do $migration$
declare
  look record;
  body constant text := $body$
    create or replace function auth.%I() returns %s
      language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $function$
    declare
      -- user|role|session|peer|mac, the MAC as 64 hexadecimal digits: see auth.seal.
      sealed text := current_setting('fr.context', true);
      claims text := left(sealed, -65);
      secret bytea;
    begin
      if sealed is null or sealed = '' then return null; end if;
      -- By itself: an expression with a query in it is a query, and takes as long.
      select s.value into secret from auth.secrets s where s.name = 'seal';
      if right(sealed, 64) <> encode(ext.hmac(
        convert_to(claims || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp())::text, 'UTF8'),
        secret, 'sha256'), 'hex')
      then return null; end if;
      return %s;
    end
    $function$
  $body$;
begin
  for look in select * from (values
    ('context', 'auth.claims', $$(nullif(split_part(claims, '|', 1), '-')::uuid, split_part(claims, '|', 2),
        nullif(split_part(claims, '|', 3), '-')::uuid, nullif(split_part(claims, '|', 4), '-')::uuid)::auth.claims$$),
    ('uid', 'uuid', $$nullif(split_part(claims, '|', 1), '-')::uuid$$),
    ('role', 'text', $$split_part(claims, '|', 2)$$),
    ('session_id', 'uuid', $$nullif(split_part(claims, '|', 3), '-')::uuid$$),
    ('peer_id', 'uuid', $$nullif(split_part(claims, '|', 4), '-')::uuid$$)
  ) as f (name, type, part) loop
    execute format(body, look.name, look.type, look.part);
  end loop;
end
$migration$;

-- A peer enters with two look-ups instead of five. The rules are those of auth.peer_behind and auth.peer_account.
create or replace function auth.enter_peer(credential_mac text, operation text, address text, given_ae_title text)
  returns auth.claims language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan as $$
declare
  peer public.dicom_peers := auth.peer_behind(credential_mac, address, given_ae_title);
  account uuid;
  account_role text;
begin
  if peer.peer_id is null then return null; end if;
  select a.user_id, a.role into account, account_role from auth.peer_account(peer, operation) a;
  if account is null then
    raise exception 'the peer may not %', coalesce(operation, 'do this') using errcode = '42501';
  end if;
  if peer.last_seen_at is null or peer.last_seen_at < clock_timestamp() - interval '1 minute' then
    perform auth.note_peer(peer.peer_id);
  end if;
  perform auth.seal(account, account_role, null, peer.peer_id);
  return (account, account_role, null, peer.peer_id)::auth.claims;
end
$$;

-- Functions in the SQL language that pin their search_path are started anew in each call (30 microseconds); these are called
-- once a row while studies are stored. They answer as before.
create or replace function app.modality_key(modality text, study_date date) returns text
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return 'm' || btrim(modality) || ' ' || coalesce(to_char(study_date, 'YYYYMMDD'), '00000000');
end
$$;
create or replace function app.class_of(risk text, priority text) returns smallint
  language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return greatest(1, case risk when 'high' then 1 when 'medium' then 2 when 'low' then 4 else 3 end
    - case priority when 'stat' then 3 when 'urgent' then 1 else 0 end)::smallint;
end
$$;
create or replace function app.may_tell(type text) returns void
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me constant text := auth.role();
begin
  if me is null or me = 'patient' or (type = 'system_alert' and me not in ('tech', 'worker')) then
    raise exception '% may not send %', coalesce(me, 'nobody'), type using errcode = '42501';
  end if;
end
$$;
reset role;
