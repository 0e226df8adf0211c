-- Triage claims, doctors' reviews, and what the patient may see of them.
set local role fr_owner;

create table public.worklist_claims (
  report_id uuid primary key references public.medical_reports (report_id) on delete cascade,
  doctor_id uuid not null references public.users (id) on delete cascade,
  claimed_at timestamptz not null default clock_timestamp(),
  heartbeat_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);
create index worklist_claims_doctor_id_idx on public.worklist_claims (doctor_id);
comment on table public.worklist_claims is 'A lease: who is reviewing a study now. Past expires_at it holds nobody off.';
call app.protect('public.worklist_claims');

create table public.doctor_reviews (
  review_id uuid primary key default uuid_generate_v4(),
  report_id uuid not null references public.medical_reports (report_id) on delete restrict,
  doctor_id uuid not null references public.users (id) on delete restrict,
  review_notes text,
  clinical_findings text,
  confirmed_ai_diagnosis boolean,
  ai_accuracy_rating integer,
  doctor_risk_assessment varchar(10),
  urgency_level varchar(20),
  recommended_action text,
  follow_up_required boolean not null default false,
  follow_up_date date,
  treatment_plan text,
  medication_prescribed jsonb,
  reviewed_at timestamptz,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  state varchar(8) not null default 'draft',
  first_opinion varchar(10),
  finding_marks jsonb not null default '[]',
  ai_seen jsonb,
  constraint doctor_reviews_ai_accuracy_rating_check check (ai_accuracy_rating between 1 and 5),
  constraint doctor_reviews_doctor_risk_assessment_check check (doctor_risk_assessment in ('low', 'medium', 'high')),
  constraint doctor_reviews_first_opinion_check check (first_opinion in ('low', 'medium', 'high')),
  constraint doctor_reviews_urgency_level_check check (urgency_level in ('routine', 'follow_up', 'urgent', 'critical')),
  constraint doctor_reviews_state_check check (state in ('draft', 'signed', 'expired')),
  constraint doctor_reviews_signed_check check (state <> 'signed'
    or (reviewed_at is not null and doctor_risk_assessment is not null and urgency_level is not null)),
  constraint doctor_reviews_follow_up_check check (follow_up_date is null or follow_up_required)
);
create index idx_doctor_reviews_report_id on public.doctor_reviews (report_id);
create index doctor_reviews_doctor_id_idx on public.doctor_reviews (doctor_id, created_at desc);
create index doctor_reviews_signed_idx on public.doctor_reviews (reviewed_at) where state = 'signed';
create unique index doctor_reviews_one_draft_key on public.doctor_reviews (report_id, doctor_id) where state = 'draft';
comment on table public.doctor_reviews is 'What a doctor said. A draft is its author''s; a signed review changes only by addendum.';
comment on column public.doctor_reviews.state is 'expired: a draft that was not signed within 24 hours and was set aside for a new one.';
comment on column public.doctor_reviews.review_notes is 'enc:v1 field; so are clinical_findings, recommended_action and treatment_plan.';
comment on column public.doctor_reviews.first_opinion is 'The doctor''s assessment before the AI was shown.';
comment on column public.doctor_reviews.finding_marks is 'Per AI finding: {index, mark: agree|disagree}, and {mark: missed, type, location}.';
comment on column public.doctor_reviews.ai_seen is 'What the AI had said at signing: {modelId, modelVersion, riskCategory, probabilities, outcome}.';
call app.protect('public.doctor_reviews');

create table public.review_versions (
  review_id uuid not null references public.doctor_reviews (review_id) on delete cascade,
  version integer not null,
  saved_at timestamptz not null default clock_timestamp(),
  content jsonb not null,
  primary key (review_id, version)
);
comment on table public.review_versions is 'Each state a review was in before it changed, kept by a trigger. Texts stay encrypted in it.';
call app.protect('public.review_versions');

create table public.review_addenda (
  addendum_id uuid primary key default uuid_generate_v4(),
  review_id uuid not null references public.doctor_reviews (review_id) on delete restrict,
  doctor_id uuid not null references public.users (id) on delete restrict,
  addendum_text text not null,
  created_at timestamptz not null default current_timestamp
);
create index review_addenda_review_id_idx on public.review_addenda (review_id, created_at);
create index review_addenda_doctor_id_idx on public.review_addenda (doctor_id);
comment on table public.review_addenda is 'Signed afterthoughts to a signed review (FHIR: amended). addendum_text is an enc:v1 field.';
call app.protect('public.review_addenda');

