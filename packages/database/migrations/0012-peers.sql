-- DICOM peers: who they are, what they may do, and what is sent to them (security.md 2, 6, 9; docs/decisions/0010).
set local role fr_owner;

-- A peer acts as an account, so that every policy, audit entry and foreign key holds for it as for a person.
alter table public.users
  add column is_machine boolean not null default false,
  add constraint users_machine_check check (not is_machine
    or (password_hash = '!' and role in ('radiologist', 'doctor') and not is_provisional));
comment on column public.users.is_machine is 'The account of a DICOM peer: nobody can log in as it, nobody notifies it.';
grant select (is_machine) on public.users to fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker;

create table public.dicom_peers (
  peer_id uuid primary key default uuid_generate_v4(),
  ae_title varchar(16) not null,
  description text not null default '',
  operations text[] not null default '{}',
  sees varchar(8) not null default 'own',
  stores_as uuid references public.users (id) on delete restrict,
  reads_as uuid references public.users (id) on delete restrict,
  allow_plain boolean not null default false,
  max_associations integer not null default 8,
  transfer_syntaxes text[] not null default '{}',
  host varchar(253),
  port integer,
  uses_tls boolean not null default true,
  trusted_certificate text,
  client_certificate text,
  client_key text,
  forwards varchar(8) not null default 'results',
  is_active boolean not null default true,
  last_seen_at timestamptz,
  last_echo_at timestamptz,
  last_echo_error varchar(64),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  created_by uuid references public.users (id) on delete set null default auth.uid(),
  updated_by uuid references public.users (id) on delete set null default auth.uid(),
  -- PS3.5 6.2, AE: the default repertoire without backslash and control characters; spaces around it mean nothing.
  constraint dicom_peers_ae_title_check check (ae_title ~ '^[!-\[\]-~]([ -\[\]-~]{0,14}[!-\[\]-~])?$'),
  constraint dicom_peers_operations_check check (operations <@ array['store', 'query', 'retrieve', 'move_destination', 'forward']),
  constraint dicom_peers_sees_check check (sees in ('own', 'all')),
  constraint dicom_peers_forwards_check check (forwards in ('results', 'study')),
  constraint dicom_peers_max_associations_check check (max_associations between 1 and 64),
  constraint dicom_peers_address_check check ((host is null) = (port is null) and port between 1 and 65535
    and (host is not null or not operations && array['move_destination', 'forward'])),
  -- security.md 6: TLS whenever the peer is not local.
  constraint dicom_peers_plain_check check (uses_tls or host is null or host in ('127.0.0.1', '::1', 'localhost')),
  constraint dicom_peers_client_check check ((client_certificate is null) = (client_key is null))
);
create unique index dicom_peers_ae_title_key on public.dicom_peers (ae_title) where is_active;
create index dicom_peers_stores_as_idx on public.dicom_peers (stores_as);
create index dicom_peers_reads_as_idx on public.dicom_peers (reads_as);
create index dicom_peers_created_by_idx on public.dicom_peers (created_by) where created_by is not null;
create index dicom_peers_updated_by_idx on public.dicom_peers (updated_by) where updated_by is not null;
comment on table public.dicom_peers is 'Every DICOM application entity that may talk to Firstread or is sent something. Removing one means is_active = false.';
comment on column public.dicom_peers.operations is 'What it may ask of us: store, query, retrieve; what we may send it: move_destination (C-MOVE), forward (signed results).';
comment on column public.dicom_peers.sees is 'What query and retrieve show: own, the studies that it stored (or its radiologist uploaded); all, every study.';
comment on column public.dicom_peers.stores_as is 'The radiologist who counts as the uploader; a machine account of the peer when nobody was named.';
comment on column public.dicom_peers.reads_as is 'A machine account with a doctor''s view, for peers that see all. No peer writes anything clinical with it.';
comment on column public.dicom_peers.allow_plain is 'DIMSE without TLS, from a loopback address only, known by the calling AE title alone.';
comment on column public.dicom_peers.transfer_syntaxes is 'UIDs to offer first when we send, in order.';
comment on column public.dicom_peers.trusted_certificate is 'PEM that its server must chain to; the system''s authorities without it.';
comment on column public.dicom_peers.client_key is 'enc:v1 field: PEM key that goes with client_certificate, shown to nobody.';
comment on column public.dicom_peers.forwards is 'What goes out when a review is signed: results, our structured report and captures; study, everything.';
comment on column public.dicom_peers.last_seen_at is 'Last time it was let in, noted at most once a minute.';
call app.protect('public.dicom_peers');
create trigger dicom_peers_updated_at before update on public.dicom_peers
  for each row execute function public.update_updated_at_column();

