-- What the models said: the registry, every run, the adopted result, and the measured figures.
set local role fr_owner;

create table public.ai_models (
  model_id uuid primary key default uuid_generate_v4(),
  model_name varchar(255) not null,
  version varchar(50) not null,
  architecture varchar(100),
  framework varchar(50),
  model_file_url text,
  model_file_size bigint,
  model_config jsonb not null default '{}',
  trained_date timestamptz,
  training_dataset_version varchar(100),
  training_duration_hours decimal(10, 2),
  deployed_date timestamptz,
  is_active boolean not null default false,
  baseline_accuracy decimal(5, 4),
  baseline_precision decimal(5, 4),
  baseline_recall decimal(5, 4),
  baseline_f1_score decimal(5, 4),
  description text,
  created_at timestamptz not null default current_timestamp,
  created_by uuid references public.users (id) on delete set null default auth.uid(),
  sha256 varchar(64),
  state varchar(16) not null default 'registered',
  suspended_reason text,
  constraint ai_models_name_version_key unique (model_name, version),
  constraint ai_models_state_check check (state in ('registered', 'active', 'suspended', 'retired')),
  constraint ai_models_active_check check (is_active = (state = 'active'))
);
create index ai_models_created_by_idx on public.ai_models (created_by) where created_by is not null;
comment on table public.ai_models is 'Model packages by name, version and content hash. model_config is the package''s model.json.';
comment on column public.ai_models.sha256 is 'Of the .onnx file, hex; checked at activation and again whenever it is loaded.';
comment on column public.ai_models.state is 'suspended: still known, ranks nothing; studies it would have read reach a doctor unread.';
call app.protect('public.ai_models');

create table public.analysis_runs (
  run_id uuid primary key default uuid_generate_v4(),
  report_id uuid not null references public.medical_reports (report_id) on delete cascade,
  model_id uuid references public.ai_models (model_id) on delete restrict,
  model_version varchar(50),
  model_sha256 varchar(64),
  kind varchar(16) not null default 'first',
  fence integer not null,
  worker_id varchar(128),
  outcome varchar(16),
  reason varchar(64),
  explanation text,
  result jsonb,
  processing_time_ms integer,
  is_adopted boolean not null default false,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  constraint analysis_runs_report_id_fence_key unique (report_id, fence),
  constraint analysis_runs_kind_check check (kind in ('first', 'reanalysis', 'shadow')),
  constraint analysis_runs_outcome_check check (outcome in ('read', 'abstained', 'out_of_scope', 'failed', 'lost')),
  constraint analysis_runs_finished_check check ((outcome is null) = (finished_at is null)),
  constraint analysis_runs_adopted_check check (not is_adopted or outcome in ('read', 'abstained', 'out_of_scope', 'failed'))
);
create unique index analysis_runs_adopted_key on public.analysis_runs (report_id) where is_adopted;
create index analysis_runs_model_id_idx on public.analysis_runs (model_id, finished_at desc);
comment on table public.analysis_runs is 'Every attempt of a model at a study; never overwritten, so that each result can be made again.';
comment on column public.analysis_runs.fence is 'Counts up per report. Only the newest run may finish: a worker back from the dead changes nothing.';
comment on column public.analysis_runs.outcome is 'null while running. read, abstained (unsure), out_of_scope (not for this model), failed, lost (its worker died).';
comment on column public.analysis_runs.result is 'Everything the model said about each image, without pixels.';
call app.protect('public.analysis_runs');

create table public.ai_analysis (
  analysis_id uuid primary key default uuid_generate_v4(),
  report_id uuid not null references public.medical_reports (report_id) on delete cascade,
  model_id uuid not null references public.ai_models (model_id) on delete restrict,
  risk_category varchar(10),
  risk_probability decimal(5, 4),
  low_probability decimal(5, 4),
  medium_probability decimal(5, 4),
  high_probability decimal(5, 4),
  findings jsonb,
  feature_maps jsonb,
  attention_maps jsonb,
  processed_at timestamptz not null default current_timestamp,
  processing_time_ms integer,
  image_quality_score decimal(5, 4),
  confidence_threshold decimal(5, 4),
  preprocessing_steps jsonb,
  model_version varchar(50),
  created_at timestamptz not null default current_timestamp,
  run_id uuid references public.analysis_runs (run_id) on delete restrict,
  outcome varchar(16) not null default 'read',
  reason varchar(64),
  constraint ai_analysis_report_id_key unique (report_id),
  constraint ai_analysis_risk_category_check check (risk_category in ('low', 'medium', 'high')),
  constraint ai_analysis_risk_probability_check check (risk_probability between 0 and 1),
  constraint ai_analysis_low_probability_check check (low_probability between 0 and 1),
  constraint ai_analysis_medium_probability_check check (medium_probability between 0 and 1),
  constraint ai_analysis_high_probability_check check (high_probability between 0 and 1),
  constraint ai_analysis_image_quality_score_check check (image_quality_score between 0 and 1),
  constraint ai_analysis_confidence_threshold_check check (confidence_threshold between 0 and 1),
  constraint ai_analysis_outcome_check check (outcome in ('read', 'abstained', 'out_of_scope')),
  constraint ai_analysis_category_check check ((outcome = 'read') = (risk_category is not null))
);
create index idx_ai_analysis_report_id on public.ai_analysis (report_id);
create index ai_analysis_model_id_idx on public.ai_analysis (model_id, processed_at desc);
create index ai_analysis_run_id_idx on public.ai_analysis (run_id);
create index ai_analysis_attention_maps_idx on public.ai_analysis using gin (attention_maps jsonb_path_ops);
comment on table public.ai_analysis is 'The adopted result of a report; at most one. All attempts stand in analysis_runs.';
comment on column public.ai_analysis.attention_maps is 'Per image: {imageId, objectId, width, height}; the pictures are objects.';
comment on column public.ai_analysis.low_probability is 'Calibrated; the three sum to 1.';
call app.protect('public.ai_analysis');

