-- A radiologist whose patient nobody knows yet makes one at the upload: provisional, without an account, waiting on the
-- techs' board like every open identity until somebody says who it is.
set local role fr_definer;
drop function app.patient_for_upload(uuid);
-- As in 0005, and also the provisional patients that the caller has made.
create function app.patient_for_upload(patient_id uuid)
  returns table (id uuid, name text, date_of_birth date, is_provisional boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.name::text, u.date_of_birth, u.is_provisional from public.users u
  where u.id = patient_for_upload.patient_id and u.role = 'patient' and auth.role() in ('radiologist', 'worker')
    and (u.is_active or (u.is_provisional and u.created_by = auth.uid()))
$$;

-- Those that the caller has made and that no study carries yet: afterwards the study itself names them.
create function app.own_provisional_patients(beginning text)
  returns table (id uuid, name text, date_of_birth date, name_folded text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.name::text, u.date_of_birth, u.name_folded from public.users u
  where u.created_by = auth.uid() and u.is_provisional and auth.role() = 'radiologist'
    and u.name_folded >= lower(coalesce(beginning, '')) and u.name_folded < lower(coalesce(beginning, '')) || chr(1114111)
    and not exists (select 1 from public.medical_reports r where r.patient_id = u.id)
    -- One whose studies a tech has linked to somebody with an account is done with.
    and not exists (select 1 from public.quarantined_instances q where q.provisional_patient_id = u.id)
$$;
reset role;
grant execute on function app.patient_for_upload(uuid) to fr_radiologist, fr_worker;
grant execute on function app.own_provisional_patients(text) to fr_radiologist;