-- What opens the door. Apart from the peers themselves, so that no column grant can ever show it.
create table auth.peer_credentials (
  mac varchar(128) primary key,
  peer_id uuid not null references public.dicom_peers (peer_id) on delete cascade,
  kind varchar(16) not null,
  label varchar(100) not null default '',
  created_at timestamptz not null default clock_timestamp(),
  constraint peer_credentials_kind_check check (kind in ('certificate', 'token', 'ae_title'))
);
create index peer_credentials_peer_id_idx on auth.peer_credentials (peer_id);
comment on table auth.peer_credentials is 'Keyed hashes, hex(HMAC-SHA-256(key, kind:value)), of a client certificate''s SHA-256 fingerprint, a token, or an AE title (plain, loopback only).';
comment on column auth.peer_credentials.label is 'What a tech recognizes it by: the fingerprint of a certificate. Never a token.';
call app.protect('auth.peer_credentials');

-- Who did what, when a machine acted for an account.
alter table public.audit_logs add column peer_id uuid, add column peer_ae_title varchar(16);
comment on column public.audit_logs.peer_id is 'The DICOM peer that acted as actor_id, when it was one.';
comment on column public.audit_logs.peer_ae_title is 'Its AE title at that time.';

create table public.deliveries (
  delivery_id uuid primary key default uuid_generate_v4(),
  peer_id uuid not null references public.dicom_peers (peer_id) on delete restrict,
  report_id uuid not null references public.medical_reports (report_id) on delete cascade,
  review_id uuid references public.doctor_reviews (review_id) on delete cascade,
  reason varchar(16) not null,
  scope varchar(8) not null,
  state varchar(16) not null default 'waiting',
  attempts integer not null default 0,
  fence integer not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  last_error varchar(64),
  instances_total integer,
  sent_image_ids uuid[] not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  created_by uuid references public.users (id) on delete set null default auth.uid(),
  started_at timestamptz,
  finished_at timestamptz,
  constraint deliveries_reason_check check (reason in ('signed', 'forward')),
  constraint deliveries_scope_check check (scope in ('results', 'study')),
  constraint deliveries_state_check check (state in ('waiting', 'sending', 'sent', 'failed')),
  constraint deliveries_signed_check check ((reason = 'signed') = (review_id is not null)),
  constraint deliveries_finished_check check ((state in ('sent', 'failed')) = (finished_at is not null))
);
-- A signature is delivered once to each peer, however often the signing is retried.
create unique index deliveries_of_review_key on public.deliveries (review_id, peer_id);
create index deliveries_peer_id_idx on public.deliveries (peer_id, created_at desc, delivery_id desc);
create index deliveries_report_id_idx on public.deliveries (report_id);
create index deliveries_created_by_idx on public.deliveries (created_by) where created_by is not null;
create index deliveries_state_idx on public.deliveries (state, created_at desc, delivery_id desc);
create index deliveries_newest_idx on public.deliveries (created_at desc, delivery_id desc);
create index deliveries_open_idx on public.deliveries (next_attempt_at) where state in ('waiting', 'sending');
comment on table public.deliveries is 'What has to reach a peer. It stays visible until it was sent, or was given up and a tech retries it.';
comment on column public.deliveries.fence is 'Counts up with each attempt: a worker back from the dead changes nothing.';
comment on column public.deliveries.next_attempt_at is 'When it is tried next; while sending, until when the attempt counts as alive.';
comment on column public.deliveries.last_error is 'Code of the last trouble, from the table of the peers slice.';
comment on column public.deliveries.sent_image_ids is 'Instances that the peer has acknowledged; a retry goes on behind them.';
call app.protect('public.deliveries');
reset role;

