-- A patient shares one released result with somebody who has no account: by a link and a code, for a time, until taken back.
-- docs/decisions/0016 says why it is a role of its own and not the patient's.
grant usage on schema public, app, auth, audit to fr_visitor;

set local role fr_owner;
create table public.result_shares (
  share_id uuid primary key default uuid_generate_v4(),
  report_id uuid not null references public.medical_reports (report_id) on delete cascade,
  patient_id uuid not null references public.users (id) on delete cascade,
  label varchar(80) not null,
  token_mac varchar(64) not null,
  code_mac varchar(64) not null,
  allows_pictures boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  closed_at timestamptz,
  close_reason varchar(16),
  wrong_codes smallint not null default 0,
  opened_count integer not null default 0,
  last_opened_at timestamptz,
  constraint result_shares_token_mac_key unique (token_mac),
  constraint result_shares_label_check check (btrim(label) <> ''),
  constraint result_shares_expires_at_check check (expires_at > created_at and expires_at <= created_at + interval '30 days 1 hour'),
  constraint result_shares_wrong_codes_check check (wrong_codes between 0 and 5),
  constraint result_shares_close_reason_check check (close_reason in ('revoked', 'wrong-codes')),
  constraint result_shares_closed_check check ((closed_at is null) = (close_reason is null))
);
create index result_shares_report_id_idx on public.result_shares (report_id);
create index result_shares_patient_id_idx on public.result_shares (patient_id, created_at desc);
comment on table public.result_shares is 'A released result that its patient shares with somebody without an account. Made and closed by functions only.';
comment on column public.result_shares.label is 'For whom, in the words of the patient. The visitor never sees it.';
comment on column public.result_shares.token_mac is 'hex(HMAC-SHA-256(key, token)); the token is 256 random bits and stands in the fragment of the link.';
comment on column public.result_shares.code_mac is 'hex(HMAC-SHA-256(key, token and code)): worth nothing with another link.';
comment on column public.result_shares.allows_pictures is 'The visitor may also take the original pictures away as a file.';
comment on column public.result_shares.close_reason is 'revoked by the patient; wrong-codes: five wrong codes close it for good.';
call app.protect('public.result_shares');

create table auth.share_visits (
  mac varchar(64) primary key,
  share_id uuid not null references public.result_shares (share_id) on delete cascade,
  expires_at timestamptz not null
);
create index share_visits_share_id_idx on auth.share_visits (share_id);
comment on table auth.share_visits is 'Who entered a share with its code may look for half an hour: the MAC of the visit''s own token.';
call app.protect('auth.share_visits');
reset role;

set local role fr_definer;
insert into public.system_settings (setting_key, setting_value, description, is_sensitive) values
  ('release.sharing', 'true', 'Patients may share a released result by link and code with somebody without an account. false: nothing can be shared, and what is shared cannot be opened.', false);

create function auth.sharing_is_on() returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(app.setting('release.sharing') = 'true'::jsonb, false);
end
$$;

-- The one rule of what a share shows: what its patient can read at this moment, and nothing when they cannot.
create function auth.shared_report_of(share_id uuid) returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select s.report_id from public.result_shares s
    join public.users u on u.id = s.patient_id and u.is_active and not u.is_provisional
    join public.medical_reports m on m.report_id = s.report_id and m.patient_id = s.patient_id
    join public.result_releases r on r.report_id = s.report_id
      and (r.state = 'released' or (r.state = 'scheduled' and r.release_at <= clock_timestamp()))
    where s.share_id = shared_report_of.share_id and s.closed_at is null and s.expires_at > clock_timestamp()
      and auth.sharing_is_on());
end
$$;
comment on function auth.shared_report_of is 'The report that a share shows now, or null.';

create function auth.shared_report() returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.role() is distinct from 'visitor' then return null; end if;
  return auth.shared_report_of(auth.session_id());
end
$$;
comment on function auth.shared_report() is 'For a visitor: the one report that their share shows. Their sealed context carries the share in place of a session.';

create function auth.shared_originals() returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return auth.shared_report() is not null
    and (select s.allows_pictures from public.result_shares s where s.share_id = auth.session_id());
end
$$;

