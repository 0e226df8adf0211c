-- What a review of the day's work found: each of these held as long as the server did what it should, and now holds by itself.

-- A seal that cannot be checked is no seal: with the secret gone, comparing with null let claims through unread.
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
      if right(sealed, 64) is distinct from encode(ext.hmac(
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

-- Which roles sign in with codes is part of everybody's second factor: security.md 3 asks for a fresh password. The operator
-- at the machine has no session and is not asked.
create function app.guard_factor_roles() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.role() is not null and not auth.password_is_fresh() then
    raise exception 'the password was entered too long ago' using errcode = '42501';
  end if;
  return new;
end
$$;

-- A piece names an object that is nobody's yet. Otherwise naming somebody's image would read it and, with the upload, remove it.
create function app.guard_piece() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select 1 from public.stored_objects o where o.object_id = new.object_id) then
    raise exception 'the object belongs to an image' using errcode = '42501';
  end if;
  return new;
end
$$;

-- And what became an image all the same stays when its upload goes.
create or replace function app.drop_upload(upload_id uuid) returns setof uuid
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select 1 from public.partial_uploads u where u.upload_id = drop_upload.upload_id
    and u.user_id = auth.uid() and auth.role() = 'radiologist') then return; end if;
  return query select p.object_id from public.partial_upload_pieces p where p.upload_id = drop_upload.upload_id
    and not exists (select 1 from public.stored_objects o where o.object_id = p.object_id);
  delete from public.partial_uploads u where u.upload_id = drop_upload.upload_id;
end
$$;

-- What waited for a second try is asked again whether anybody still wants it: they may have turned mail off, left or read it.
create or replace function app.take_mail(most integer) returns table (notification_id uuid, address text, name text, is_urgent boolean)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
reset role;
grant execute on function app.guard_factor_roles(), app.guard_piece() to fr_owner;

set local role fr_owner;
create trigger system_settings_factor_roles before update of setting_value on public.system_settings
  for each row when (new.setting_key = 'auth.second_factor_roles' and old.setting_value is distinct from new.setting_value)
  execute function app.guard_factor_roles();
create trigger partial_upload_pieces_guarded before insert on public.partial_upload_pieces
  for each row execute function app.guard_piece();
drop index public.partial_upload_pieces_object_id_idx;
alter table public.partial_upload_pieces add constraint partial_upload_pieces_object_id_key unique (object_id);
reset role;