-- The sealed context learns which peer it is ------------------------------------------------------------------------
-- `user|role|session|peer|mac`: inside the MAC, because a peer that could drop it would be a person.
set local role fr_definer;
alter type auth.claims add attribute peer_id uuid;
drop function auth.seal(uuid, text, uuid);
create function auth.seal(user_id uuid, role text, session_id uuid, peer_id uuid default null) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  claims text := concat_ws('|', coalesce(user_id::text, '-'), role, coalesce(session_id::text, '-'), coalesce(peer_id::text, '-'));
begin
  perform set_config('fr.context', claims || '|' || auth.seal_mac(claims), true);
end
$$;

create or replace function auth.context() returns auth.claims
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  raw text := nullif(current_setting('fr.context', true), '');
  part text[];
  result auth.claims;
begin
  if raw is null then return null; end if;
  part := string_to_array(raw, '|');
  if array_length(part, 1) <> 5 or part[5] <> auth.seal_mac(concat_ws('|', part[1], part[2], part[3], part[4])) then
    return null;
  end if;
  result := (nullif(part[1], '-')::uuid, part[2], nullif(part[3], '-')::uuid, nullif(part[4], '-')::uuid);
  return result;
end
$$;

create function auth.peer_id() returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$ begin return (auth.context()).peer_id; end $$;
comment on function auth.peer_id() is 'The DICOM peer asking, or null when it is a person.';

create or replace function auth.enter(token_mac text, counts_as_activity boolean default true) returns auth.claims
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

-- The active peer that a credential opens to. An AE title alone is believed on loopback only, where it was allowed.
create function auth.peer_behind(credential_mac text, address text, given_ae_title text) returns public.dicom_peers
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
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

-- Skips a row that a neighbour is noting at this moment: letting in must not wait.
create function auth.note_peer(noted uuid) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update public.dicom_peers p set last_seen_at = clock_timestamp()
  where p.peer_id = (select q.peer_id from public.dicom_peers q where q.peer_id = noted
    and coalesce(q.last_seen_at < clock_timestamp() - interval '1 minute', true) for no key update skip locked)
$$;

