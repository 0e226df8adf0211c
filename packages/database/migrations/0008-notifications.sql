-- Notifications (by month) and the stream of events that a browser follows.
set local role fr_owner;

create table public.notifications (
  notification_id uuid not null default uuid_generate_v4(),
  user_id uuid not null references public.users (id) on delete cascade,
  type varchar(50) not null,
  priority varchar(10) not null default 'normal',
  title varchar(255) not null,
  message text,
  action_url text,
  is_read boolean not null default false,
  read_at timestamptz,
  related_report_id uuid references public.medical_reports (report_id) on delete set null,
  sent_via_email boolean not null default false,
  sent_via_sms boolean not null default false,
  sent_via_push boolean not null default false,
  metadata jsonb,
  created_at timestamptz not null default current_timestamp,
  expires_at timestamptz,
  primary key (notification_id, created_at),
  constraint notifications_type_check check (type in ('new_report', 'urgent_case', 'review_complete', 'system_alert')),
  constraint notifications_priority_check check (priority in ('low', 'normal', 'high', 'urgent')),
  constraint notifications_action_url_check check (action_url ~ '^/([^/\\]|$)')
) partition by range (created_at);
create index idx_notifications_is_read on public.notifications (is_read);
create index idx_notifications_created_at on public.notifications (created_at desc);
create index notifications_of_user_idx on public.notifications (user_id, created_at desc, notification_id desc);
create index notifications_unread_idx on public.notifications (user_id, created_at desc, notification_id desc) where not is_read;
create index notifications_related_report_id_idx on public.notifications (related_report_id) where related_report_id is not null;
comment on table public.notifications is 'What somebody should know. Titles and messages carry no patient data: they also leave by mail.';
comment on column public.notifications.action_url is 'A path inside Firstread; never another host.';
call app.protect('public.notifications');
create table public.notifications_default partition of public.notifications default;
alter table public.notifications_default enable row level security;
alter table public.notifications_default force row level security;
select app.make_partitions();

create table public.events (
  event_id bigint generated always as identity primary key,
  user_id uuid references public.users (id) on delete cascade,
  audience varchar(16),
  type varchar(32) not null,
  data jsonb not null default '{}',
  transaction_id xid8 not null default pg_current_xact_id(),
  created_at timestamptz not null default clock_timestamp(),
  constraint events_audience_check check ((user_id is null) <> (audience is null) and audience in ('radiologist', 'doctor', 'tech'))
);
create index events_user_id_idx on public.events (user_id, event_id) where user_id is not null;
-- A stream reads on from where it was: few rows, in this order, whoever asks.
create index events_order_idx on public.events (transaction_id, event_id);
create index events_created_at_idx on public.events (created_at);
comment on table public.events is 'What /events sends, kept a day so that a client can resume. Carries ids only.';
comment on column public.events.transaction_id is 'An event is sent once every older transaction has ended, so that none is skipped.';
call app.protect('public.events');
reset role;

set local role fr_definer;
-- For definer functions alone: login has nobody asking yet, and may still have to tell somebody something.
create function app.put_event(user_id uuid, audience text, type text, data jsonb) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.events (user_id, audience, type, data) values (put_event.user_id, put_event.audience, put_event.type, put_event.data);
  perform pg_notify('fr_events', '');
end
$$;

create function app.put_notification(
  user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb
) returns uuid language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  made uuid;
begin
  insert into public.notifications as n (user_id, type, priority, title, message, action_url, related_report_id, metadata)
  values (put_notification.user_id, put_notification.type, put_notification.priority, put_notification.title,
    put_notification.message, put_notification.action_url, put_notification.report_id, put_notification.metadata)
  returning n.notification_id into made;
  perform app.put_event(put_notification.user_id, null, 'notification',
    jsonb_build_object('notificationId', made, 'type', put_notification.type, 'priority', put_notification.priority));
  return made;
end
$$;

-- Patients tell nobody anything; an alert of the system comes from a tech or from a job.
create function app.may_tell(type text) returns void
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.role() is null or auth.role() = 'patient' or (type = 'system_alert' and auth.role() not in ('tech', 'worker')) then
    raise exception '% may not send %', coalesce(auth.role(), 'nobody'), type using errcode = '42501';
  end if;
end
$$;

