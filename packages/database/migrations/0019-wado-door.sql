-- One instance by DICOMweb in one round trip: enter, look, record, commit. A slice takes a millisecond, and as four statements
-- a third of it was waiting (PS3.18 10.4; docs/performance.md).
set local role fr_owner;
-- Whoever asks, as auth.begin and auth.begin_peer; the form of database/src/act-as.ts. Fails where those find nobody.
create function auth.begin_caller(caller jsonb) returns auth.claims
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  who auth.claims;
begin
  if caller ? 'peerMac' then
    who := auth.begin_peer(caller ->> 'peerMac', caller ->> 'operation', caller ->> 'ip', caller ->> 'userAgent',
      caller ->> 'requestId', caller ->> 'aeTitle');
  else
    who := auth.begin(caller ->> 'tokenMac', caller ->> 'ip', caller ->> 'userAgent', caller ->> 'requestId',
      coalesce((caller ->> 'countsAsActivity')::boolean, true));
  end if;
  if who.user_id is null then raise exception 'nobody is behind this credential' using errcode = 'FR003'; end if;
  return who;
end
$$;

-- The same query once for each role: a plan under row security belongs to the role it was made for, and PostgreSQL would
-- make it anew whenever two roles take turns on a connection.
do $migration$
declare
  branch text := '';
  body constant text := $query$
    return query
      with found as materialized (
        select r.study_instance_uid::text, d.series_instance_uid::text, d.sop_instance_uid::text, i.image_id, i.report_id,
          r.patient_id, i.object_id, i.file_size, i.has_pixels, i.frames, d.rows, d.columns,
          coalesce(d.transfer_syntax_uid, '')::text, left(encode(d.sha256, 'hex'), 16), d.pixel_data_offset,
          d.pixel_data_length, d.frame_bytes, case looked_at when 'bulkdata' then d.bulk end,
          case looked_at when 'metadata' then d.metadata::text end
        from public.dicom_instances d
        join public.report_images i on i.image_id = d.image_id and i.image_format = 'DICOM'
        join public.medical_reports r on r.report_id = i.report_id
        where d.sop_instance_uid = instance and d.series_instance_uid = series and r.study_instance_uid = study
      ), noted as materialized (
        select audit.write('view_image', 'image', f.image_id, array[f.patient_id], 'success', null,
          jsonb_build_object('reportId', f.report_id, 'as', looked_at, 'by', 'dicomweb')) from found f
      )
      select f.* from found f cross join noted;
  $query$;
  role text;
begin
  foreach role in array array['doctor', 'radiologist', 'patient', 'tech'] loop
    branch := branch || format('%s who.role = %L then %s', case branch when '' then 'if' else 'elsif' end, role, body);
  end loop;
  execute format($function$
    create function app.view_dicom_instance(caller jsonb, study text, series text, instance text, looked_at text)
      returns table (study_instance_uid text, series_instance_uid text, sop_instance_uid text, image_id uuid, report_id uuid,
        patient_id uuid, object_id uuid, size_bytes bigint, has_pixels boolean, frames integer, "rows" integer,
        "columns" integer, transfer_syntax_uid text, digest text, pixel_data_offset bigint, pixel_data_length bigint,
        frame_bytes bigint, bulk jsonb, metadata text)
      language plpgsql volatile set search_path = pg_catalog, pg_temp as $body$
    #variable_conflict use_column
    declare
      who auth.claims := auth.begin_caller(caller);
    begin
      %s end if;
    end
    $body$
  $function$, branch);
end
$migration$;
comment on function app.view_dicom_instance is 'One instance as the caller may see it, and the audit entry of the look. Runs as the role of the caller: row security decides.';
reset role;
grant execute on function auth.begin_caller(jsonb), app.view_dicom_instance(jsonb, text, text, text, text) to fr_api;
