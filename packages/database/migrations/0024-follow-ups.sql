-- Follow-ups: what a signed review asks to see again, on a board until it is closed with evidence (design.md 6).
set local role fr_owner;

create table public.follow_ups (
  review_id uuid primary key references public.doctor_reviews (review_id) on delete restrict,
  report_id uuid not null references public.medical_reports (report_id) on delete restrict,
  due_on date,
  opened_at timestamptz not null default clock_timestamp(),
  closed_at timestamptz,
  closed_by uuid references public.users (id) on delete restrict,
  evidence text,
  evidence_report_id uuid references public.medical_reports (report_id) on delete restrict,
  -- Those with a day by their day, those without after them; null would compare with nothing.
  due_key date generated always as (coalesce(due_on, 'infinity'::date)) stored,
  constraint follow_ups_closed_check check ((closed_at is null) = (closed_by is null)
    and (closed_at is null) = (evidence is null and evidence_report_id is null)),
  constraint follow_ups_evidence_check check (evidence_report_id <> report_id)
);
create index follow_ups_report_id_idx on public.follow_ups (report_id);
create index follow_ups_closed_by_idx on public.follow_ups (closed_by) where closed_by is not null;
create index follow_ups_evidence_report_id_idx on public.follow_ups (evidence_report_id) where evidence_report_id is not null;
create index follow_ups_open_idx on public.follow_ups (due_key, review_id) where closed_at is null;
create index follow_ups_closed_idx on public.follow_ups (closed_at desc, review_id) where closed_at is not null;
comment on table public.follow_ups is 'One row per signed review that asks for a follow-up, open until a doctor closes it with evidence.';
comment on column public.follow_ups.due_on is 'The day that the review names; null: a day has still to be found.';
comment on column public.follow_ups.evidence is 'enc:v1 field: why it is done, in the words of the doctor who closed it.';
comment on column public.follow_ups.evidence_report_id is 'A later study of the same patient that shows it.';
call app.protect('public.follow_ups');

grant select on public.follow_ups to fr_radiologist, fr_doctor, fr_tech;
grant insert (review_id, report_id, due_on) on public.follow_ups to fr_doctor;
grant update (closed_at, closed_by, evidence, evidence_report_id) on public.follow_ups to fr_doctor;
create policy follow_ups_for_radiologist on public.follow_ups for select to fr_radiologist
  using (exists (select 1 from public.medical_reports r where r.report_id = follow_ups.report_id));
create policy follow_ups_for_doctor on public.follow_ups for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy follow_ups_for_tech on public.follow_ups for select to fr_tech using ((select auth.role()) = 'tech');
create policy follow_up_by_signer on public.follow_ups for insert to fr_doctor
  with check ((select auth.role()) = 'doctor' and exists (select 1 from public.doctor_reviews d
    where d.review_id = follow_ups.review_id and d.report_id = follow_ups.report_id and d.doctor_id = (select auth.uid())
      and d.state = 'signed' and d.follow_up_required));
-- What is closed stays closed; a study proves it only when it is the same patient's and came later.
create policy follow_up_closed_by_doctor on public.follow_ups for update to fr_doctor
  using ((select auth.role()) = 'doctor' and closed_at is null)
  with check ((select auth.role()) = 'doctor' and closed_by = (select auth.uid()) and (evidence_report_id is null
    or exists (select 1 from public.medical_reports later join public.medical_reports asked on asked.report_id = follow_ups.report_id
      where later.report_id = follow_ups.evidence_report_id and later.patient_id = asked.patient_id
        and later.upload_date > asked.upload_date)));
reset role;

-- What was signed before there was a board.
set local role fr_definer;
insert into public.follow_ups (review_id, report_id, due_on, opened_at)
select d.review_id, d.report_id, d.follow_up_date, d.reviewed_at
from public.doctor_reviews d where d.state = 'signed' and d.follow_up_required;
reset role;
