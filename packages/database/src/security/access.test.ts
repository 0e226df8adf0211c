import { actAs, type Tx } from '@firstread/database'
import type { Person } from '@firstread/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Fixture, twoStudies } from './access.fixture.ts'

/**
 * Who may read what (security.md 1; ASVS V8.2, HIPAA 164.312(a)(1)), asked as each role in the database itself. Everything
 * exists once for study A and once for study B; Ada, Rob and Dana belong to A.
 *   own: exactly A's row(s)   all: A's and B's   none: nothing, or not even the right to ask
 */
type Sees = 'own' | 'all' | 'none'
const nobody = '00000000-0000-0000-0000-000000000000'
const readers = ['ada', 'rob', 'dana', 'toni'] as const
/** Table: what tells A's rows, then what patient, radiologist, doctor and tech see. */
const matrix: Record<string, [aRows: string, ...Sees[]]> = {
  users: [`id in (:ada, :rob, :dana)`, 'own', 'own', 'all', 'all'],
  sessions: [`user_id in (:ada, :rob, :dana)`, 'own', 'own', 'own', 'all'],
  medical_reports: [`report_id = :report`, 'own', 'own', 'all', 'all'],
  report_images: [`report_id = :report`, 'own', 'own', 'all', 'all'],
  stored_objects: [
    `object_id in (select object_id from report_images where report_id = :report)`,
    'own',
    'own',
    'all',
    'all',
  ],
  dicom_studies: [`patient_id = :ada`, 'own', 'own', 'all', 'all'],
  dicom_series: [
    `study_instance_uid in (select study_instance_uid from dicom_studies where patient_id = :ada)`,
    'own',
    'own',
    'all',
    'all',
  ],
  dicom_instances: [
    `image_id in (select image_id from report_images where report_id = :report)`,
    'own',
    'own',
    'all',
    'all',
  ],
  patient_identifiers: [`patient_id = :ada`, 'own', 'none', 'all', 'all'],
  patient_medical_history: [`patient_id = :ada`, 'own', 'none', 'all', 'all'],
  quarantined_instances: [`report_id = :report`, 'none', 'none', 'all', 'all'],
  ai_models: [`true`, 'none', 'all', 'all', 'all'],
  model_metrics: [`true`, 'none', 'all', 'all', 'all'],
  analysis_runs: [`report_id = :report`, 'none', 'own', 'all', 'all'],
  ai_analysis: [`report_id = :report`, 'none', 'own', 'all', 'all'],
  doctor_reviews: [`report_id = :report`, 'own', 'own', 'all', 'all'],
  review_addenda: [
    `review_id in (select review_id from doctor_reviews where report_id = :report)`,
    'own',
    'own',
    'all',
    'all',
  ],
  review_versions: [
    `review_id in (select review_id from doctor_reviews where report_id = :report)`,
    'none',
    'none',
    'all',
    'all',
  ],
  // A tech sees that there are some, not what was drawn (annotations.test.ts of the review slice).
  image_annotations: [`report_id = :report`, 'none', 'own', 'all', 'all'],
  image_annotation_versions: [
    `annotation_id in (select annotation_id from image_annotations where report_id = :report)`,
    'none',
    'none',
    'all',
    'none',
  ],
  result_releases: [`report_id = :report`, 'none', 'none', 'all', 'all'],
  result_shares: [`report_id = :report`, 'own', 'none', 'none', 'none'],
  critical_results: [`report_id = :report`, 'none', 'own', 'all', 'all'],
  critical_tellings: [
    `review_id in (select review_id from critical_results where report_id = :report)`,
    'none',
    'none',
    'all',
    'all',
  ],
  follow_ups: [`report_id = :report`, 'none', 'own', 'all', 'all'],
  worklist_claims: [`report_id = :report`, 'none', 'none', 'all', 'all'],
  // The fixture's doctors keep one each, its tech none.
  worklist_views: [`user_id = :dana`, 'none', 'none', 'own', 'none'],
  // One list for each uploader, one for those who see every study.
  dicom_study_keys: [`viewer in (:rob, '${nobody}')`, 'none', 'own', 'own', 'own'],
  dicom_result_keys: [`viewer in (:rob, '${nobody}')`, 'none', 'own', 'own', 'own'],
  dicom_study_landmarks: [`viewer in (:rob, '${nobody}')`, 'none', 'own', 'own', 'own'],
  dicom_peers: [`true`, 'none', 'none', 'none', 'all'],
  deliveries: [`report_id = :report`, 'none', 'none', 'none', 'all'],
  partial_uploads: [`user_id = :rob`, 'none', 'own', 'none', 'none'],
  partial_upload_pieces: [
    `upload_id in (select upload_id from partial_uploads where user_id = :rob)`,
    'none',
    'own',
    'none',
    'none',
  ],
  idempotency_keys: [`user_id = :rob`, 'none', 'own', 'none', 'none'],
  notifications: [`user_id in (:ada, :rob, :dana)`, 'own', 'own', 'own', 'none'],
  mail_deliveries: [`user_id = :ada`, 'none', 'none', 'none', 'all'],
  events: [`user_id in (:ada, :rob, :dana)`, 'own', 'own', 'own', 'none'],
  // The fixture's entries name one patient each; which, a patient may not ask, only see that theirs come.
  audit_logs: [`user_id in (:rob, :dana)`, 'own', 'own', 'own', 'all'],
  system_settings: [`true`, 'none', 'none', 'all', 'all'],
  setting_changes: [`true`, 'none', 'none', 'none', 'all'],
  v_patient_portal: [`report_id = :report`, 'own', 'none', 'none', 'none'],
  v_patient_reports: [`report_id = :report`, 'none', 'none', 'all', 'all'],
  v_worklist: [`report_id = :report`, 'none', 'none', 'none', 'none'],
}
/** Rows in the whole database that a table's `all` means: the fixture's, counted as the superuser. */
let fixture: Fixture
beforeAll(async () => {
  fixture = await twoStudies()
})
afterAll(() => fixture.site[Symbol.asyncDispose]())

