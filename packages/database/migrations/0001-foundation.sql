-- Schemas, extensions, and the one way to protect a table.

create extension if not exists "uuid-ossp" schema public;
create schema if not exists ext;
create extension if not exists pgcrypto schema ext;

create schema app authorization fr_owner;
create schema auth authorization fr_owner;
create schema audit authorization fr_owner;
comment on schema app is 'Rules of the way of a study that the database itself keeps.';
comment on schema auth is 'Who is asking: sessions, the sealed context, login.';
comment on schema audit is 'The one way into the audit log.';

revoke create on schema public from public;
revoke all on all functions in schema public from public;
revoke all on all functions in schema ext from public;
alter default privileges revoke execute on functions from public;
alter default privileges for role fr_owner revoke execute on functions from public;
alter default privileges for role fr_definer revoke execute on functions from public;
alter default privileges for role fr_queue revoke execute on functions from public;
alter default privileges for role fr_view revoke execute on functions from public;

grant create, usage on schema public, app, auth, audit to fr_owner;
grant create, usage on schema app, auth, audit to fr_definer;
grant usage on schema ext to fr_definer;
grant execute on all functions in schema ext to fr_definer;
grant create, usage on schema public to fr_view;
grant usage on schema public, app, auth, audit to
  fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker, fr_api, fr_view, fr_definer, fr_queue, fr_sealer, fr_backup;
grant execute on function public.uuid_generate_v4() to
  fr_owner, fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker, fr_definer;

set local role fr_owner;

-- Row security is on and forced before the first grant. fr_definer cannot log in; its policy holds only inside the
-- definer functions, which is what `current_user` says there.
create procedure app.protect(target regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('revoke all on %s from public', target);
  execute format('grant select, insert, update, delete on %s to fr_definer', target);
  execute format('grant select on %s to fr_backup', target);
  execute format('create policy inside_definer_functions on %s to fr_definer using (current_user = ''fr_definer'') with check (current_user = ''fr_definer'')', target);
end
$$;
comment on procedure app.protect is 'Row security on and forced; rows visible to nobody but definer functions until a policy says so.';

create function public.update_updated_at_column() returns trigger language plpgsql as $$
begin
    new.updated_at = current_timestamp;
    return new;
end;
$$;
comment on function public.update_updated_at_column() is 'The seed''s trigger: updated_at follows every update.';
grant execute on function public.update_updated_at_column() to
  fr_patient, fr_radiologist, fr_doctor, fr_tech, fr_worker, fr_definer;

reset role;
