-- A read in one packet: whoever entered a moment ago with this credential is taken to be the same, so that the question can be
-- written for their role and sent along. The database decides as ever; a guess that is wrong ends the transaction before
-- anything was asked.
set local role fr_owner;
create function auth.begin_as(caller jsonb, guessed_id uuid, guessed_role text) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  who auth.claims := auth.begin_caller(caller);
begin
  if who.user_id is distinct from guessed_id or who.role is distinct from guessed_role then
    raise exception 'somebody else is behind this credential' using errcode = 'FR006';
  end if;
end
$$;
comment on function auth.begin_as is 'As auth.begin_caller, for whoever thinks to know the answer: FR006 when it is another one.';
reset role;
grant execute on function auth.begin_as(jsonb, uuid, text) to fr_api;

-- Written out for each role because a function keeps one plan; the statement that takes its place is prepared by role.
drop function app.view_dicom_instance(jsonb, text, text, text, text);