const fill = (text: string) => {
  const { people, reports } = fixture
  const names: Record<string, string> = {
    ada: people.ada.id,
    rob: people.rob.id,
    dana: people.dana.id,
    report: reports[0],
  }
  return text.replace(/:(\w+)/g, (_all, name: string) => `'${names[name]}'::uuid`)
}
const scope = (table: string) => (table === 'audit_logs' ? `action = 'test'` : 'true')

async function countAs(person: Person, table: string, where: string): Promise<number> {
  const ask = (tx: Tx) =>
    sql<{ n: number }>`select count(*)::int as n from ${sql.raw(`${table} where ${where}`)}`.execute(tx)
  try {
    return (await actAs(fixture.site.db, person.caller, ask)).rows[0]?.n ?? 0
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return 0
    throw error
  }
}
/** Views ask who is asking (on PostgreSQL 14 all of them), so the superuser sees nothing through them: count the reports. */
const countAll = async (
  view: string,
  where: string,
  table = view.replace(/^v_.*/, 'medical_reports'),
): Promise<number> =>
  (await fixture.site.admin.query(`select count(*)::int as n from ${table} where ${where}`)).rows[0].n

describe.each(Object.entries(matrix))('%s', (table, [aRows, ...sees]) => {
  test.each(readers.map((reader, index) => [reader, sees[index] as Sees] as const))(
    '%s sees: %s',
    async (reader, expected) => {
      const person = fixture.people[reader]
      const seen = await countAs(person, table, scope(table))
      const everything = await countAll(table, scope(table))
      if (expected === 'none') expect(seen).toBe(0)
      if (expected === 'all') expect(seen).toBe(everything)
      if (expected === 'own') {
        expect(seen).toBeGreaterThan(0)
        expect(seen).toBeLessThan(everything)
        // Everything seen is A's: the filter for A's rows takes nothing away.
        expect(await countAs(person, table, `${scope(table)} and (${fill(aRows)})`)).toBe(seen)
      }
    },
  )
})

test('every table of ours stands in the matrix, or is closed to all four roles', async () => {
  const { rows } = await fixture.site.admin.query(
    `select distinct table_schema || '.' || table_name as name from information_schema.column_privileges
     where grantee in ('fr_patient', 'fr_radiologist', 'fr_doctor', 'fr_tech') and privilege_type = 'SELECT'`,
  )
  const open = rows.map(({ name }) => name.replace('public.', ''))
  expect(open.filter((name) => !(name in matrix)).toSorted()).toEqual(['app.report_steps', 'v_doctor_priority_queue'])
})