create table public.model_metrics (
  metric_id uuid primary key default uuid_generate_v4(),
  model_id uuid not null references public.ai_models (model_id) on delete cascade,
  accuracy decimal(5, 4),
  precision decimal(5, 4),
  recall decimal(5, 4),
  f1_score decimal(5, 4),
  true_positives integer,
  true_negatives integer,
  false_positives integer,
  false_negatives integer,
  total_predictions integer,
  correct_predictions integer,
  recorded_at timestamptz not null default current_timestamp,
  period_start timestamptz,
  period_end timestamptz,
  dataset_version varchar(100),
  test_set_size integer,
  auc_roc decimal(5, 4),
  average_processing_time_ms integer,
  notes text,
  source varchar(16) not null default 'reviews',
  per_class jsonb,
  confidence_intervals jsonb,
  subgroups jsonb,
  constraint model_metrics_source_check check (source in ('reviews', 'evaluation'))
);
create index model_metrics_model_id_idx on public.model_metrics (model_id, recorded_at desc);
comment on table public.model_metrics is 'Measured figures. Binary columns hold the decision "needs attention": medium or high against low.';
comment on column public.model_metrics.confidence_intervals is 'Wilson 95 % by figure: {name: {low, high, n}}.';
call app.protect('public.model_metrics');

grant select on public.ai_models to fr_radiologist, fr_doctor, fr_tech, fr_worker;
grant insert (model_name, version, architecture, framework, model_file_url, model_file_size, model_config, trained_date,
  training_dataset_version, training_duration_hours, baseline_accuracy, baseline_precision, baseline_recall,
  baseline_f1_score, description, sha256) on public.ai_models to fr_tech;
grant update (is_active, state, deployed_date, suspended_reason, description) on public.ai_models to fr_tech, fr_worker;
create policy active_models_for_radiologist on public.ai_models for select to fr_radiologist
  using (is_active and (select auth.role()) = 'radiologist');
create policy models_for_doctor on public.ai_models for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy models_for_tech on public.ai_models for select to fr_tech using ((select auth.role()) = 'tech');
create policy models_for_worker on public.ai_models for select to fr_worker using ((select auth.role()) = 'worker');
create policy models_by_tech on public.ai_models for insert to fr_tech with check ((select auth.role()) = 'tech');
create policy model_state_by_tech on public.ai_models for update to fr_tech using ((select auth.role()) = 'tech') with check ((select auth.role()) = 'tech');
-- The circuit breaker suspends; it never activates.
create policy model_suspended_by_worker on public.ai_models for update to fr_worker using ((select auth.role()) = 'worker')
  with check ((select auth.role()) = 'worker' and not is_active);

grant select on public.analysis_runs to fr_radiologist, fr_doctor, fr_tech, fr_worker;
grant insert (report_id, model_id, model_version, model_sha256, kind, fence, worker_id) on public.analysis_runs to fr_worker;
grant update (outcome, reason, explanation, result, processing_time_ms, is_adopted, finished_at) on public.analysis_runs to fr_worker;
create policy runs_follow_report on public.analysis_runs for select to fr_radiologist
  using (exists (select 1 from public.medical_reports r where r.report_id = analysis_runs.report_id));
create policy runs_for_doctor on public.analysis_runs for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy runs_for_tech on public.analysis_runs for select to fr_tech using ((select auth.role()) = 'tech');
create policy runs_for_worker on public.analysis_runs for select to fr_worker using ((select auth.role()) = 'worker');
create policy runs_by_worker on public.analysis_runs for insert to fr_worker with check ((select auth.role()) = 'worker');
create policy runs_finished_by_worker on public.analysis_runs for update to fr_worker
  using ((select auth.role()) = 'worker') with check ((select auth.role()) = 'worker');

grant select on public.ai_analysis to fr_radiologist, fr_doctor, fr_tech, fr_worker;
grant insert, delete on public.ai_analysis to fr_worker;
grant update (model_id, risk_category, risk_probability, low_probability, medium_probability, high_probability, findings,
  feature_maps, attention_maps, processed_at, processing_time_ms, image_quality_score, confidence_threshold,
  preprocessing_steps, model_version, run_id, outcome, reason) on public.ai_analysis to fr_worker;