-- Made and taken back by the patient ---------------------------------------------------------------------------------
create function app.share_result(report_id uuid, label text, days integer, allows_pictures boolean, token_mac text, code_mac text)
  returns uuid language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me constant uuid := auth.uid();
  made uuid;
begin
  if auth.role() is distinct from 'patient' then raise exception 'patients share their own results' using errcode = '42501'; end if;
  if not exists (select 1 from public.medical_reports m where m.report_id = share_result.report_id and m.patient_id = me) then
    return null;
  end if;
  if not auth.sharing_is_on() then raise exception 'sharing is switched off' using errcode = 'FR006'; end if;
  if not app.is_released(share_result.report_id) then raise exception 'the result is not released' using errcode = 'FR001'; end if;
  -- One after the other, or two at once could both be the tenth.
  perform pg_advisory_xact_lock(hashtextextended('shares of ' || me::text, 0));
  if (select count(*) from public.result_shares s where s.patient_id = me and s.closed_at is null
      and s.expires_at > clock_timestamp()) >= 10 then
    raise exception 'ten are open already' using errcode = 'FR007';
  end if;
  insert into public.result_shares as s (report_id, patient_id, label, token_mac, code_mac, allows_pictures, expires_at)
  values (share_result.report_id, me, btrim(share_result.label), share_result.token_mac, share_result.code_mac,
    share_result.allows_pictures, clock_timestamp() + make_interval(hours => 24 * days))
  returning s.share_id into made;
  perform audit.write('share_result', 'result_share', made, array[me], 'success', null,
    jsonb_build_object('reportId', share_result.report_id, 'days', days, 'allowsPictures', share_result.allows_pictures));
  return made;
end
$$;
comment on function app.share_result is 'Shares an own released result; null when there is no such report of the caller.';

