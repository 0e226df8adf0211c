import { randomUUID } from 'node:crypto'
import { newSite, type Person, type Site } from '@firstread/testing'

/** Two whole studies: A of Ada by Rob, B of Bea by Rex, each reviewed and released; everything else twice as well. */
export type Fixture = {
  site: Site
  people: Record<'ada' | 'bea' | 'rob' | 'rex' | 'dana' | 'dee' | 'toni', Person>
  reports: [string, string]
}

export async function twoStudies(): Promise<Fixture> {
  const site = await newSite()
  const people = {
    ada: await site.person('patient'),
    bea: await site.person('patient'),
    rob: await site.person('radiologist'),
    rex: await site.person('radiologist'),
    dana: await site.person('doctor'),
    dee: await site.person('doctor'),
    toni: await site.person('tech'),
  }
  const a = await study(site, people.ada, people.rob, people.dana)
  const b = await study(site, people.bea, people.rex, people.dee)
  return { site, people, reports: [a, b] }
}

async function study({ admin, report }: Site, patient: Person, radiologist: Person, doctor: Person): Promise<string> {
  const { id } = await report({ patient, radiologist, status: 'reviewed', risk: 'high' })
  const [study, series, instance] = [
    `2.25.1${BigInt(`0x${id.replaceAll('-', '')}`)}`,
    `2.25.2${BigInt(`0x${id.replaceAll('-', '')}`)}`,
    `2.25.3${BigInt(`0x${id.replaceAll('-', '')}`)}`,
  ].map((uid) => uid.slice(0, 64))
  const [object, image, model, run, review, peer] = Array.from({ length: 6 }, () => randomUUID())
  const sql: [string, unknown[]][] = [
    [
      `insert into stored_objects (object_id, sha256, size_bytes, key_id) values ($1, sha256($2::text::bytea), 1, 'k1')`,
      [object, object],
    ],
    [`insert into dicom_studies (study_instance_uid, patient_id) values ($1, $2)`, [study, patient.id]],
    [`update medical_reports set study_instance_uid = $2 where report_id = $1`, [id, study]],
    [
      `insert into report_images (image_id, report_id, image_url, object_id) values ($1, $2, 'x', $3)`,
      [image, id, object],
    ],
    [`insert into dicom_series (series_instance_uid, study_instance_uid) values ($1, $2)`, [series, study]],
    [
      `insert into dicom_instances (sop_instance_uid, series_instance_uid, image_id, sha256) values ($1, $2, $3, 'x')`,
      [instance, series, image],
    ],
    [`insert into patient_identifiers (issuer, value, patient_id) values ('TEST', $1::text, $1::uuid)`, [patient.id]],
    [`insert into patient_medical_history (patient_id) values ($1)`, [patient.id]],
    [`insert into quarantined_instances (report_id, reason) values ($1, 'identity-open')`, [id]],
    [
      `insert into ai_models (model_id, model_name, version, is_active, state) values ($1::uuid, $1::text, '1', true, 'active')`,
      [model],
    ],
    [
      `insert into analysis_runs (run_id, report_id, model_id, fence, outcome, finished_at, is_adopted) values ($1, $2, $3, 1, 'read', now(), true)`,
      [run, id, model],
    ],
    [
      `insert into ai_analysis (report_id, model_id, run_id, risk_category) values ($1, $2, $3, 'high')`,
      [id, model, run],
    ],
    [`insert into model_metrics (model_id) values ($1)`, [model]],
    [
      `insert into doctor_reviews (review_id, report_id, doctor_id, state, reviewed_at, doctor_risk_assessment, urgency_level)
      values ($1, $2, $3, 'signed', now(), 'high', 'urgent')`,
      [review, id, doctor.id],
    ],
    [`insert into review_addenda (review_id, doctor_id, addendum_text) values ($1, $2, 'x')`, [review, doctor.id]],
    [
      `insert into image_annotations (annotation_id, report_id, image_id, tool, points, author_id)
      values ($1, $2, $1, 'probe', '[[1, 1]]', $3)`,
      [image, id, doctor.id],
    ],
    [`insert into image_annotation_versions (annotation_id, version, content) values ($1, 1, '{}')`, [image]],
    [`insert into review_versions (review_id, version, content) values ($1, 1, '{}')`, [review]],
    [
      `insert into result_releases (report_id, review_id, state, release_at, patient_text, risk) values ($1, $2, 'released', now(), 'x', 'high')`,
      [id, review],
    ],
    [
      `insert into result_shares (report_id, patient_id, label, token_mac, code_mac, expires_at)
      values ($1::uuid, $2, 'Dr. Meyer', 'token of ' || $1::text, 'code of ' || $1::text, now() + interval '1 day')`,
      [id, patient.id],
    ],
    [
      `insert into critical_results (review_id, report_id, signed_by, due_at) values ($1, $2, $3, now())`,
      [review, id, doctor.id],
    ],
    [`insert into critical_tellings (review_id, round, user_id) values ($1, 0, $2)`, [review, doctor.id]],
    [`insert into follow_ups (review_id, report_id) values ($1, $2)`, [review, id]],
    ...[radiologist.id, '00000000-0000-0000-0000-000000000000'].flatMap((viewer): [string, unknown[]][] => [
      [`insert into dicom_study_keys (viewer, key, arrival) values ($1, 'a', 1) on conflict do nothing`, [viewer]],
      [`insert into dicom_study_landmarks (viewer, nth, arrival) values ($1, 1, 1) on conflict do nothing`, [viewer]],
      [
        `insert into dicom_result_keys (viewer, key, arrival, series_instance_uid) values ($1, 'mSR 00000000', 1, $2)`,
        [viewer, series],
      ],
    ]),
    [`insert into dicom_peers (peer_id, ae_title) values ($1::uuid, left($1::text, 16))`, [peer]],
    [
      `insert into deliveries (peer_id, report_id, review_id, reason, scope) values ($1, $2, $3, 'signed', 'results')`,
      [peer, id, review],
    ],
    [
      `insert into worklist_claims (report_id, doctor_id, expires_at) values ($1, $2, now() + interval '1 hour')`,
      [id, doctor.id],
    ],
    [`insert into setting_changes (setting_id) select setting_id from system_settings limit 1`, []],
    [`insert into worklist_views (user_id, name, filters) values ($1, 'mine', '{}')`, [doctor.id]],
    [`insert into partial_uploads (upload_id, user_id, size_bytes) values ($1, $2, 9)`, [image, radiologist.id]],
    [
      `insert into partial_upload_pieces (upload_id, begin_bytes, size_bytes, object_id) values ($1, 0, 9, $2)`,
      [image, randomUUID()],
    ],
    [`insert into mail_deliveries (notification_id, user_id, is_urgent) values ($1, $2, false)`, [image, patient.id]],
    [
      `insert into idempotency_keys (user_id, key, request_digest, response) values ($1, 'k', 'x', '{}')`,
      [radiologist.id],
    ],
    ...[patient, radiologist, doctor].map((one): [string, unknown[]] => [
      `insert into notifications (user_id, type, title) values ($1, 'new_report', 'x')`,
      [one.id],
    ]),
    ...[patient, radiologist, doctor].map((one): [string, unknown[]] => [
      `insert into events (user_id, type) values ($1, 'x')`,
      [one.id],
    ]),
    [
      `insert into audit_logs (user_id, actor_id, action, patient_ids) values ($1, $1, 'test', array[$2]::uuid[])`,
      [radiologist.id, patient.id],
    ],
    [
      `insert into audit_logs (user_id, actor_id, action, patient_ids) values ($1, $1, 'test', array[$2]::uuid[])`,
      [doctor.id, patient.id],
    ],
  ]
  for (const [text, values] of sql) await admin.query(text, values)
  return id
}
