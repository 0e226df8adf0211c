-- What doctors draw on images: lengths, angles, areas, values at a point.
set local role fr_owner;

create table public.image_annotations (
  annotation_id uuid primary key,
  report_id uuid not null references public.medical_reports (report_id) on delete restrict,
  image_id uuid not null references public.report_images (image_id) on delete restrict,
  frame integer not null default 0,
  tool varchar(10) not null,
  points jsonb not null,
  label_text text,
  author_id uuid not null references public.users (id) on delete restrict,
  version integer not null default 1,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  removed_at timestamptz,
  constraint image_annotations_frame_check check (frame >= 0),
  constraint image_annotations_version_check check (version >= 1),
  constraint image_annotations_tool_check check (tool in ('length', 'angle', 'area', 'probe')),
  -- How many points a tool has; that each is a pair of finite numbers inside bounds, the contract's schema says.
  constraint image_annotations_points_check check (jsonb_typeof(points) = 'array' and jsonb_array_length(points)
    = case tool when 'length' then 2 when 'angle' then 3 when 'area' then 4 else 1 end)
);
create index image_annotations_report_id_idx on public.image_annotations (report_id) where removed_at is null;
create index image_annotations_report_id_fkey_idx on public.image_annotations (report_id, author_id);
create index image_annotations_image_id_idx on public.image_annotations (image_id);
create index image_annotations_author_id_idx on public.image_annotations (author_id);
comment on table public.image_annotations is 'What a doctor drew on one frame of an image. Its author''s alone to change; removed ones stay as tombstones.';
comment on column public.image_annotations.annotation_id is 'Chosen by the client, so that a repeated saving is the same one.';
comment on column public.image_annotations.frame is '0-based.';
comment on column public.image_annotations.points is
  '[[column, row], …] in image pixels; 0, 0 is the top left corner of the top left pixel, whose middle is 0.5, 0.5 (PS3.3 C.18.6.1.1). area: the ends of the ellipse''s two axes (C.18.6.1.2).';
comment on column public.image_annotations.label_text is 'enc:v1 field.';
comment on column public.image_annotations.version is 'Counts the states; a change names the one that it changes.';
call app.protect('public.image_annotations');

create table public.image_annotation_versions (
  annotation_id uuid not null references public.image_annotations (annotation_id) on delete cascade,
  version integer not null,
  saved_at timestamptz not null default clock_timestamp(),
  content jsonb not null,
  primary key (annotation_id, version)
);
comment on table public.image_annotation_versions is 'Each state that an annotation was in before it changed or was removed, kept by a trigger. Labels stay encrypted in it.';
call app.protect('public.image_annotation_versions');
reset role;

set local role fr_definer;
create function app.keep_annotation_version() returns trigger
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old.removed_at is not null then raise exception 'a removed annotation stays removed' using errcode = 'FR005'; end if;
  insert into public.image_annotation_versions (annotation_id, version, content) values (old.annotation_id, old.version, to_jsonb(old));
  -- The database counts and dates, whatever the caller wrote.
  new.version := old.version + 1;
  new.updated_at := clock_timestamp();
  if new.removed_at is not null then new.removed_at := new.updated_at; end if;
  return new;
end
$$;
reset role;
grant execute on function app.keep_annotation_version() to fr_owner;

set local role fr_owner;
create trigger image_annotations_versions before update on public.image_annotations
  for each row execute function app.keep_annotation_version();

grant select on public.image_annotations to fr_radiologist, fr_doctor;
-- A tech sees that there are some, whose and since when; what was drawn and written is clinical and none of their work.
grant select (annotation_id, report_id, image_id, frame, tool, author_id, version, created_at, updated_at, removed_at)
  on public.image_annotations to fr_tech;
grant insert (annotation_id, report_id, image_id, frame, tool, points, label_text, author_id) on public.image_annotations to fr_doctor;
grant update (points, label_text, removed_at) on public.image_annotations to fr_doctor;
create policy annotations_for_radiologist on public.image_annotations for select to fr_radiologist
  using (removed_at is null and exists (select 1 from public.medical_reports r where r.report_id = image_annotations.report_id));
create policy annotations_for_doctor on public.image_annotations for select to fr_doctor using ((select auth.role()) = 'doctor');
create policy annotations_for_tech on public.image_annotations for select to fr_tech using ((select auth.role()) = 'tech');
create policy annotation_by_doctor on public.image_annotations for insert to fr_doctor
  with check (author_id = (select auth.uid()) and (select auth.role()) = 'doctor'
    and exists (select 1 from public.report_images i where i.image_id = image_annotations.image_id
      and i.report_id = image_annotations.report_id and i.has_pixels and image_annotations.frame < i.frames));
create policy own_annotation_by_doctor on public.image_annotations for update to fr_doctor
  using (author_id = (select auth.uid()) and (select auth.role()) = 'doctor')
  with check (author_id = (select auth.uid()) and (select auth.role()) = 'doctor');

grant select on public.image_annotation_versions to fr_doctor;
create policy versions_follow_annotation on public.image_annotation_versions for select to fr_doctor
  using (exists (select 1 from public.image_annotations a where a.annotation_id = image_annotation_versions.annotation_id));
reset role;
