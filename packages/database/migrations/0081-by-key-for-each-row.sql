-- Each new image, instance and open identity is asked whether its report is the sender's and still open. As questions inside
-- the policies they were answered by either of two indexes, whichever looked cheaper while the table was small: by the key, or by
-- reading what the sender had sent, oldest first, for each row. Bodies of fifty took half as long again in every other run.
-- A function that asks for the row by its key, and compares then, leaves no choice.
set local role fr_definer;
create function app.report_takes(report uuid, sender uuid) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan as $$
declare
  sent_by uuid;
  state text;
begin
  select r.radiologist_id, r.status into sent_by, state from public.medical_reports r where r.report_id = report;
  return sent_by = sender and state = 'pending';
end
$$;
comment on function app.report_takes is 'Whether the report is this sender''s and takes more images. For policies, which name the sender from the sealed context.';

create function app.image_is_of(image uuid, sender uuid) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan as $$
declare
  report uuid;
  sent_by uuid;
begin
  select i.report_id into report from public.report_images i where i.image_id = image;
  select r.radiologist_id into sent_by from public.medical_reports r where r.report_id = report;
  return sent_by = sender;
end
$$;
comment on function app.image_is_of is 'Whether the image belongs to a report of this sender. For policies, which name the sender from the sealed context.';
reset role;
grant execute on function app.report_takes(uuid, uuid), app.image_is_of(uuid, uuid) to fr_radiologist;

set local role fr_owner;
drop policy images_by_radiologist on public.report_images;
create policy images_by_radiologist on public.report_images for insert to fr_radiologist
  with check (made_by_run is null and (select auth.role()) = 'radiologist' and app.report_takes(report_id, (select auth.uid())));
drop policy instances_by_radiologist on public.dicom_instances;
create policy instances_by_radiologist on public.dicom_instances for insert to fr_radiologist
  with check (not is_result and (select auth.role()) = 'radiologist' and app.image_is_of(image_id, (select auth.uid())));
drop policy quarantine_by_radiologist on public.quarantined_instances;
create policy quarantine_by_radiologist on public.quarantined_instances for insert to fr_radiologist
  with check ((select auth.role()) = 'radiologist' and app.report_takes(report_id, (select auth.uid())));
reset role;
