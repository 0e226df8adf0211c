-- The seed's two views word for word, the product's worklist, and the patient's portal.
grant fr_view to fr_owner; -- only so that the owner can hand views over; taken back below
set local role fr_owner;

create or replace view public.v_patient_reports as
select
    mr.report_id,
    mr.patient_id,
    mr.patient_name,
    mr.study_type,
    mr.risk_score,
    mr.confidence_score,
    mr.upload_date,
    mr.analysis_date,
    mr.status,
    aa.risk_probability,
    aa.processed_at,
    dr.review_id,
    dr.doctor_id,
    dr.urgency_level,
    dr.reviewed_at
from public.medical_reports mr
left join public.ai_analysis aa on mr.report_id = aa.report_id
left join public.doctor_reviews dr on mr.report_id = dr.report_id;
comment on view public.v_patient_reports is 'The seed''s view, for staff. Patients read v_patient_portal.';

create or replace view public.v_doctor_priority_queue as
select
    mr.report_id,
    mr.patient_id,
    mr.patient_name,
    mr.study_type,
    mr.risk_score,
    mr.confidence_score,
    mr.upload_date,
    mr.analysis_date,
    aa.risk_probability,
    case
        when mr.risk_score = 'high' then 1
        when mr.risk_score = 'medium' then 2
        when mr.risk_score = 'low' then 3
        else 4
    end as priority_order
from public.medical_reports mr
left join public.ai_analysis aa on mr.report_id = aa.report_id
where mr.status = 'analyzed'
order by priority_order asc, mr.analysis_date desc;
comment on view public.v_doctor_priority_queue is 'The seed''s view. The product''s worklist is v_worklist.';

-- Every open study. The order is overdue first, class, earliest due; pages are cut by the query (server, triage), which
-- takes one bounded branch per class so that each page is an index range.
create or replace view public.v_worklist as
select
    mr.report_id,
    mr.patient_id,
    mr.patient_name,
    mr.study_type,
    mr.status,
    mr.risk_score,
    mr.confidence_score,
    mr.clinical_priority,
    mr.identity_state,
    mr.patient_age,
    mr.patient_gender,
    mr.upload_date,
    mr.analysis_date,
    mr.triage_class,
    mr.due_at,
    mr.due_at <= current_timestamp as is_overdue,
    wc.doctor_id as claimed_by,
    wc.expires_at as claim_expires_at
from public.medical_reports mr
left join public.worklist_claims wc on wc.report_id = mr.report_id and wc.expires_at > current_timestamp
where mr.status in ('pending', 'analyzing', 'analyzed')
order by is_overdue desc, mr.triage_class, mr.due_at, mr.report_id;
comment on view public.v_worklist is 'Every open study, overdue first, then by class, oldest first. Not-analyzed studies stand in class 3.';

do $$
declare
  staff_view text;
begin
  foreach staff_view in array array['v_patient_reports', 'v_doctor_priority_queue', 'v_worklist'] loop
    if current_setting('server_version_num')::integer >= 150000 then
      execute format('alter view public.%I set (security_invoker = true, security_barrier = true)', staff_view);
    else
      -- PostgreSQL 14: the view runs as fr_view, whose own policies ask the sealed context.
      execute format('alter view public.%I set (security_barrier = true)', staff_view);
      execute format('alter view public.%I owner to fr_view', staff_view);
    end if;
    execute format('revoke all on public.%I from public', staff_view);
    execute format('grant select on public.%I to fr_doctor, fr_tech', staff_view);
  end loop;
end
$$;

-- The portal masks columns, so it runs as fr_view: a role that cannot log in and whose policies ask who is asking.
grant select on public.medical_reports, public.result_releases, public.ai_analysis, public.doctor_reviews, public.worklist_claims to fr_view;
create policy portal_reports on public.medical_reports for select to fr_view
  using (patient_id = (select auth.uid()) and (select auth.role()) = 'patient');
create policy portal_releases on public.result_releases for select to fr_view
  using ((select auth.role()) = 'patient' and exists (select 1 from public.medical_reports r where r.report_id = result_releases.report_id));
create policy portal_reviews on public.doctor_reviews for select to fr_view
  using (state = 'signed' and (select auth.role()) = 'patient' and exists (select 1 from public.medical_reports r where r.report_id = doctor_reviews.report_id));
create policy staff_reports_on_14 on public.medical_reports for select to fr_view using ((select auth.role()) in ('doctor', 'tech'));
create policy staff_analysis_on_14 on public.ai_analysis for select to fr_view using ((select auth.role()) in ('doctor', 'tech'));
create policy staff_claims_on_14 on public.worklist_claims for select to fr_view using ((select auth.role()) in ('doctor', 'tech'));
create policy staff_reviews_on_14 on public.doctor_reviews for select to fr_view using ((select auth.role()) in ('doctor', 'tech'));
reset role;