create table public.result_releases (
  report_id uuid primary key references public.medical_reports (report_id) on delete cascade,
  review_id uuid not null references public.doctor_reviews (review_id) on delete restrict,
  state varchar(16) not null,
  release_at timestamptz,
  held_reason text,
  patient_text text not null,
  risk varchar(10) not null,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint result_releases_state_check check (state in ('released', 'scheduled', 'held')),
  constraint result_releases_risk_check check (risk in ('low', 'medium', 'high')),
  constraint result_releases_release_at_check check (state = 'held' or release_at is not null)
);
create index result_releases_review_id_idx on public.result_releases (review_id);
create index result_releases_due_idx on public.result_releases (release_at) where state = 'scheduled';
comment on table public.result_releases is 'Whether and when a signed result opens to its patient, and the words it opens with.';
comment on column public.result_releases.patient_text is 'enc:v1 field: JSON {headline, meaning, nextSteps[], followUp?} in plain words.';
comment on column public.result_releases.risk is 'The doctor''s assessment, never the model''s.';
call app.protect('public.result_releases');

create trigger doctor_reviews_updated_at before update on public.doctor_reviews
  for each row execute function public.update_updated_at_column();
create trigger result_releases_updated_at before update on public.result_releases
  for each row execute function public.update_updated_at_column();
reset role;

set local role fr_definer;
create function app.keep_review_version() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old.state = 'signed' then raise exception 'a signed review changes only by addendum' using errcode = 'FR002'; end if;
  insert into public.review_versions (review_id, version, content)
  select old.review_id, coalesce(max(v.version), 0) + 1, to_jsonb(old) from public.review_versions v where v.review_id = old.review_id;
  -- The database's clock says when, whatever the caller wrote.
  if new.state = 'signed' then new.reviewed_at := clock_timestamp(); end if;
  return new;
end
$$;

