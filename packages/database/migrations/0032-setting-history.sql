-- Who set what, when, from which value to which: written by the database itself, whoever changes a setting and how.
set local role fr_owner;
create table public.setting_changes (
  change_id uuid primary key default uuid_generate_v4(),
  setting_id uuid not null references public.system_settings (setting_id) on delete cascade,
  changed_by uuid references public.users (id) on delete set null,
  changed_at timestamptz not null default clock_timestamp(),
  old_value jsonb,
  new_value jsonb
);
create index setting_changes_setting_id_idx on public.setting_changes (setting_id, changed_at desc, change_id desc);
create index setting_changes_changed_by_idx on public.setting_changes (changed_by) where changed_by is not null;
comment on table public.setting_changes is 'Every change of a setting. Rows are added by a trigger and never change.';
comment on column public.setting_changes.changed_by is 'null: the operator at the machine, or somebody whose account is gone.';
comment on column public.setting_changes.old_value is 'null where the setting is sensitive: its values are not kept.';
call app.protect('public.setting_changes');
grant select on public.setting_changes to fr_tech;
create policy changes_for_tech on public.setting_changes for select to fr_tech using ((select auth.role()) = 'tech');
reset role;

set local role fr_definer;
create function app.note_setting_change() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.setting_changes (setting_id, changed_by, old_value, new_value)
  values (new.setting_id, auth.uid(), case when not new.is_sensitive then old.setting_value end,
    case when not new.is_sensitive then new.setting_value end);
  return null;
end
$$;
reset role;
grant execute on function app.note_setting_change() to fr_owner;
set local role fr_owner;
create trigger system_settings_noted after update of setting_value on public.system_settings
  for each row when (old.setting_value is distinct from new.setting_value) execute function app.note_setting_change();
reset role;
