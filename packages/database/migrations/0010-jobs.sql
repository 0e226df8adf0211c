-- Jobs: enqueued in the transaction that made them necessary, through one function. graphile-worker's own tables
-- (schema graphile_worker, owned by fr_queue) are installed before the migrations run.
create schema jobs authorization fr_queue;
grant usage on schema jobs to fr_radiologist, fr_doctor, fr_tech, fr_worker, fr_definer;
comment on schema jobs is 'The door to the queue. Which queue it is, only this schema and the job registry know.';

set local role fr_queue;
create table jobs.tasks (
  identifier varchar(64) primary key,
  enqueued_by text[] not null,
  max_attempts integer not null default 3
);
comment on table jobs.tasks is 'Every kind of job and who may ask for it.';
alter table jobs.tasks enable row level security;
alter table jobs.tasks force row level security;
create policy inside_definer_functions on jobs.tasks to fr_queue using (current_user = 'fr_queue') with check (current_user = 'fr_queue');
insert into jobs.tasks (identifier, enqueued_by) values
  ('analyze_study', '{radiologist,tech,worker}'),
  ('release_result', '{doctor,worker}'),
  ('recompute_metrics', '{doctor,tech,worker}'),
  ('recompute_due', '{tech,worker}'),
  ('make_partitions', '{worker}'),
  ('close_dead_runs', '{worker}'),
  ('sweep', '{worker}');

create table jobs.heartbeats (
  worker_id varchar(128) primary key,
  seen_at timestamptz not null default clock_timestamp()
);
comment on table jobs.heartbeats is 'Workers alive. One not seen for a minute loses its jobs.';
alter table jobs.heartbeats enable row level security;
alter table jobs.heartbeats force row level security;
create policy inside_definer_functions on jobs.heartbeats to fr_queue using (current_user = 'fr_queue') with check (current_user = 'fr_queue');

create function jobs.enqueue(task text, payload json, job_key text default null, run_after interval default '0', priority integer default 0)
  returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  known jobs.tasks;
begin
  select t.* into known from jobs.tasks t where t.identifier = task;
  if known.identifier is null or auth.role() is null or not (auth.role() = any (known.enqueued_by)) then
    raise exception 'task % is not open to %', task, coalesce(auth.role(), 'nobody') using errcode = '42501';
  end if;
  perform graphile_worker.add_job(identifier => task, payload => payload, run_at => clock_timestamp() + run_after,
    max_attempts => known.max_attempts, job_key => enqueue.job_key, priority => enqueue.priority);
end
$$;
comment on function jobs.enqueue is 'A rollback takes the job back. job_key folds repetitions into one.';

-- graphile-worker keeps the lock of a worker that died hard for hours; a missing heartbeat says so within a minute.
create function jobs.beat(worker_id text) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into jobs.heartbeats (worker_id) values (worker_id)
  on conflict (worker_id) do update set seen_at = clock_timestamp()
$$;
create function jobs.release_dead_workers(silent_for interval default '60 seconds') returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  dead text[];
begin
  -- A lock whose worker never beat, or stopped beating, belongs to nobody.
  select array_agg(distinct j.locked_by) into dead
  from graphile_worker.jobs j left join jobs.heartbeats h on h.worker_id = j.locked_by
  where j.locked_by is not null
    and coalesce(h.seen_at, j.locked_at) < clock_timestamp() - silent_for;
  if dead is null then return 0; end if;
  perform graphile_worker.force_unlock_workers(dead);
  delete from jobs.heartbeats h where h.worker_id = any (dead) or h.seen_at < clock_timestamp() - interval '1 day';
  return array_length(dead, 1);
end
$$;
create function jobs.depth() returns table (task text, waiting bigint, running bigint, dead bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select j.task_identifier,
    count(*) filter (where j.locked_at is null and j.attempts < j.max_attempts),
    count(*) filter (where j.locked_at is not null),
    count(*) filter (where j.locked_at is null and j.attempts >= j.max_attempts)
  from graphile_worker.jobs j group by j.task_identifier
$$;
-- A stopping worker gives its jobs back without charging the attempt. graphile-worker may not have noted the interruption
-- yet; once the lock is gone, it no longer can.
create function jobs.give_back(job_ids bigint[], worker_ids text[]) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update graphile_worker._private_jobs j
  set attempts = greatest(0, j.attempts - 1), run_at = clock_timestamp(), last_error = null, locked_at = null, locked_by = null
  where j.id = any (job_ids) and (j.locked_by = any (worker_ids) or (j.locked_at is null and j.last_error is not null))
$$;
create function jobs.dead() returns table (job_id bigint, task text, payload json, attempts integer, last_error text, died_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select j.id, t.identifier, j.payload, j.attempts::integer, j.last_error, j.updated_at
  from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
  where j.locked_at is null and j.attempts >= j.max_attempts
    -- A newer job for the same thing took its place.
    and not exists (select 1 from graphile_worker._private_jobs o
      where o.task_id = j.task_id and o.id <> j.id and (o.locked_at is not null or o.attempts < o.max_attempts)
        and (o.payload ->> 'reportId') is not distinct from (j.payload ->> 'reportId'))
$$;
comment on function jobs.dead is 'Jobs that used up their attempts. They stay until somebody retries them or a month has passed.';
create function jobs.retry(job_id bigint) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.role() is distinct from 'tech' then raise exception 'a tech retries jobs' using errcode = '42501'; end if;
  update graphile_worker._private_jobs j set attempts = 0, run_at = clock_timestamp(), last_error = null, updated_at = clock_timestamp()
  where j.id = retry.job_id and j.locked_at is null and j.attempts >= j.max_attempts;
  return found;
end
$$;
create function jobs.sweep_dead(older_than interval default '30 days') returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
begin
  delete from graphile_worker._private_jobs j
  where j.locked_at is null and j.attempts >= j.max_attempts and j.updated_at < clock_timestamp() - older_than;
  get diagnostics gone = row_count;
  return gone;
end
$$;
reset role;
grant execute on function jobs.enqueue(text, json, text, interval, integer) to fr_radiologist, fr_doctor, fr_tech, fr_worker, fr_definer;
grant execute on function jobs.beat(text), jobs.release_dead_workers(interval) to fr_worker;
grant execute on function jobs.give_back(bigint[], text[]), jobs.sweep_dead(interval) to fr_worker;
grant execute on function jobs.retry(bigint) to fr_tech;
grant execute on function jobs.depth(), jobs.dead() to fr_worker, fr_tech;
