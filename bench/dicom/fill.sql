-- Studies of one year for QIDO-RS: $studies$ of them, one series and one instance each, by the rules of shared bench's
-- generator: 4,096 family names, 12 given names, 365 days, five modalities. Deterministic: every value is a hash of the
-- row's number. Run as the superuser. Triggers are off while filling; what they would write is written here by the same
-- functions, keys last and in one go. Radiologist 1 uploads half, 199 others the rest.
set session_replication_role = replica;
set synchronous_commit = off;
set maintenance_work_mem = '256MB';

create function pg_temp.r(n bigint, salt int) returns double precision language sql immutable parallel safe as
$$ select (hashint8extended(n, salt) & 9007199254740991)::double precision / 9007199254740992.0 $$;
create function pg_temp.key(kind text, n bigint) returns uuid language sql immutable parallel safe as
$$ select md5(kind || n)::uuid $$;
create function pg_temp.uid(kind int, n bigint) returns text language sql immutable parallel safe as
$$ select '2.25.' || (1000000000 * kind::bigint + n) || '0000000000000000000000000000' $$;

-- 1: a doctor, 2: a tech, 101..300: radiologists, 1001..6000: patients.
insert into users (id, name, email, password_hash, role)
select pg_temp.key('user', i), 'User ' || i, 'user' || i || '@example.test', '!',
  case when i = 1 then 'doctor' when i = 2 then 'tech' when i <= 300 then 'radiologist' else 'patient' end
from (select 1 as i union select 2 union select generate_series(101, 300) union select generate_series(1001, 6000)) i;

create temporary table s as
select i, pg_temp.uid(1, i) as study, pg_temp.key('user', 1001 + (pg_temp.r(i, 1) * 4999)::int) as patient,
  pg_temp.key('user', case when pg_temp.r(i, 2) < 0.5 then 101 else 102 + (pg_temp.r(i, 3) * 198)::int end) as radiologist,
  (array['ba', 'ke', 'li', 'mo', 'nu', 'ra', 'si', 'to', 've', 'wa', 'zi', 'pe', 'do', 'fa', 'gu', 'hi'])[1 + floor(pg_temp.r(i, 4) * 16)::int]
    || (array['ba', 'ke', 'li', 'mo', 'nu', 'ra', 'si', 'to', 've', 'wa', 'zi', 'pe', 'do', 'fa', 'gu', 'hi'])[1 + floor(pg_temp.r(i, 5) * 16)::int]
    || (array['ba', 'ke', 'li', 'mo', 'nu', 'ra', 'si', 'to', 've', 'wa', 'zi', 'pe', 'do', 'fa', 'gu', 'hi'])[1 + floor(pg_temp.r(i, 6) * 16)::int]
    || '^' || (array['anna', 'boris', 'clara', 'david', 'elena', 'felix', 'greta', 'hugo', 'iris', 'jonas', 'kira', 'leon'])[1 + floor(pg_temp.r(i, 7) * 12)::int] as name,
  date '2025-01-01' + floor(pg_temp.r(i, 8) * 365)::int as day,
  (array['DX', 'CR', 'CT', 'MR', 'US'])[1 + floor(pg_temp.r(i, 9) * 5)::int] as modality
from generate_series(1, $studies$) i;

insert into dicom_studies (study_instance_uid, patient_id, study_date, study_time, study_id, accession_number, study_description,
  study_description_folded, patient_name, patient_name_folded, patient_identifier, patient_sex, modalities_in_study,
  sop_classes_in_study, number_of_series, number_of_instances, attributes)
select study, patient, day, '081530', 'ST' || i, 'A1-' || i, 'TINY', 'tiny', upper(name), name, 'P1-' || lpad(i::text, 7, '0'), 'F',
  array[modality], '{1.2.840.10008.5.1.4.1.1.7}', 1, 1,
  jsonb_build_object('00080005', '{"vr":"CS","Value":["ISO_IR 192"]}'::jsonb,
    '00080020', jsonb_build_object('vr', 'DA', 'Value', jsonb_build_array(to_char(day, 'YYYYMMDD'))),
    '00080030', '{"vr":"TM","Value":["081530"]}'::jsonb, '00080090', '{"vr":"PN"}'::jsonb,
    '00080050', jsonb_build_object('vr', 'SH', 'Value', jsonb_build_array('A1-' || i)),
    '00081030', '{"vr":"LO","Value":["TINY"]}'::jsonb,
    '00100010', jsonb_build_object('vr', 'PN', 'Value', jsonb_build_array(jsonb_build_object('Alphabetic', upper(name)))),
    '00100020', jsonb_build_object('vr', 'LO', 'Value', jsonb_build_array('P1-' || lpad(i::text, 7, '0'))),
    '00100030', '{"vr":"DA","Value":["19700101"]}'::jsonb, '00100040', '{"vr":"CS","Value":["F"]}'::jsonb,
    '0020000D', jsonb_build_object('vr', 'UI', 'Value', jsonb_build_array(study)),
    '00200010', jsonb_build_object('vr', 'SH', 'Value', jsonb_build_array('ST' || i)))
from s order by i;

insert into dicom_series (series_instance_uid, study_instance_uid, modality, series_number, series_description, body_part_examined,
  number_of_instances, attributes)
select pg_temp.uid(2, i), study, modality, 1, 'TINY', 'CHEST', 1, jsonb_build_object('00080060', jsonb_build_object('vr', 'CS', 'Value', jsonb_build_array(modality)))
from s order by i;

insert into medical_reports (report_id, patient_id, radiologist_id, patient_name, study_type, study_instance_uid, status)
select pg_temp.key('rep', i), patient, radiologist, upper(name), 'Chest X-ray', study, 'pending' from s order by i;

insert into report_images (image_id, report_id, image_url, image_type, image_format)
select pg_temp.key('image', i), pg_temp.key('rep', i), '/', 'xray', 'DICOM' from s order by i;

insert into dicom_instances (sop_instance_uid, series_instance_uid, image_id, sop_class_uid, transfer_syntax_uid, instance_number,
  rows, columns, number_of_frames, sha256, metadata)
select pg_temp.uid(3, i), pg_temp.uid(2, i), pg_temp.key('image', i), '1.2.840.10008.5.1.4.1.1.7', '1.2.840.10008.1.2.1', 1, 16, 16, 1, 'x',
  '{"00280100":{"vr":"US","Value":[8]}}' from s order by i;

alter table dicom_study_keys drop constraint dicom_study_keys_pkey;
insert into dicom_study_keys (viewer, key, arrival)
select v, k, d.arrival
from s join dicom_studies d on d.study_instance_uid = s.study
cross join lateral unnest(app.study_keys(d.patient_name_folded, d.study_date) || app.modality_key(s.modality, d.study_date)) k
cross join lateral unnest(array['00000000-0000-0000-0000-000000000000', s.radiologist]) v;
alter table dicom_study_keys add primary key (viewer, key, arrival);
reset session_replication_role;
