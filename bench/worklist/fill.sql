-- One year at 10,000 users, times :scale/100 (the seed's table of sizes). Deterministic: keys are md5 of kind and
-- number, every "random" value is a hash of the row's number, so each run builds the same database.
-- Run as the superuser. Triggers are off while filling; what they would set (due_at) is set here by the same rule.
set session_replication_role = replica;
set synchronous_commit = off;
set maintenance_work_mem = '512MB';

create function pg_temp.r(n bigint, salt int) returns double precision language sql immutable parallel safe as
$$ select (hashint8extended(n, salt) & 9007199254740991)::double precision / 9007199254740992.0 $$;
create function pg_temp.key(kind text, n bigint) returns uuid language sql immutable parallel safe as
$$ select md5(kind || n)::uuid $$;

select app.make_partitions(3, 13);

-- Roles by number: 1..700 doctor, 701..900 radiologist, 901..1000 tech, the rest patients.
insert into users (id, name, email, password_hash, role, date_of_birth, created_at)
select pg_temp.key('user', i), 'User ' || i, 'user' || i || '@example.test', '!',
  case when i <= 700 then 'doctor' when i <= 900 then 'radiologist' when i <= 1000 then 'tech' else 'patient' end,
  date '1930-01-01' + (pg_temp.r(i, 1) * 29000)::int, now() - interval '1 year'
from generate_series(1, $users$) i;

insert into ai_models (model_id, model_name, version, architecture, framework, is_active, state)
values (pg_temp.key('model', 1), 'filled', '1', 'EfficientNet', 'PyTorch', true, 'active');

-- The newest one percent is pending; of the rest 60 % are reviewed, 30 % wait analyzed, the others are archived.
insert into medical_reports (report_id, patient_id, radiologist_id, patient_name, radiologist_name, study_type, risk_score,
  confidence_score, upload_date, analysis_date, status, patient_age, patient_gender, symptoms, created_at, updated_at, due_at, modality, unread_because)
select pg_temp.key('rep', i), pg_temp.key('user', p), pg_temp.key('user', 701 + (pg_temp.r(i, 5) * 199)::int), 'User ' || p,
  'Radiologist', 'Chest X-ray', risk, case when risk is null then null else round(pg_temp.r(i, 8)::numeric, 4) end, t,
  case when risk is null then null else t + (2 + pg_temp.r(i, 9) * 60) * interval '1 second' end, st,
  (1 + pg_temp.r(i, 10) * 90)::int, case when pg_temp.r(i, 11) < 0.5 then 'female' else 'male' end, '["cough"]', t, t,
  t + app.max_wait(app.class_of(risk, 'routine')), case when pg_temp.r(i, 13) < 0.7 then 'DX' else 'CR' end,
  case when risk is not null then null when st = 'pending' then 'pending' when st = 'analyzed' then 'abstained' end
from (
  select i, st, 1001 + (pg_temp.r(i, 4) * ($users$ - 1001))::int as p,
    now() - interval '365 days' + (i::float8 / $reports$) * interval '365 days' as t,
    case when st = 'pending' or pg_temp.r(i, 6) < 0.04 then null
      when pg_temp.r(i, 7) < 0.08 then 'high' when pg_temp.r(i, 7) < 0.33 then 'medium' else 'low' end as risk
  from (select i, case when i > $reports$ * 0.99 then 'pending' when pg_temp.r(i, 12) < 0.6 then 'reviewed'
    when pg_temp.r(i, 12) < 0.9 then 'analyzed' else 'archived' end as st from generate_series(1, $reports$) i) s
) s;

insert into report_images (image_id, report_id, image_url, image_type, image_format, width, height, file_size, uploaded_at, display_order)
select pg_temp.key('image', i), pg_temp.key('rep', i), '/', 'xray', 'DICOM', 2048, 2500, 10240000, now(), 0 from generate_series(1, $reports$) i;

insert into analysis_runs (run_id, report_id, model_id, model_version, fence, outcome, reason, is_adopted, started_at, finished_at)
select pg_temp.key('run', i), m.report_id, pg_temp.key('model', 1), '1', 1, case when m.risk_score is null then 'abstained' else 'read' end,
  null, true, m.upload_date, m.upload_date
from generate_series(1, $reports$) i join medical_reports m on m.report_id = pg_temp.key('rep', i) where m.status <> 'pending';

insert into ai_analysis (analysis_id, report_id, model_id, risk_category, risk_probability, low_probability, medium_probability,
  high_probability, findings, processed_at, processing_time_ms, image_quality_score, model_version, run_id, outcome)
select pg_temp.key('ana', i), m.report_id, pg_temp.key('model', 1), m.risk_score, m.confidence_score, 0.2, 0.3, 0.5,
  '{"abnormalities":[{"type":"opacity","location":"right upper lobe","severity":"moderate","confidence":0.87}],"features":{}}',
  m.upload_date, 300, 0.91, '1', pg_temp.key('run', i), case when m.risk_score is null then 'abstained' else 'read' end
from generate_series(1, $reports$) i join medical_reports m on m.report_id = pg_temp.key('rep', i) where m.status <> 'pending';

insert into notifications (notification_id, user_id, type, priority, title, action_url, is_read, created_at)
select pg_temp.key('note', i), pg_temp.key('user', case when pg_temp.r(i, 16) < 0.5 then 1 + (pg_temp.r(i, 17) * 999)::int
    else 1001 + (pg_temp.r(i, 17) * ($users$ - 1001))::int end), 'new_report', 'normal', 'A study was read', '/', pg_temp.r(i, 18) >= 0.08,
  now() - interval '365 days' + (i::float8 / $notes$) * interval '365 days'
from generate_series(1, $notes$) i;

-- Row by row into a GIN index is most of the time; built at the end it is not.
drop index audit_logs_patient_ids_idx;
insert into audit_logs (log_id, user_id, actor_id, user_email, user_role, action, entity_type, entity_id, ip_address, user_agent,
  status, created_at, patient_ids, transaction_id)
select pg_temp.key('audit', i), pg_temp.key('user', u), pg_temp.key('user', u), 'user' || u || '@example.test', 'doctor',
  (array['login', 'upload_report', 'view_report', 'view_report', 'view_report', 'edit_profile'])[1 + (i % 6)], 'report',
  pg_temp.key('rep', 1 + (i::float8 / $audit$ * ($reports$ - 1))::int), '10.0.0.1', 'Firefox', 'success',
  now() - interval '365 days' + (i::float8 / $audit$) * interval '365 days',
  array[pg_temp.key('user', 1001 + (pg_temp.r(i, 19) * ($users$ - 1001))::int)], pg_current_xact_id()
from (select i, case when i % 10 < 7 then 1 + (pg_temp.r(i, 18) * 999)::int else 1001 + (pg_temp.r(i, 18) * ($users$ - 1001))::int end u
  from generate_series(1, $audit$) i) s;

create index audit_logs_patient_ids_idx on audit_logs using gin (patient_ids);
reset session_replication_role;
analyze;