set local role fr_owner;
create view public.v_patient_portal with (security_barrier = true) as
select
    mr.report_id,
    mr.patient_id,
    mr.patient_name,
    mr.study_type,
    mr.upload_date,
    mr.status,
    mr.patient_age,
    mr.patient_gender,
    mr.symptoms,
    mr.created_at,
    rel.is_released,
    case when rel.is_released then rel.risk end as risk_score,
    case when rel.is_released then rel.patient_text end as patient_text,
    case when rel.is_released then rel.review_id end as review_id,
    case when rel.is_released then rel.release_at end as released_at
from public.medical_reports mr
left join lateral (
  select r.risk, r.patient_text, r.review_id, r.release_at,
    r.state = 'released' or (r.state = 'scheduled' and r.release_at <= current_timestamp) as is_released
  from public.result_releases r where r.report_id = mr.report_id
) rel on true
where mr.patient_id = (select auth.uid());
comment on view public.v_patient_portal is 'What a patient sees of the own studies: one row per report, findings and risk only once released.';
alter view public.v_patient_portal owner to fr_view;
reset role;
revoke fr_view from fr_owner;
set local role fr_view;
revoke all on public.v_patient_portal from public;
grant select on public.v_patient_portal to fr_patient;
reset role;

-- A patient reads the doctor's own words once they are released.
create function app.is_released(report_id uuid) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select 1 from public.result_releases r join public.medical_reports m on m.report_id = r.report_id
    where r.report_id = is_released.report_id and m.patient_id = auth.uid()
      and (r.state = 'released' or (r.state = 'scheduled' and r.release_at <= current_timestamp)));
end
$$;
alter function app.is_released(uuid) owner to fr_definer;
revoke all on function app.is_released(uuid) from public;
grant execute on function app.is_released(uuid) to fr_patient;
set local role fr_owner;
grant select (review_id, report_id, doctor_id, recommended_action, follow_up_required, follow_up_date, urgency_level,
  doctor_risk_assessment, treatment_plan, medication_prescribed, clinical_findings, reviewed_at, state)
  on public.doctor_reviews to fr_patient;
create policy released_reviews_for_patient on public.doctor_reviews for select to fr_patient
  using (state = 'signed' and (select auth.role()) = 'patient' and app.is_released(report_id)
    and exists (select 1 from public.medical_reports r where r.report_id = doctor_reviews.report_id));
grant select on public.review_addenda to fr_patient;
create policy released_addenda_for_patient on public.review_addenda for select to fr_patient
  using (exists (select 1 from public.doctor_reviews d where d.review_id = review_addenda.review_id));
reset role;

-- A tech's search for one patient's entries. Inside a policy the array search may use its index; as a condition of the
-- query it may not, since it is not leakproof and row security would come first: 145 ms over 200,000 entries, not 1 ms.
set local role fr_owner;
create function audit.subject() returns uuid language sql stable set search_path = pg_catalog, pg_temp
  as $$ select nullif(current_setting('fr.subject', true), '')::uuid $$;
comment on function audit.subject() is 'The patient that audit.about_patient is asked about, in this transaction.';
grant execute on function audit.subject() to fr_view;
grant select on public.audit_logs to fr_view;
create policy entries_about_subject on public.audit_logs for select to fr_view
  using (patient_ids @> array[(select audit.subject())] and (select auth.role()) = 'tech');
reset role;
grant create on schema audit to fr_view;
set local role fr_view;
create function audit.about_patient(
  patient uuid, from_at timestamptz, to_at timestamptz, before_at timestamptz, before_id uuid, most integer,
  by_user uuid default null, on_entity uuid default null, only_action text default null
) returns setof public.audit_logs language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('fr.subject', patient::text, true);
  return query select a.* from public.audit_logs a
    where a.created_at >= coalesce(from_at, '-infinity') and a.created_at < coalesce(to_at, 'infinity')
      and (before_at is null or (a.created_at, a.log_id) < (before_at, before_id))
      and (by_user is null or a.user_id = by_user) and (on_entity is null or a.entity_id = on_entity)
      and (only_action is null or a.action = only_action)
    order by a.created_at desc, a.log_id desc limit most;
end
$$;
comment on function audit.about_patient is 'For techs: what happened to one patient''s record, newest first.';
reset role;
revoke create on schema audit from fr_view;
grant execute on function audit.about_patient(uuid, timestamptz, timestamptz, timestamptz, uuid, integer, uuid, uuid, text) to fr_tech;
