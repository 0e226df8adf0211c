-- Roles belong to the cluster, not to one database, so this file is not a migration: it runs before each `migrate`
-- and may run any number of times. Login roles get their passwords from `migrate` (derived from the root key).
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('fr_owner',       'nologin'),            -- owns tables
      ('fr_definer',     'nologin'),            -- owns the auth, audit and app functions
      ('fr_queue',       'nologin'),            -- owns the job queue's schema
      ('fr_view',        'nologin'),            -- owns views that mask columns
      ('fr_patient',     'nologin'),
      ('fr_radiologist', 'nologin'),
      ('fr_doctor',      'nologin'),
      ('fr_tech',        'nologin'),
      ('fr_visitor',     'nologin'),            -- somebody without an account to whom a patient shares one result
      ('fr_api',         'login noinherit'),    -- no rights of its own; becomes one of the five
      ('fr_worker',      'login'),              -- runs jobs
      ('fr_sealer',      'login'),              -- seals the audit log
      ('fr_backup',      'login'),              -- reads everything, writes nothing
      ('fr_migrate',     'login')
    ) as r (name, options)
  loop
    begin
      execute format('create role %I %s', wanted.name, wanted.options);
    exception
      when duplicate_object or unique_violation then null; -- made before, or by a neighbour at this very moment
    end;
  end loop;
end
$$;

grant fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_visitor to fr_api;
-- The worker reads and locks jobs with the queue owner's rights: graphile-worker expects to own its tables.
grant fr_queue to fr_worker;
grant fr_owner, fr_definer, fr_queue, fr_view to fr_migrate;
grant fr_owner, fr_definer, fr_queue, fr_view, fr_migrate to current_user;

alter role fr_api set statement_timeout = '20s';
alter role fr_api set idle_in_transaction_session_timeout = '60s';
alter role fr_api set lock_timeout = '5s';
alter role fr_worker set idle_in_transaction_session_timeout = '5min';
-- Pages are short index ranges: a parallel plan would cost more to start than to run, and the worklist's UNION ALL
-- counts on its branches being run in order.
alter role fr_api set max_parallel_workers_per_gather = 0;