-- Tells one person, or everybody of a role. Called inside the transaction that made it necessary.
create function app.tell(user_id uuid, audience text, type text, data jsonb) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform app.may_tell(type);
  perform app.put_event(tell.user_id, tell.audience, tell.type, tell.data);
end
$$;

create function app.notify(
  user_id uuid, type text, priority text, title text, message text, action_url text, report_id uuid, metadata jsonb default null
) returns uuid language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform app.may_tell(type);
  return app.put_notification(notify.user_id, notify.type, notify.priority, notify.title, notify.message, notify.action_url,
    notify.report_id, notify.metadata);
end
$$;

-- The same to every active person of a role, in one statement.
create function app.notify_role(
  role text, type text, priority text, title text, message text, action_url text, report_id uuid
) returns integer language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  told integer;
begin
  perform app.may_tell(type);
  insert into public.notifications (user_id, type, priority, title, message, action_url, related_report_id)
  select u.id, notify_role.type, notify_role.priority, notify_role.title, notify_role.message, notify_role.action_url, notify_role.report_id
  from public.users u where u.role = notify_role.role and u.is_active;
  get diagnostics told = row_count;
  perform app.tell(null, notify_role.role, 'notification', jsonb_build_object('type', notify_role.type, 'priority', notify_role.priority));
  return told;
end
$$;
reset role;
grant execute on function app.tell(uuid, text, text, jsonb), app.notify(uuid, text, text, text, text, text, uuid, jsonb),
  app.notify_role(text, text, text, text, text, text, uuid) to fr_radiologist, fr_doctor, fr_tech, fr_worker;

set local role fr_owner;
grant select on public.notifications to fr_patient, fr_radiologist, fr_doctor, fr_tech;
grant update (is_read, read_at) on public.notifications to fr_patient, fr_radiologist, fr_doctor, fr_tech;
create policy own_notifications_of_patient on public.notifications for select to fr_patient using (user_id = (select auth.uid()) and (select auth.role()) = 'patient');
create policy own_notifications_of_radiologist on public.notifications for select to fr_radiologist using (user_id = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy own_notifications_of_doctor on public.notifications for select to fr_doctor using (user_id = (select auth.uid()) and (select auth.role()) = 'doctor');
create policy own_notifications_of_tech on public.notifications for select to fr_tech using (user_id = (select auth.uid()) and (select auth.role()) = 'tech');
create policy read_by_patient on public.notifications for update to fr_patient using (user_id = (select auth.uid()) and (select auth.role()) = 'patient') with check (user_id = (select auth.uid()) and (select auth.role()) = 'patient');
create policy read_by_radiologist on public.notifications for update to fr_radiologist using (user_id = (select auth.uid()) and (select auth.role()) = 'radiologist') with check (user_id = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy read_by_doctor on public.notifications for update to fr_doctor using (user_id = (select auth.uid()) and (select auth.role()) = 'doctor') with check (user_id = (select auth.uid()) and (select auth.role()) = 'doctor');
create policy read_by_tech on public.notifications for update to fr_tech using (user_id = (select auth.uid()) and (select auth.role()) = 'tech') with check (user_id = (select auth.uid()) and (select auth.role()) = 'tech');

grant select on public.events to fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker;
grant delete on public.events to fr_worker;
create policy own_events_of_patient on public.events for select to fr_patient using (user_id = (select auth.uid()) and (select auth.role()) = 'patient');
create policy own_events_of_radiologist on public.events for select to fr_radiologist using (user_id = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy own_events_of_doctor on public.events for select to fr_doctor using (user_id = (select auth.uid()) and (select auth.role()) = 'doctor');
create policy own_events_of_tech on public.events for select to fr_tech using (user_id = (select auth.uid()) and (select auth.role()) = 'tech');
create policy events_for_radiologists on public.events for select to fr_radiologist using (audience = 'radiologist' and (select auth.role()) = 'radiologist');
create policy events_for_doctors on public.events for select to fr_doctor using (audience = 'doctor' and (select auth.role()) = 'doctor');
create policy events_for_techs on public.events for select to fr_tech using (audience = 'tech' and (select auth.role()) = 'tech');
create policy old_events_seen on public.events for select to fr_worker using ((select auth.role()) = 'worker' and created_at < current_timestamp - interval '1 day');
create policy old_events_swept on public.events for delete to fr_worker using ((select auth.role()) = 'worker' and created_at < current_timestamp - interval '1 day');
reset role;