-- A draft can be changed for 24 hours; after that it would keep its doctor from ever reviewing the study, so starting
-- anew sets it aside. Nothing is deleted.
create function app.set_aside_draft(report_id uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.role() is distinct from 'doctor' then raise exception 'only a doctor' using errcode = '42501'; end if;
  update public.doctor_reviews d set state = 'expired'
    where d.report_id = set_aside_draft.report_id and d.doctor_id = auth.uid() and d.state = 'draft'
      and d.created_at <= current_timestamp - interval '24 hours';
  return found;
end
$$;
reset role;
grant execute on function app.keep_review_version() to fr_owner;
grant execute on function app.set_aside_draft(uuid) to fr_doctor;

set local role fr_owner;
create trigger doctor_reviews_versions before update on public.doctor_reviews
  for each row execute function app.keep_review_version();

grant select on public.worklist_claims to fr_doctor, fr_tech;
grant insert, delete on public.worklist_claims to fr_doctor;
grant update (doctor_id, claimed_at, heartbeat_at, expires_at) on public.worklist_claims to fr_doctor;
create policy claims_for_doctor on public.worklist_claims for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy claims_for_tech on public.worklist_claims for select to fr_tech using ((select auth.role()) = 'tech');
create policy claim_by_doctor on public.worklist_claims for insert to fr_doctor
  with check (doctor_id = (select auth.uid()) and (select auth.role()) = 'doctor');
-- An expired lease, or an explicit take-over, may be taken; nobody claims for somebody else.
create policy claim_taken_by_doctor on public.worklist_claims for update to fr_doctor
  using ((select auth.role()) = 'doctor') with check (doctor_id = (select auth.uid()) and (select auth.role()) = 'doctor');
create policy claim_given_back on public.worklist_claims for delete to fr_doctor
  using (doctor_id = (select auth.uid()) and (select auth.role()) = 'doctor');
grant select, delete on public.worklist_claims to fr_worker;
create policy claims_for_worker on public.worklist_claims for select to fr_worker using ((select auth.role()) = 'worker');
create policy expired_claims_swept on public.worklist_claims for delete to fr_worker
  using ((select auth.role()) = 'worker' and expires_at < current_timestamp);

grant select on public.doctor_reviews to fr_radiologist, fr_doctor, fr_tech, fr_worker;
grant insert (review_id, report_id, doctor_id, review_notes, clinical_findings, confirmed_ai_diagnosis, ai_accuracy_rating,
  doctor_risk_assessment, urgency_level, recommended_action, follow_up_required, follow_up_date, treatment_plan,
  medication_prescribed, first_opinion, finding_marks) on public.doctor_reviews to fr_doctor;
grant update (review_notes, clinical_findings, confirmed_ai_diagnosis, ai_accuracy_rating, doctor_risk_assessment,
  urgency_level, recommended_action, follow_up_required, follow_up_date, treatment_plan, medication_prescribed,
  first_opinion, finding_marks, state, reviewed_at, ai_seen) on public.doctor_reviews to fr_doctor;
create policy signed_reviews_for_radiologist on public.doctor_reviews for select to fr_radiologist
  using (state = 'signed' and exists (select 1 from public.medical_reports r where r.report_id = doctor_reviews.report_id));
create policy signed_reviews_for_doctor on public.doctor_reviews for select to fr_doctor
  using (state = 'signed' and (select auth.role()) = 'doctor');
create policy own_reviews_for_doctor on public.doctor_reviews for select to fr_doctor
  using (doctor_id = (select auth.uid()) and (select auth.role()) = 'doctor');
create policy reviews_for_tech on public.doctor_reviews for select to fr_tech using ((select auth.role()) = 'tech');
create policy reviews_for_worker on public.doctor_reviews for select to fr_worker using ((select auth.role()) = 'worker');
create policy review_by_doctor on public.doctor_reviews for insert to fr_doctor
  with check (doctor_id = (select auth.uid()) and (select auth.role()) = 'doctor');
create policy own_draft_by_doctor on public.doctor_reviews for update to fr_doctor
  using (doctor_id = (select auth.uid()) and (select auth.role()) = 'doctor' and created_at > current_timestamp - interval '24 hours')
  with check (doctor_id = (select auth.uid()) and (select auth.role()) = 'doctor');

grant select on public.review_versions to fr_doctor, fr_tech;
create policy versions_follow_review on public.review_versions for select to fr_doctor, fr_tech
  using (exists (select 1 from public.doctor_reviews d where d.review_id = review_versions.review_id));

grant select on public.review_addenda to fr_radiologist, fr_doctor, fr_tech;
grant insert (addendum_id, review_id, doctor_id, addendum_text) on public.review_addenda to fr_doctor;
create policy addenda_follow_review on public.review_addenda for select to fr_radiologist, fr_doctor, fr_tech
  using (exists (select 1 from public.doctor_reviews d where d.review_id = review_addenda.review_id));
create policy addendum_by_doctor on public.review_addenda for insert to fr_doctor
  with check (doctor_id = (select auth.uid()) and (select auth.role()) = 'doctor'
    and exists (select 1 from public.doctor_reviews d where d.review_id = review_addenda.review_id and d.state = 'signed'));

grant select on public.result_releases to fr_doctor, fr_tech, fr_worker;
grant insert on public.result_releases to fr_doctor;
grant update (review_id, state, release_at, held_reason, patient_text, risk) on public.result_releases to fr_doctor;
grant update (state, release_at) on public.result_releases to fr_worker;
create policy releases_for_doctor on public.result_releases for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy releases_for_tech on public.result_releases for select to fr_tech using ((select auth.role()) = 'tech');
create policy releases_for_worker on public.result_releases for select to fr_worker using ((select auth.role()) = 'worker');
-- Nothing opens to a patient but a signed review of that very report.
create policy release_by_doctor on public.result_releases for insert to fr_doctor
  with check ((select auth.role()) = 'doctor' and exists (select 1 from public.doctor_reviews d
    where d.review_id = result_releases.review_id and d.report_id = result_releases.report_id and d.state = 'signed'));
create policy release_changed_by_doctor on public.result_releases for update to fr_doctor
  using ((select auth.role()) = 'doctor') with check ((select auth.role()) = 'doctor' and exists (select 1 from public.doctor_reviews d
    where d.review_id = result_releases.review_id and d.report_id = result_releases.report_id and d.state = 'signed'));
create policy release_opened_by_worker on public.result_releases for update to fr_worker
  using ((select auth.role()) = 'worker') with check ((select auth.role()) = 'worker');
reset role;