test('without entering, the API sees nothing at all', async () => {
  for (const table of Object.keys(matrix)) {
    await expect(sql`select 1 from ${sql.raw(table)}`.execute(fixture.site.db), table).rejects.toMatchObject({
      code: '42501',
    })
  }
})

describe('a person inside a transaction', () => {
  const become = (role: string) => sql`select set_config('role', ${role}, true)`
  test('who sets the role of a doctor still is a patient to every policy', async () => {
    const { site, people } = fixture
    const seen = await actAs(site.db, people.ada.caller, async (tx) => {
      await become('fr_doctor').execute(tx)
      return (await sql`select 1 from medical_reports`.execute(tx)).rows.length
    })
    expect(seen).toBe(0)
    const asDoctor = await actAs(
      site.db,
      people.dana.caller,
      async (tx) => (await sql`select 1 from medical_reports`.execute(tx)).rows.length,
    )
    expect(asDoctor).toBe(2)
  })

  test('who edits the sealed context is nobody', async () => {
    const { site, people } = fixture
    const seen = await actAs(site.db, people.ada.caller, async (tx) => {
      await sql`select set_config('fr.context', replace(current_setting('fr.context'), ${people.ada.id}, ${people.bea.id}), true)`.execute(
        tx,
      )
      return (await sql`select 1 from v_patient_portal`.execute(tx)).rows.length
    })
    expect(seen).toBe(0)
  })

  test('a context from another transaction is worth nothing', async () => {
    const { site, people } = fixture
    const stolen = await actAs(
      site.db,
      people.dana.caller,
      async (tx) =>
        (await sql<{ context: string }>`select current_setting('fr.context') as context`.execute(tx)).rows[0]?.context,
    )
    const seen = await actAs(site.db, people.ada.caller, async (tx) => {
      await sql`select set_config('fr.context', ${stolen}, true)`.execute(tx)
      await become('fr_doctor').execute(tx)
      return (await sql`select 1 from medical_reports`.execute(tx)).rows.length
    })
    expect(seen).toBe(0)
  })

  test('nothing of a person stays on the connection', async () => {
    const { site, people } = fixture
    await actAs(site.db, people.dana.caller, async () => undefined)
    for (let i = 0; i < 30; i++) {
      const { rows } = await sql<{
        who: string
        context: string | null
      }>`select current_user as who, nullif(current_setting('fr.context', true), '') as context`.execute(site.db)
      expect(rows[0]).toEqual({ who: 'fr_api', context: null })
    }
  })

  test('row security cannot be switched off', async () => {
    const { site, people } = fixture
    const ask = actAs(site.db, people.ada.caller, async (tx) => {
      await sql`set local row_security = off`.execute(tx)
      return sql`select 1 from medical_reports`.execute(tx)
    })
    await expect(ask).rejects.toThrow(/row-level security/)
  })
})

/** Which role may write which table at all; the columns stand in the grants and are linted by the catalogue test. */
const writers: Record<string, Record<string, string[]>> = {
  INSERT: {
    fr_patient: ['patient_medical_history'],
    fr_radiologist: [
      'dicom_instances',
      'dicom_series',
      'dicom_studies',
      'idempotency_keys',
      'medical_reports',
      'partial_upload_pieces',
      'partial_uploads',
      'quarantined_instances',
      'report_images',
      'stored_objects',
    ],
    fr_doctor: [
      'critical_results',
      'doctor_reviews',
      'follow_ups',
      'idempotency_keys',
      'image_annotations',
      'patient_medical_history',
      'result_releases',
      'review_addenda',
      'worklist_claims',
      'worklist_views',
    ],
    fr_tech: ['ai_models', 'idempotency_keys', 'model_metrics', 'patient_identifiers', 'worklist_views'],
  },
  UPDATE: {
    fr_patient: ['notifications', 'patient_medical_history', 'users'],
    fr_radiologist: ['notifications', 'partial_uploads', 'users'],
    fr_doctor: [
      'critical_results',
      'doctor_reviews',
      'follow_ups',
      'image_annotations',
      'notifications',
      'patient_medical_history',
      'result_releases',
      'users',
      'worklist_claims',
      'worklist_views',
    ],
    fr_tech: ['ai_models', 'dicom_peers', 'notifications', 'system_settings', 'users', 'worklist_views'],
  },
  DELETE: {
    fr_patient: [],
    fr_radiologist: [],
    fr_doctor: ['worklist_claims', 'worklist_views'],
    fr_tech: ['worklist_views'],
  },
}
const granted = async (verb: string, role: string): Promise<string[]> => {
  const { rows } = await fixture.site.admin.query(
    `select distinct table_name from (
       select grantee, privilege_type, table_name from information_schema.column_privileges where table_schema = 'public'
       union all select grantee, privilege_type, table_name from information_schema.role_table_grants where table_schema = 'public') g
     where grantee = $1 and privilege_type = $2 order by 1`,
    [role, verb],
  )
  return rows.map(({ table_name }) => table_name)
}
describe.each(Object.entries(writers))('%s', (verb, roles) => {
  test.each(Object.entries(roles))('is open to %s on exactly these tables', async (role, tables) => {
    expect(await granted(verb, role)).toEqual(tables)
  })
})

