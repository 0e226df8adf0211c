-- Uploads in pieces: a file on its way whose connection may be cut and come back. A piece is an encrypted object like any
-- other, durable before it is acknowledged; the study is made of them in one transaction, as if they had come in one.
set local role fr_owner;

create table public.partial_uploads (
  upload_id uuid primary key default uuid_generate_v4(),
  user_id uuid not null references public.users (id) on delete cascade,
  size_bytes bigint not null,
  received_bytes bigint not null default 0,
  created_at timestamptz not null default current_timestamp,
  expires_at timestamptz not null default current_timestamp + interval '1 day',
  constraint partial_uploads_size_check check (size_bytes > 0),
  constraint partial_uploads_received_check check (received_bytes between 0 and size_bytes)
);
create index partial_uploads_user_id_idx on public.partial_uploads (user_id);
create index partial_uploads_expires_at_idx on public.partial_uploads (expires_at);
comment on table public.partial_uploads is 'A file on its way in pieces, for a day. Belongs to no study until POST /reports names it.';
call app.protect('public.partial_uploads');

create table public.partial_upload_pieces (
  upload_id uuid not null references public.partial_uploads (upload_id) on delete cascade,
  begin_bytes bigint not null,
  size_bytes bigint not null,
  object_id uuid not null,
  primary key (upload_id, begin_bytes),
  constraint partial_upload_pieces_size_check check (size_bytes > 0)
);
create index partial_upload_pieces_object_id_idx on public.partial_upload_pieces (object_id);
comment on table public.partial_upload_pieces is 'Where the bytes of a partial upload lie. Without a row here or in stored_objects an object is swept.';
call app.protect('public.partial_upload_pieces');

grant select on public.partial_uploads to fr_radiologist, fr_worker;
grant delete on public.partial_uploads to fr_worker;
grant insert (upload_id, user_id, size_bytes) on public.partial_uploads to fr_radiologist;
grant update (received_bytes) on public.partial_uploads to fr_radiologist;
create policy own_partial_uploads on public.partial_uploads for select to fr_radiologist
  using (user_id = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy partial_upload_begun on public.partial_uploads for insert to fr_radiologist
  with check (user_id = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy partial_upload_grows on public.partial_uploads for update to fr_radiologist
  using (user_id = (select auth.uid()) and (select auth.role()) = 'radiologist')
  with check (user_id = (select auth.uid()) and (select auth.role()) = 'radiologist');
create policy old_partial_uploads_seen on public.partial_uploads for select to fr_worker
  using ((select auth.role()) = 'worker' and expires_at < current_timestamp);
create policy old_partial_uploads_swept on public.partial_uploads for delete to fr_worker
  using ((select auth.role()) = 'worker' and expires_at < current_timestamp);

grant select on public.partial_upload_pieces to fr_radiologist, fr_worker;
grant insert on public.partial_upload_pieces to fr_radiologist;
create policy pieces_follow_upload on public.partial_upload_pieces for select to fr_radiologist, fr_worker
  using (exists (select 1 from public.partial_uploads p where p.upload_id = partial_upload_pieces.upload_id));
create policy piece_by_uploader on public.partial_upload_pieces for insert to fr_radiologist
  with check (exists (select 1 from public.partial_uploads p where p.upload_id = partial_upload_pieces.upload_id
    and p.user_id = (select auth.uid()) and (select auth.role()) = 'radiologist'));
reset role;

set local role fr_definer;
create or replace function app.objects_known(object_ids uuid[]) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.object_id from public.stored_objects o where o.object_id = any (object_ids) and auth.role() = 'worker'
  union all
  select p.object_id from public.partial_upload_pieces p where p.object_id = any (object_ids) and auth.role() = 'worker'
$$;

-- No role of the API deletes rows of a table. Returns the objects that nobody needs any more.
create function app.drop_upload(upload_id uuid) returns setof uuid
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select 1 from public.partial_uploads u where u.upload_id = drop_upload.upload_id
    and u.user_id = auth.uid() and auth.role() = 'radiologist') then return; end if;
  return query select p.object_id from public.partial_upload_pieces p where p.upload_id = drop_upload.upload_id;
  delete from public.partial_uploads u where u.upload_id = drop_upload.upload_id;
end
$$;
reset role;
grant execute on function app.drop_upload(uuid) to fr_radiologist;