-- Which account does an operation, and as which role; nothing when the peer may not do it.
create function auth.peer_account(peer public.dicom_peers, operation text) returns table (user_id uuid, role text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.role::text from public.users u
  where u.is_active and u.role in ('radiologist', 'doctor') and u.id = case
    when operation = 'echo' then coalesce(peer.stores_as, peer.reads_as)
    when not operation = any (peer.operations) then null
    when operation = 'store' then peer.stores_as
    when operation in ('query', 'retrieve') then case peer.sees when 'all' then peer.reads_as else peer.stores_as end
  end and (operation <> 'store' or u.role = 'radiologist')
$$;

-- Like auth.enter: the database finds out which peer that is and as whom it may do this one kind of thing.
create function auth.enter_peer(credential_mac text, operation text, address text, given_ae_title text) returns auth.claims
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  peer public.dicom_peers := auth.peer_behind(credential_mac, address, given_ae_title);
  account record;
begin
  if peer.peer_id is null then return null; end if;
  select a.user_id, a.role into account from auth.peer_account(peer, operation) a;
  if account.user_id is null then
    raise exception 'the peer may not %', coalesce(operation, 'do this') using errcode = '42501';
  end if;
  perform auth.note_peer(peer.peer_id);
  perform auth.seal(account.user_id, account.role, null, peer.peer_id);
  return (account.user_id, account.role, null, peer.peer_id)::auth.claims;
end
$$;

-- For an association that is being opened: who is calling, and within which limits. Enters nobody.
create function auth.identify_peer(credential_mac text, address text, given_ae_title text)
  returns table (peer_id uuid, ae_title text, operations text[], max_associations integer, transfer_syntaxes text[])
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  peer public.dicom_peers := auth.peer_behind(credential_mac, address, given_ae_title);
begin
  if peer.peer_id is null then return; end if;
  perform auth.note_peer(peer.peer_id);
  return query select peer.peer_id, peer.ae_title::text, peer.operations, peer.max_associations, peer.transfer_syntaxes;
end
$$;

-- A tech who has just shown the password, or the operator at the machine.
create function auth.may_admit_peers() returns void
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.role() = 'tech' then
    if not auth.password_is_fresh() then raise exception 'the password was entered too long ago' using errcode = '42501'; end if;
  elsif auth.role() is not null or session_user in ('fr_api', 'fr_worker', 'fr_sealer', 'fr_backup') then
    raise exception 'only a tech admits peers' using errcode = '42501';
  end if;
end
$$;

-- These credentials of one kind and no others; false when there is no such peer. One that a peer no longer active holds is
-- taken from it; one of an active peer is not (unique violation).
create function auth.set_peer_credentials(to_peer uuid, of_kind text, macs text[], labels text[] default '{}') returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

create function auth.peer_credentials_of(peer_ids uuid[])
  returns table (peer_id uuid, kind text, label text, created_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.peer_id, c.kind::text, c.label::text, c.created_at from auth.peer_credentials c
  where c.peer_id = any (peer_ids) and (auth.role() = 'tech' or session_user not in ('fr_api', 'fr_worker', 'fr_sealer', 'fr_backup'))
  order by c.created_at
$$;

-- Accounts of a peer come into being with what it may do. A radiologist may be named; a doctor may not: nobody's
-- own account shows a machine everything.
create function auth.give_peer_accounts() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
create function auth.machine_account(for_peer uuid, ae_title text, as_role text) returns uuid
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

-- The one way to make a peer, over HTTP and at the command line.
create function app.add_peer(peer jsonb) returns uuid
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

-- No peer signs, claims, releases, changes people or moves a study on, whatever its account might. A trigger, because it
-- also stands in the way of definer functions.
create function app.refuse_peers() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.peer_id() is not null then raise exception 'a DICOM peer does not change %', tg_table_name using errcode = '42501'; end if;
  return null;
end
$$;

-- Where C-MOVE may send to: asked by a peer that retrieves, answered for listed destinations only.
create function app.move_destination(to_ae_title text)
  returns table (peer_id uuid, ae_title text, host text, port integer, uses_tls boolean, trusted_certificate text,
    client_certificate text, client_key text, transfer_syntaxes text[])
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.peer_id, p.ae_title::text, p.host::text, p.port, p.uses_tls, p.trusted_certificate, p.client_certificate,
    p.client_key, p.transfer_syntaxes
  from public.dicom_peers p
  where p.ae_title = to_ae_title and p.is_active and 'move_destination' = any (p.operations) and auth.peer_id() is not null
$$;

-- Called where a review is signed, in that transaction: one delivery for each peer that wants results.
create function app.deliver_signed(report_id uuid, review_id uuid) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

-- A tech sends a study to a peer that takes what is forwarded. Null when there is no such study or no such peer.
create function app.deliver_report(report_id uuid, peer_id uuid, scope text) returns uuid
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

-- A tech sends it again from the beginning of patience. False when there is no such delivery.
create function app.retry_delivery(delivery_id uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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

-- The actor as before; beside it the machine that acted.
create or replace function audit.write(
  action text, entity_type text, entity_id uuid, patient_ids uuid[] default '{}', status text default 'success',
  old_values jsonb default null, new_values jsonb default null, error_message text default null
) returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who auth.claims := auth.context();
begin
  insert into public.audit_logs (user_id, actor_id, user_email, user_role, action, entity_type, entity_id, ip_address,
    user_agent, old_values, new_values, status, error_message, patient_ids, request_id, peer_id, peer_ae_title)
  values (who.user_id, who.user_id, (select u.email from public.users u where u.id = who.user_id),
    -- Nobody behind it and no login role of ours: the operator at the machine.
    coalesce(who.role, case when session_user not in ('fr_api', 'fr_worker', 'fr_sealer', 'fr_backup') then 'operator' end),
    action, entity_type, entity_id, nullif(current_setting('fr.ip', true), '')::inet,
    nullif(current_setting('fr.agent', true), ''), old_values, new_values, status, error_message,
    coalesce(patient_ids, '{}'), nullif(current_setting('fr.request', true), ''), who.peer_id,
    case when who.peer_id is not null then (select p.ae_title from public.dicom_peers p where p.peer_id = who.peer_id) end);
end
$$;

create or replace function app.notify_role(
  role text, type text, priority text, title text, message text, action_url text, report_id uuid
) returns integer language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
reset role;

-- Runs with the caller's rights, because no definer function may change the role. One round trip begins a request.
set local role fr_owner;
create function auth.begin_peer(credential_mac text, operation text, ip text, agent text, request_id text, given_ae_title text default null)
  returns auth.claims language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
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
reset role;

grant execute on function auth.peer_id() to
  fr_api, fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker, fr_view, fr_definer, fr_queue, fr_owner;
grant execute on function auth.begin_peer(text, text, text, text, text, text), auth.enter_peer(text, text, text, text),
  auth.identify_peer(text, text, text) to fr_api;
grant execute on function auth.set_peer_credentials(uuid, text, text[], text[]), auth.peer_credentials_of(uuid[]),
  app.add_peer(jsonb) to fr_tech, fr_migrate;
grant execute on function auth.give_peer_accounts(), app.refuse_peers() to fr_owner;
grant execute on function app.move_destination(text) to fr_radiologist, fr_doctor;
grant execute on function app.deliver_signed(uuid, uuid) to fr_doctor;
grant execute on function app.retry_delivery(uuid), app.deliver_report(uuid, uuid, text) to fr_tech;

set local role fr_owner;
create trigger dicom_peers_accounts before insert or update of operations, sees, stores_as on public.dicom_peers
  for each row execute function auth.give_peer_accounts();

create trigger reviews_not_by_peers before insert or update or delete on public.doctor_reviews for each statement execute function app.refuse_peers();
create trigger addenda_not_by_peers before insert or update or delete on public.review_addenda for each statement execute function app.refuse_peers();
create trigger claims_not_by_peers before insert or update or delete on public.worklist_claims for each statement execute function app.refuse_peers();
create trigger releases_not_by_peers before insert or update or delete on public.result_releases for each statement execute function app.refuse_peers();
create trigger history_not_by_peers before insert or update or delete on public.patient_medical_history for each statement execute function app.refuse_peers();
create trigger steps_not_by_peers before update of status on public.medical_reports for each statement execute function app.refuse_peers();
create trigger users_not_by_peers before update or delete on public.users for each statement execute function app.refuse_peers();
create trigger sessions_not_by_peers before insert or update or delete on public.sessions for each statement execute function app.refuse_peers();

-- Policies --------------------------------------------------------------------------------------------------------
grant select on public.dicom_peers to fr_tech, fr_worker;
grant update (ae_title, description, operations, sees, stores_as, allow_plain, max_associations, transfer_syntaxes, host,
  port, uses_tls, trusted_certificate, client_certificate, client_key, forwards, is_active, last_echo_at, last_echo_error,
  updated_by) on public.dicom_peers to fr_tech;
create policy peers_for_tech on public.dicom_peers for select to fr_tech using ((select auth.role()) = 'tech');
create policy peers_for_worker on public.dicom_peers for select to fr_worker using ((select auth.role()) = 'worker');
create policy peers_by_tech on public.dicom_peers for update to fr_tech
  using ((select auth.role()) = 'tech') with check ((select auth.role()) = 'tech');

grant select on public.deliveries to fr_tech, fr_worker;
grant update (state, attempts, fence, next_attempt_at, last_error, instances_total, sent_image_ids, started_at, finished_at)
  on public.deliveries to fr_worker;
create policy deliveries_for_tech on public.deliveries for select to fr_tech using ((select auth.role()) = 'tech');
create policy deliveries_for_worker on public.deliveries for select to fr_worker using ((select auth.role()) = 'worker');
create policy deliveries_by_worker on public.deliveries for update to fr_worker
  using ((select auth.role()) = 'worker') with check ((select auth.role()) = 'worker');
reset role;

set local role fr_queue;
insert into jobs.tasks (identifier, enqueued_by) values ('deliver', '{doctor,tech,worker}');
reset role;
