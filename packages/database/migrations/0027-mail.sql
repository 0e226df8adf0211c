-- Notices by mail, for those who want them. A mail says that there is something to see and nothing of what it is
-- (security.md 4: mail carries no patient data).
set local role fr_owner;
create table public.mail_deliveries (
  notification_id uuid primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  is_urgent boolean not null,
  created_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  next_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  given_up_at timestamptz,
  last_error varchar(200)
);
create index mail_deliveries_user_id_idx on public.mail_deliveries (user_id);
create index mail_deliveries_due_idx on public.mail_deliveries (next_at) where sent_at is null and given_up_at is null;
comment on table public.mail_deliveries is 'Notices that go out by mail, each once. notification_id is one of notifications, whose partitions take no foreign key.';
comment on column public.mail_deliveries.last_error is 'The mail server''s code; never an address or a text.';
call app.protect('public.mail_deliveries');
grant select on public.mail_deliveries to fr_tech;
create policy mail_for_tech on public.mail_deliveries for select to fr_tech using ((select auth.role()) = 'tech');
reset role;

set local role fr_definer;
-- Puts the notices of the last day, of those who want mail, into the line. Returns how many are new.
create function app.queue_mail() returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  queued integer;
begin
  if auth.role() is distinct from 'worker' then raise exception 'jobs send mail' using errcode = '42501'; end if;
  insert into public.mail_deliveries (notification_id, user_id, is_urgent)
  select n.notification_id, n.user_id, n.priority = 'urgent'
  from public.users u join public.notifications n on n.user_id = u.id
  where u.preferences -> 'email_notifications' = 'true'::jsonb and u.is_active and not u.is_machine and not u.is_provisional
    and n.created_at > clock_timestamp() - interval '1 day' and not n.sent_via_email and not n.is_read
  on conflict do nothing;
  get diagnostics queued = row_count;
  return queued;
end
$$;
-- Takes what is due, for ten minutes: who dies with it gives it back by the clock. Each try waits twice as long.
create function app.take_mail(most integer) returns table (notification_id uuid, address text, name text, is_urgent boolean)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.role() is distinct from 'worker' then raise exception 'jobs send mail' using errcode = '42501'; end if;
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
create function app.mail_done(done uuid, error text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.role() is distinct from 'worker' then raise exception 'jobs send mail' using errcode = '42501'; end if;
  update public.mail_deliveries m set last_error = left(error, 200),
    sent_at = case when error is null then clock_timestamp() end,
    given_up_at = case when error is not null and m.attempts >= 10 then clock_timestamp() end
  where m.notification_id = done;
  if error is null then update public.notifications n set sent_via_email = true where n.notification_id = done; end if;
end
$$;
reset role;
grant execute on function app.queue_mail(), app.take_mail(integer), app.mail_done(uuid, text) to fr_worker;

set local role fr_queue;
insert into jobs.tasks (identifier, enqueued_by) values ('send_mail', '{worker}');
reset role;