test("a radiologist uploads in the own name and never in a colleague's", async () => {
  const { site, people } = fixture
  const upload = (radiologistId: string) =>
    actAs(site.db, people.rob.caller, (tx) =>
      tx
        .insertInto('medical_reports')
        .values({ patient_id: people.ada.id, radiologist_id: radiologistId, study_type: 'Chest X-ray' })
        .execute(),
    )
  await expect(upload(people.rob.id)).resolves.toBeDefined()
  await expect(upload(people.rex.id)).rejects.toThrow(/row-level security/)
})

test('a doctor signs for nobody else, and a patient changes only the own profile', async () => {
  const { site, people, reports } = fixture
  const review = (doctorId: string) =>
    actAs(site.db, people.dana.caller, (tx) =>
      tx.insertInto('doctor_reviews').values({ report_id: reports[0], doctor_id: doctorId }).execute(),
    )
  await expect(review(people.dana.id)).resolves.toBeDefined()
  await expect(review(people.dee.id)).rejects.toThrow(/row-level security/)
  const rename = (id: string) =>
    actAs(site.db, people.ada.caller, async (tx) =>
      Number(
        (await tx.updateTable('users').set({ name: 'New name' }).where('id', '=', id).executeTakeFirst())
          .numUpdatedRows,
      ),
    )
  expect(await rename(people.ada.id)).toBe(1)
  expect(await rename(people.bea.id)).toBe(0)
})

test('audit rows never change, not even for the superuser, and erasing a person keeps who acted', async () => {
  const { admin } = fixture.site
  await expect(admin.query(`update audit_logs set action = 'other'`)).rejects.toThrow(/never change/)
  await expect(admin.query(`delete from audit_logs`)).rejects.toThrow(/never change/)
  const { rows: partitions } = await admin.query(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'audit_logs'::regclass`,
  )
  for (const { name } of [{ name: 'audit_logs' }, ...partitions])
    await expect(admin.query(`truncate ${name}`), name).rejects.toThrow(/never change/)
  const { rows } = await admin.query(
    `insert into users (name, email, password_hash, role) values ('Gone', 'gone@firstread.test', '!', 'tech') returning id`,
  )
  await admin.query(`insert into audit_logs (user_id, actor_id, action) values ($1, $1, 'erasure_test')`, [rows[0].id])
  await admin.query(`delete from users where id = $1`, [rows[0].id])
  const { rows: kept } = await admin.query(`select user_id, actor_id from audit_logs where action = 'erasure_test'`)
  expect(kept).toEqual([{ user_id: null, actor_id: rows[0].id }])
})

test('a report takes no step that the table does not know', async () => {
  const { admin } = fixture.site
  const { people } = fixture
  const { id } = await fixture.site.report({ patient: people.ada, status: 'pending' })
  await expect(
    admin.query(`update medical_reports set status = 'reviewed' where report_id = $1`, [id]),
  ).rejects.toMatchObject({ code: 'FR001' })
  await expect(
    admin.query(`update medical_reports set status = 'analyzing' where report_id = $1`, [id]),
  ).resolves.toBeDefined()
})