create policy analysis_follows_report on public.ai_analysis for select to fr_radiologist
  using (exists (select 1 from public.medical_reports r where r.report_id = ai_analysis.report_id));
create policy analysis_for_doctor on public.ai_analysis for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy analysis_for_tech on public.ai_analysis for select to fr_tech using ((select auth.role()) = 'tech');
create policy analysis_for_worker on public.ai_analysis for select to fr_worker using ((select auth.role()) = 'worker');
create policy analysis_inserted_by_worker on public.ai_analysis for insert to fr_worker with check ((select auth.role()) = 'worker');
create policy analysis_updated_by_worker on public.ai_analysis for update to fr_worker
  using ((select auth.role()) = 'worker') with check ((select auth.role()) = 'worker');
create policy analysis_replaced_by_worker on public.ai_analysis for delete to fr_worker using ((select auth.role()) = 'worker');

-- An attention map is stored like an image and seen by the uploader who sees the analysis.
create policy objects_follow_analysis on public.stored_objects for select to fr_radiologist
  using (exists (select 1 from public.ai_analysis a
    where a.attention_maps @> jsonb_build_array(jsonb_build_object('objectId', stored_objects.object_id))));

grant select on public.model_metrics to fr_radiologist, fr_doctor, fr_tech, fr_worker;
grant insert on public.model_metrics to fr_tech, fr_worker;
create policy metrics_for_radiologist on public.model_metrics for select to fr_radiologist
  using ((select auth.role()) = 'radiologist' and exists (select 1 from public.ai_models m where m.model_id = model_metrics.model_id));
create policy metrics_for_doctor on public.model_metrics for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy metrics_for_tech on public.model_metrics for select to fr_tech using ((select auth.role()) = 'tech');
create policy metrics_for_worker on public.model_metrics for select to fr_worker using ((select auth.role()) = 'worker');
create policy metrics_by_tech on public.model_metrics for insert to fr_tech with check ((select auth.role()) = 'tech');
create policy metrics_by_worker on public.model_metrics for insert to fr_worker with check ((select auth.role()) = 'worker');
reset role;

set local role fr_definer;
-- A doctor who signs before the AI came closes its open run, so that it can no longer be adopted. The report stays
-- locked until the signature commits, so the status it answers is the one that the next steps start from.
create function app.close_running_analysis(report_id uuid) returns text
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  present text;
begin
  if auth.role() is distinct from 'doctor' then raise exception 'only a signing doctor' using errcode = '42501'; end if;
  -- Not plain "for update": that waits for whoever just claimed the study, who may be waiting for us.
  select r.status into present from public.medical_reports r where r.report_id = close_running_analysis.report_id for no key update;
  update public.analysis_runs r set outcome = 'lost', reason = 'signed-first', finished_at = clock_timestamp()
    where r.report_id = close_running_analysis.report_id and r.outcome is null and present in ('pending', 'analyzing');
  return present;
end
$$;
reset role;
grant execute on function app.close_running_analysis(uuid) to fr_doctor;

set local role fr_definer;
-- A package found in the folder of models when a worker starts. Whoever controls that folder installs Firstread, so the
-- first model of an installation goes live by itself (docs/decisions); every later activation is a tech's.
create function app.register_package(package jsonb) returns table (model_id uuid, is_new boolean, is_activated boolean)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  made uuid;
  first_ever boolean;
begin
  if auth.role() is distinct from 'worker' then raise exception 'only a starting worker' using errcode = '42501'; end if;
  perform pg_advisory_xact_lock(hashtext('firstread models'));
  select not exists (select 1 from public.ai_models m where m.deployed_date is not null) into first_ever;
  insert into public.ai_models as m (model_name, version, architecture, framework, model_file_url, model_file_size,
    model_config, trained_date, training_dataset_version, training_duration_hours, baseline_accuracy, baseline_precision,
    baseline_recall, baseline_f1_score, description, sha256, created_by)
  select p.model_name, p.version, p.architecture, p.framework, p.model_file_url, p.model_file_size, p.model_config,
    p.trained_date, p.training_dataset_version, p.training_duration_hours, p.baseline_accuracy, p.baseline_precision,
    p.baseline_recall, p.baseline_f1_score, p.description, p.sha256, null
  from jsonb_populate_record(null::public.ai_models, package) p
  on conflict on constraint ai_models_name_version_key do nothing returning m.model_id into made;
  if made is null then return; end if;
  perform audit.write('register_model', 'model', made, '{}', 'success', null,
    jsonb_build_object('name', package ->> 'model_name', 'version', package ->> 'version', 'sha256', package ->> 'sha256'));
  if first_ever then
    update public.ai_models m set state = 'active', is_active = true, deployed_date = clock_timestamp() where m.model_id = made;
    perform audit.write('activate_model', 'model', made, '{}', 'success', null, jsonb_build_object('reason', 'first-model'));
  end if;
  return query select made, true, first_ever;
end
$$;
reset role;
grant execute on function app.register_package(jsonb) to fr_worker;