create function app.stop_sharing(share_id uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me constant uuid := auth.uid();
begin
  if auth.role() is distinct from 'patient' then raise exception 'patients stop what they share' using errcode = '42501'; end if;
  if not exists (select 1 from public.result_shares s where s.share_id = stop_sharing.share_id and s.patient_id = me) then return false; end if;
  update public.result_shares s set closed_at = clock_timestamp(), close_reason = 'revoked'
    where s.share_id = stop_sharing.share_id and s.closed_at is null;
  if found then
    delete from auth.share_visits v where v.share_id = stop_sharing.share_id;
    perform audit.write('stop_sharing', 'result_share', stop_sharing.share_id, array[me]);
  end if;
  return true;
end
$$;
comment on function app.stop_sharing is 'Takes an own share back, at once; false when there is no such share of the caller.';

-- The door ----------------------------------------------------------------------------------------------------------
-- Seconds this network still has to wait, as at the sign-in: nothing for four refusals, then doubling, at most 15 minutes.
-- An hour without one forgets them: behind the address of a hospital many people mistype.
create function auth.share_wait(place text) returns integer
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce((
    select case when f.failures < 5 or f.last_failure_at < clock_timestamp() - interval '1 hour' then 0
      else greatest(0, ceil(extract(epoch from f.last_failure_at
        + make_interval(secs => least(900, 2 ^ least(f.failures - 5, 10))) - clock_timestamp()))::integer) end
    from auth.login_failures f where f.account = 'share' and f.place = share_wait.place), 0);
end
$$;

create function auth.note_share(share public.result_shares, action text, status text, trouble text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- The entry is a visitor's, though nobody has come in yet; the seal is taken back before anything is read.
  perform auth.seal(null, 'visitor', share.share_id);
  perform audit.write(action, 'result_share', share.share_id,
    case when share.share_id is null then '{}'::uuid[] else array[share.patient_id] end, status, null, null, trouble);
  perform set_config('fr.context', '', true);
end
$$;

create function auth.refuse_visit(share public.result_shares, place text, trouble text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into auth.login_failures as f (account, place, failures) values ('share', refuse_visit.place, 1)
  on conflict on constraint login_failures_pkey do update set last_failure_at = clock_timestamp(),
    failures = case when f.last_failure_at < clock_timestamp() - interval '1 hour' then 1 else least(f.failures + 1, 1000) end;
  perform auth.note_share(share, 'open_shared_result', 'failure', trouble);
  if trouble <> 'wrong-code' then return; end if;
  update public.result_shares s set wrong_codes = s.wrong_codes + 1,
    closed_at = case when s.wrong_codes >= 4 then clock_timestamp() end,
    close_reason = case when s.wrong_codes >= 4 then 'wrong-codes' end
  where s.share_id = share.share_id;
  if share.wrong_codes < 4 then return; end if;
  delete from auth.share_visits v where v.share_id = share.share_id;
  perform auth.note_share(share, 'close_share', 'success', 'wrong-codes');
  perform app.put_notification(share.patient_id, 'system_alert', 'normal', 'A link that you shared was closed',
    'Somebody typed a wrong code five times. You can share the result anew.', '/results/' || share.report_id, share.report_id, null);
end
$$;

-- Every refusal takes the same way and says the same: nothing. It must be committed to count, so none is an exception.
create function auth.open_share(token_mac text, code_mac text, place text, visit_mac text)
  returns table (opened uuid, wait_seconds integer)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  share public.result_shares;
  trouble text;
  seconds integer;
begin
  -- Many at the same moment learn no more than as many in a row.
  perform pg_advisory_xact_lock(hashtextextended('share from ' || place, 0));
  seconds := auth.share_wait(place);
  if seconds > 0 then return query select null::uuid, seconds; return; end if;
  select s.* into share from public.result_shares s where s.token_mac = open_share.token_mac for update;
  trouble := case
    when share.share_id is null then 'unknown'
    when share.closed_at is not null then share.close_reason
    when share.expires_at <= clock_timestamp() then 'expired'
    when share.code_mac <> open_share.code_mac then 'wrong-code'
    when auth.shared_report_of(share.share_id) is null then 'not-visible'
  end;
  if trouble is not null then
    perform auth.refuse_visit(share, place, trouble);
    return query select null::uuid, 0;
    return;
  end if;
  insert into auth.share_visits (mac, share_id, expires_at)
  values (visit_mac, share.share_id, least(clock_timestamp() + interval '30 minutes', share.expires_at));
  update public.result_shares s set opened_count = s.opened_count + 1, last_opened_at = clock_timestamp()
    where s.share_id = share.share_id;
  perform auth.note_share(share, 'open_shared_result', 'success', null);
  return query select share.share_id, 0;
end
$$;
comment on function auth.open_share is 'Opens a visit to a share for who has its token and its code. Null and nothing to wait: refused, for whatever reason.';

create function auth.enter_share(visit_mac text, share_id uuid) returns auth.claims
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select 1 from auth.share_visits v where v.mac = visit_mac and v.share_id = enter_share.share_id
      and v.expires_at > clock_timestamp()) or auth.shared_report_of(enter_share.share_id) is null then
    return null;
  end if;
  perform auth.seal(null, 'visitor', enter_share.share_id);
  return (null, 'visitor', enter_share.share_id, null)::auth.claims;
end
$$;

-- What a visitor does is written down in the name of the share; they say only what, never about whom.
create function auth.note_visit(action text, details jsonb default null) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.shared_report() is null or action not in ('view_shared_result', 'view_shared_image', 'export_shared_result') then
    raise exception 'nobody visits' using errcode = '42501';
  end if;
  perform audit.write(action, 'result_share', auth.session_id(),
    array[(select s.patient_id from public.result_shares s where s.share_id = auth.session_id())], 'success', null, details);
end
$$;

-- A year after its end nobody asks any more; visits and refusals have had their time long before.
create function app.sweep_shares() returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
begin
  if auth.role() is distinct from 'worker' then raise exception 'a job sweeps' using errcode = '42501'; end if;
  delete from auth.share_visits v where v.expires_at < clock_timestamp();
  delete from auth.login_failures f where f.account = 'share' and f.last_failure_at < clock_timestamp() - interval '1 day';
  delete from public.result_shares s where least(s.closed_at, s.expires_at) < clock_timestamp() - interval '1 year';
  get diagnostics gone = row_count;
  return gone;
end
$$;
reset role;

-- Runs with the caller's rights, as auth.begin does, because no definer function may change the role.
set local role fr_owner;
create function auth.begin_visit(visit_mac text, share_id uuid, ip text, agent text, request_id text)
  returns auth.claims language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  who auth.claims;
begin
  perform set_config('fr.ip', coalesce(ip, ''), true), set_config('fr.agent', coalesce(agent, ''), true),
          set_config('fr.request', coalesce(request_id, ''), true);
  who := auth.enter_share(visit_mac, share_id);
  if who.role = 'visitor' then perform set_config('role', 'fr_visitor', true); end if;
  return who;
end
$$;
reset role;

grant execute on function auth.begin_visit(text, uuid, text, text, text), auth.enter_share(text, uuid),
  auth.open_share(text, text, text, text) to fr_api;
grant execute on function app.share_result(uuid, text, integer, boolean, text, text), app.stop_sharing(uuid), auth.sharing_is_on() to fr_patient;
grant execute on function auth.role(), auth.session_id(), auth.shared_report(), auth.shared_originals(), auth.note_visit(text, jsonb) to fr_visitor;
grant execute on function app.sweep_shares() to fr_worker;

-- Who sees what -----------------------------------------------------------------------------------------------------
set local role fr_owner;
grant select (share_id, report_id, patient_id, label, allows_pictures, created_at, expires_at, closed_at, close_reason,
  wrong_codes, opened_count, last_opened_at) on public.result_shares to fr_patient;
create policy own_shares on public.result_shares for select to fr_patient
  using (patient_id = (select auth.uid()) and (select auth.role()) = 'patient');

-- A visitor reads, of one report, what its patient reads; by column, and no table has a row for them beyond it.
grant select (share_id, report_id, allows_pictures, expires_at) on public.result_shares to fr_visitor;
create policy share_of_visitor on public.result_shares for select to fr_visitor
  using (share_id = (select auth.session_id()) and report_id = (select auth.shared_report()) and (select auth.role()) = 'visitor');
grant select (report_id, patient_id, patient_name, study_type, study_instance_uid, upload_date) on public.medical_reports to fr_visitor;
create policy report_of_visitor on public.medical_reports for select to fr_visitor
  using (report_id = (select auth.shared_report()) and (select auth.role()) = 'visitor');
grant select (report_id, review_id, patient_text, risk, release_at) on public.result_releases to fr_visitor;
create policy release_of_visitor on public.result_releases for select to fr_visitor
  using (report_id = (select auth.shared_report()) and (select auth.role()) = 'visitor');
grant select (review_id, report_id, clinical_findings, recommended_action, treatment_plan, medication_prescribed,
  reviewed_at, state) on public.doctor_reviews to fr_visitor;
create policy reviews_of_visitor on public.doctor_reviews for select to fr_visitor
  using (state = 'signed' and report_id = (select auth.shared_report()) and (select auth.role()) = 'visitor');
grant select (addendum_id, review_id, addendum_text, created_at) on public.review_addenda to fr_visitor;
create policy addenda_of_visitor on public.review_addenda for select to fr_visitor
  using ((select auth.role()) = 'visitor'
    and exists (select 1 from public.doctor_reviews d where d.review_id = review_addenda.review_id));
-- What Firstread made itself is not for a patient, so not for whom they share with.
grant select (image_id, report_id, object_id, image_format, width, height, frames, display_order, has_pixels, made_by_run)
  on public.report_images to fr_visitor;
create policy films_of_visitor on public.report_images for select to fr_visitor
  using (made_by_run is null and report_id = (select auth.shared_report()) and (select auth.role()) = 'visitor');
grant select (object_id, size_bytes) on public.stored_objects to fr_visitor;
create policy objects_of_visitor on public.stored_objects for select to fr_visitor
  using ((select auth.role()) = 'visitor'
    and exists (select 1 from public.report_images i where i.object_id = stored_objects.object_id));
grant select (image_id, sop_instance_uid, sop_class_uid, series_instance_uid, transfer_syntax_uid, metadata)
  on public.dicom_instances to fr_visitor;
create policy headers_of_visitor on public.dicom_instances for select to fr_visitor
  using ((select auth.shared_originals()) and (select auth.role()) = 'visitor'
    and exists (select 1 from public.report_images i where i.image_id = dicom_instances.image_id));
reset role;
