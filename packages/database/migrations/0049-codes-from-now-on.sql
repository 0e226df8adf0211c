-- When a role comes to need one-time codes, whoever signed in without one signs in again. The session that makes the
-- change goes on: its password was entered a moment ago.
set local role fr_definer;
create function auth.end_sessions_without_factor() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.sessions s set is_active = false, logout_time = clock_timestamp(), end_reason = 'second-factor-needed'
  from public.users u
  where u.id = s.user_id and s.is_active and s.session_id is distinct from auth.session_id()
    and new.setting_value @> to_jsonb(u.role::text) and not old.setting_value @> to_jsonb(u.role::text)
    and not exists (select 1 from auth.second_factors f where f.user_id = u.id and f.is_confirmed);
  return null;
end
$$;
reset role;
grant execute on function auth.end_sessions_without_factor() to fr_owner;

set local role fr_owner;
create trigger system_settings_factor_sessions after update of setting_value on public.system_settings
  for each row when (new.setting_key = 'auth.second_factor_roles')
  execute function auth.end_sessions_without_factor();
reset role;
