-- A visitor needs no more than the functions of auth, and somebody who is a patient no longer could not read the result either.
revoke usage on schema app, audit from fr_visitor;

set local role fr_definer;
create or replace function auth.shared_report_of(share_id uuid) returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select s.report_id from public.result_shares s
    join public.users u on u.id = s.patient_id and u.is_active and u.role = 'patient' and not u.is_provisional
    join public.medical_reports m on m.report_id = s.report_id and m.patient_id = s.patient_id
    join public.result_releases r on r.report_id = s.report_id
      and (r.state = 'released' or (r.state = 'scheduled' and r.release_at <= clock_timestamp()))
    where s.share_id = shared_report_of.share_id and s.closed_at is null and s.expires_at > clock_timestamp()
      and auth.sharing_is_on());
end
$$;
reset role;
