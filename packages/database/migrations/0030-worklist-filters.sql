-- The worklist filtered where it is ordered: each filter is a plain column of the report, and each column that may be
-- asked for alone leads a partial index that goes on in the line's own order. So a filtered page is as short an index
-- range as an unfiltered one, whatever its length.
set local role fr_owner;

alter table public.medical_reports
  add column modality varchar(16),
  add column unread_because varchar(16),
  add column patient_last_name_folded text collate "C"
    generated always as (lower(substring(patient_name from '[^[:space:]]+[[:space:]]*$'))) stored,
  add constraint medical_reports_unread_because_check
    check (unread_because in ('pending', 'analyzing', 'abstained', 'out_of_scope', 'failed', 'suspended'));
comment on column public.medical_reports.modality is 'What the study was made with, (0008,0060) of its images; of several the first that is none of a report''s or a mark''s. Kept by triggers.';
comment on column public.medical_reports.unread_because is 'Why an open study has no result of the AI; null when it has one, and once it is reviewed. Kept by triggers.';
comment on column public.medical_reports.patient_last_name_folded is 'The last word of patient_name in lower case, in byte order: people are looked for by either end of their name.';

create index medical_reports_open_modality_idx on public.medical_reports (modality, triage_class, due_at, report_id)
  where status in ('pending', 'analyzing', 'analyzed');
create index medical_reports_open_study_type_idx on public.medical_reports (study_type, triage_class, due_at, report_id)
  where status in ('pending', 'analyzing', 'analyzed');
create index medical_reports_open_unread_idx on public.medical_reports (unread_because, triage_class, due_at, report_id)
  where status in ('pending', 'analyzing', 'analyzed') and unread_because is not null;
create index medical_reports_open_priority_idx on public.medical_reports (clinical_priority, triage_class, due_at, report_id)
  where status in ('pending', 'analyzing', 'analyzed') and clinical_priority <> 'routine';
create index medical_reports_open_identity_idx on public.medical_reports (triage_class, due_at, report_id)
  where status in ('pending', 'analyzing', 'analyzed') and identity_state = 'open';
create index medical_reports_open_name_idx on public.medical_reports (patient_name_folded, report_id)
  where status in ('pending', 'analyzing', 'analyzed');
create index medical_reports_open_last_name_idx on public.medical_reports (patient_last_name_folded, report_id)
  where status in ('pending', 'analyzing', 'analyzed');

create table public.worklist_views (
  view_id uuid primary key default uuid_generate_v4(),
  user_id uuid not null references public.users (id) on delete cascade default auth.uid(),
  name varchar(60) not null,
  filters jsonb not null,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint worklist_views_user_id_name_key unique (user_id, name),
  constraint worklist_views_filters_check check (jsonb_typeof(filters) = 'object' and not filters ? 'text')
);
comment on table public.worklist_views is 'Filters of the worklist that somebody keeps under a name. Never the text searched for: that may be a patient''s name.';
comment on column public.worklist_views.filters is 'The query of GET /worklist without text, limit and cursor.';
call app.protect('public.worklist_views');
create trigger worklist_views_updated_at before update on public.worklist_views
  for each row execute function public.update_updated_at_column();
grant select, delete on public.worklist_views to fr_doctor, fr_tech;
grant insert (name, filters), update (filters) on public.worklist_views to fr_doctor, fr_tech;
create policy own_views_of_doctor on public.worklist_views for all to fr_doctor
  using (user_id = (select auth.uid()) and (select auth.role()) = 'doctor')
  with check (user_id = (select auth.uid()) and (select auth.role()) = 'doctor');
create policy own_views_of_tech on public.worklist_views for all to fr_tech
  using (user_id = (select auth.uid()) and (select auth.role()) = 'tech')
  with check (user_id = (select auth.uid()) and (select auth.role()) = 'tech');
reset role;

set local role fr_definer;
-- Reports, marks and results ride along with images; they say nothing about how the study was made.
create function app.main_modality(modalities text[]) returns text
  language sql immutable set search_path = pg_catalog, pg_temp as $$
  select left(btrim(m), 16) from unnest(modalities) with ordinality u (m, n)
  where btrim(m) <> '' order by m in ('SR', 'PR', 'KO', 'SEG', 'DOC', 'REG', 'AU', 'OT'), n limit 1
$$;

create function app.set_modality() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.modality := app.main_modality((select d.modalities_in_study from public.dicom_studies d where d.study_instance_uid = new.study_instance_uid));
  return new;
end
$$;

-- A series of another kind came to the study.
create function app.follow_modality() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.medical_reports r set modality = app.main_modality(new.modalities_in_study)
  where r.study_instance_uid = new.study_instance_uid and r.modality is distinct from app.main_modality(new.modalities_in_study);
  return null;
end
$$;

-- The one place that says why a study is unread; the server's badges are these words.
create function app.unread_because(report_id uuid, status text, risk text) returns text
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  run record;
begin
  if risk is not null or status not in ('pending', 'analyzing', 'analyzed') then return null; end if;
  if status <> 'analyzed' then return status; end if;
  select r.outcome, r.reason into run from public.analysis_runs r where r.report_id = unread_because.report_id and r.is_adopted;
  if run.reason like '%suspended%' then return 'suspended'; end if;
  return case when run.outcome in ('abstained', 'out_of_scope') then run.outcome else 'failed' end;
end
$$;

create function app.set_unread_because() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.unread_because := app.unread_because(new.report_id, new.status, new.risk_score);
  return new;
end
$$;

-- A later run may be adopted without changing the report's own row.
create function app.follow_adopted_run() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.medical_reports r set unread_because = app.unread_because(r.report_id, r.status, r.risk_score)
  where r.report_id = new.report_id and r.status = 'analyzed' and r.risk_score is null
    and r.unread_because is distinct from app.unread_because(r.report_id, r.status, r.risk_score);
  return null;
end
$$;

-- What waits already. The definer role sees every row; what is reviewed needs neither word.
update public.medical_reports r set
  unread_because = app.unread_because(r.report_id, r.status, r.risk_score),
  modality = app.main_modality((select d.modalities_in_study from public.dicom_studies d where d.study_instance_uid = r.study_instance_uid))
where r.status in ('pending', 'analyzing', 'analyzed');
reset role;
grant execute on function app.set_modality(), app.follow_modality(), app.set_unread_because(), app.follow_adopted_run() to fr_owner;

set local role fr_owner;
create trigger medical_reports_modality before insert or update of study_instance_uid on public.medical_reports
  for each row execute function app.set_modality();
create trigger dicom_studies_modality after update of modalities_in_study on public.dicom_studies
  for each row when (old.modalities_in_study is distinct from new.modalities_in_study) execute function app.follow_modality();
create trigger medical_reports_unread before insert or update of status, risk_score on public.medical_reports
  for each row execute function app.set_unread_because();
create trigger analysis_runs_unread after update of is_adopted on public.analysis_runs
  for each row when (new.is_adopted) execute function app.follow_adopted_run();
reset role;
