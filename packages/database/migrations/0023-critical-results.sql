-- The closed loop of a critical result (design.md 6): who was told, when and how, until a doctor says in words of the
-- record that it has arrived. Nobody's silence closes it; the clock tells everybody again.
set local role fr_owner;

create table public.critical_results (
  review_id uuid primary key references public.doctor_reviews (review_id) on delete restrict,
  report_id uuid not null references public.medical_reports (report_id) on delete restrict,
  signed_by uuid not null references public.users (id) on delete restrict,
  begun_at timestamptz not null default clock_timestamp(),
  due_at timestamptz not null,
  escalations integer not null default 0,
  escalated_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by uuid references public.users (id) on delete restrict,
  how varchar(16),
  told_whom text,
  told_at timestamptz,
  note text,
  constraint critical_results_how_check check (how in ('seen_here', 'phone', 'in_person', 'message')),
  constraint critical_results_acknowledged_check check
    ((acknowledged_at is null) = (acknowledged_by is null) and (acknowledged_at is null) = (how is null)),
  -- Whoever signed it knows it already: they close the loop only by telling somebody else.
  constraint critical_results_told_check check (how is null
    or (how = 'seen_here' and acknowledged_by <> signed_by and told_whom is null and told_at is null)
    or (how <> 'seen_here' and told_whom is not null and told_at is not null))
);
create index critical_results_report_id_idx on public.critical_results (report_id);
create index critical_results_signed_by_idx on public.critical_results (signed_by);
create index critical_results_acknowledged_by_idx on public.critical_results (acknowledged_by) where acknowledged_by is not null;
create index critical_results_open_idx on public.critical_results (begun_at, review_id) where acknowledged_at is null;
create index critical_results_due_idx on public.critical_results (due_at) where acknowledged_at is null;
create index critical_results_closed_idx on public.critical_results (acknowledged_at desc, review_id) where acknowledged_at is not null;
comment on table public.critical_results is 'One row per review signed as critical, open until a doctor acknowledges it.';
comment on column public.critical_results.due_at is 'When everybody is told again unless it is acknowledged: review.critical_minutes after the last telling.';
comment on column public.critical_results.how is 'seen_here: a doctor read it in Firstread and takes it on. Otherwise how told_whom was told, at told_at.';
comment on column public.critical_results.told_whom is 'enc:v1 field: who outside Firstread was told, as the doctor wrote it. So is note.';
call app.protect('public.critical_results');

create table public.critical_tellings (
  review_id uuid not null references public.critical_results (review_id) on delete cascade,
  round integer not null,
  user_id uuid not null references public.users (id) on delete cascade,
  told_at timestamptz not null default clock_timestamp(),
  how varchar(16) not null default 'in_app',
  primary key (review_id, round, user_id),
  constraint critical_tellings_how_check check (how in ('in_app'))
);
create index critical_tellings_user_id_idx on public.critical_tellings (user_id);
comment on table public.critical_tellings is 'Whom Firstread told of a critical result, round by round: 0 at the signature, then each escalation.';
call app.protect('public.critical_tellings');

grant select on public.critical_results to fr_radiologist, fr_doctor, fr_tech, fr_worker;
grant insert (review_id, report_id, signed_by, due_at) on public.critical_results to fr_doctor;
grant update (acknowledged_at, acknowledged_by, how, told_whom, told_at, note) on public.critical_results to fr_doctor;
grant update (due_at, escalations, escalated_at) on public.critical_results to fr_worker;
create policy critical_results_for_radiologist on public.critical_results for select to fr_radiologist
  using (exists (select 1 from public.medical_reports r where r.report_id = critical_results.report_id));
create policy critical_results_for_doctor on public.critical_results for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy critical_results_for_tech on public.critical_results for select to fr_tech using ((select auth.role()) = 'tech');
create policy critical_results_for_worker on public.critical_results for select to fr_worker using ((select auth.role()) = 'worker');
create policy critical_result_by_signer on public.critical_results for insert to fr_doctor
  with check (signed_by = (select auth.uid()) and (select auth.role()) = 'doctor' and exists (select 1 from public.doctor_reviews d
    where d.review_id = critical_results.review_id and d.report_id = critical_results.report_id
      and d.doctor_id = (select auth.uid()) and d.state = 'signed' and d.urgency_level = 'critical'));
-- Once acknowledged it stays as it is.
create policy critical_result_acknowledged on public.critical_results for update to fr_doctor
  using ((select auth.role()) = 'doctor' and acknowledged_at is null)
  with check ((select auth.role()) = 'doctor' and acknowledged_by = (select auth.uid()));
create policy critical_result_escalated on public.critical_results for update to fr_worker
  using ((select auth.role()) = 'worker' and acknowledged_at is null)
  with check ((select auth.role()) = 'worker' and acknowledged_at is null);

grant select on public.critical_tellings to fr_doctor, fr_tech, fr_worker;
create policy tellings_for_doctor on public.critical_tellings for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy tellings_for_tech on public.critical_tellings for select to fr_tech using ((select auth.role()) = 'tech');
create policy tellings_for_worker on public.critical_tellings for select to fr_worker using ((select auth.role()) = 'worker');
reset role;

set local role fr_definer;
-- Tells every active doctor and tech of a critical result and writes down whom: the notice and its record are one thing,
-- so that nobody can write down a telling that never was. Round 0, at the signature, leaves the signer out.
create function app.tell_critical(review_id uuid, title text, message text) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  loop_row public.critical_results;
  told integer;
begin
  select c.* into loop_row from public.critical_results c where c.review_id = tell_critical.review_id for update;
  if loop_row.review_id is null or loop_row.acknowledged_at is not null then return 0; end if;
  if not (auth.role() = 'worker' or (auth.role() = 'doctor' and loop_row.signed_by = auth.uid() and loop_row.escalations = 0)) then
    raise exception 'a critical result is told by its signer and by the clock' using errcode = '42501';
  end if;
  with people as (
    select u.id from public.users u where u.role in ('doctor', 'tech') and u.is_active and not u.is_machine
      and (loop_row.escalations > 0 or u.id <> loop_row.signed_by)
  ), recorded as (
    insert into public.critical_tellings (review_id, round, user_id)
    select loop_row.review_id, loop_row.escalations, p.id from people p on conflict do nothing returning user_id
  )
  select count(app.put_notification(r.user_id, 'urgent_case', 'urgent', tell_critical.title, tell_critical.message,
    '/reports/' || loop_row.report_id, loop_row.report_id, jsonb_build_object('loop', 'critical', 'reviewId', loop_row.review_id::text,
      'round', loop_row.escalations, 'toldBy', auth.uid(), 'toldAt', clock_timestamp(), 'how', 'in_app'))) into told
  from recorded r;
  return told;
end
$$;
comment on function app.tell_critical is 'Returns how many people were told.';

insert into public.system_settings (setting_key, setting_value, description, is_sensitive) values
  ('review.critical_minutes', '30', 'A critical result that no doctor has acknowledged within this many minutes is told to every doctor again, and again after as many.', false);
reset role;
grant execute on function app.tell_critical(uuid, text, text) to fr_doctor, fr_worker;

set local role fr_queue;
insert into jobs.tasks (identifier, enqueued_by) values ('escalate_critical', '{worker}');
reset role;
