-- Where pixels and large values lie in a stored file: frames and bulk data are then a range of the object (PS3.18 10.4).
set local role fr_owner;

alter table public.dicom_instances
  add column pixel_data_offset bigint,
  add column pixel_data_length bigint,
  add column frame_bytes bigint,
  add column bulk jsonb,
  add constraint dicom_instances_pixel_data_offset_check check (pixel_data_offset >= 0),
  add constraint dicom_instances_pixel_data_length_check check (pixel_data_length >= 0),
  add constraint dicom_instances_frame_bytes_check check (frame_bytes > 0);
comment on column public.dicom_instances.pixel_data_offset is 'Where the pixel values, or the first item of encapsulated ones, begin in the file; null when deflated or without pixels.';
comment on column public.dicom_instances.pixel_data_length is 'Bytes of native pixel values; null when encapsulated, deflated or without pixels.';
comment on column public.dicom_instances.frame_bytes is 'Bytes of one native frame; null when frames are encapsulated, deflated, or begin within a byte.';
comment on column public.dicom_instances.bulk is 'Values that metadata names by BulkDataURI: [{path, vr, offset, length}] within the file, or within the inflated data set of a deflated one.';
reset role;
