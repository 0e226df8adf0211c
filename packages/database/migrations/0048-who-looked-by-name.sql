-- A patient reads who looked at the record. A name says that; nobody knows their doctor by an address.
set local role fr_definer;
create function app.names_of_access(log_ids uuid[], ats timestamptz[])
  returns table (log_id uuid, name text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  me constant uuid := auth.uid();
begin
  if auth.role() is distinct from 'patient' then raise exception 'patients ask for names' using errcode = '42501'; end if;
  return query select a.log_id, u.name::text
    from unnest(log_ids, ats) asked(log_id, at)
    join public.audit_logs a on a.log_id = asked.log_id and a.created_at = asked.at
    join public.users u on u.id = a.user_id
    where a.patient_ids @> array[me];
end
$$;
comment on function app.names_of_access is 'For a patient: the names behind entries about the own record, and of no others.';
reset role;
grant execute on function app.names_of_access(uuid[], timestamptz[]) to fr_patient;
