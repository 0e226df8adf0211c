import { createTestDatabase, type TestDatabase } from '@firstread/testing/database'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** The catalogue lint of security.md 10 (ASVS V8, HIPAA 164.312(a)(1)): each query names what breaks a rule. */
let database: TestDatabase
let client: pg.Client
beforeAll(async () => {
  database = await createTestDatabase()
  client = new pg.Client({ connectionString: database.adminUrl })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

const ours = `('public', 'app', 'auth', 'audit', 'jobs')`
const offenders = async (text: string) => (await client.query(text)).rows.map((row) => Object.values(row).join(' '))

const rules: Record<string, string> = {
  'row security is on and forced on every table and partition': `
    select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${ours} and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)`,
  'no policy is always true': `
    select schemaname, tablename, policyname from pg_policies
    where schemaname in ${ours} and (lower(trim(both '()' from coalesce(qual, with_check))) = 'true' or lower(coalesce(with_check, '')) in ('true', '(true)'))`,
  'every policy of a role asks who is asking, or follows a parent that does': `
    select schemaname, tablename, policyname from pg_policies
    where schemaname in ${ours} and coalesce(qual, '') || coalesce(with_check, '') !~ '(auth\\.(role|uid)\\(\\)|EXISTS|CURRENT_USER)'`,
  'update and insert policies carry a check': `
    select schemaname, tablename, policyname from pg_policies where schemaname in ${ours} and cmd in ('UPDATE', 'INSERT') and with_check is null`,
  'no policy decides over several roles with CASE': `
    select schemaname, tablename, policyname from pg_policies where schemaname in ${ours} and coalesce(qual, '') ~* '\\mcase\\M'`,
  'definer functions pin their search path': `
    select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ${ours} and p.prosecdef and not coalesce(p.proconfig @> array['search_path=pg_catalog, pg_temp'], false)`,
  'definer functions belong to a role that cannot log in': `
    select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
    where n.nspname in ${ours} and p.prosecdef and (r.rolcanlogin or r.rolsuper)`,
  'nothing is executable by PUBLIC': `
    select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'app', 'auth', 'audit', 'jobs', 'ext') and has_function_privilege('public', p.oid, 'execute')`,
  'no table or column is granted to PUBLIC': `
    select table_schema, table_name, privilege_type from information_schema.role_table_grants where grantee = 'PUBLIC' and table_schema in ${ours}
    union all select table_schema, table_name, column_name from information_schema.column_privileges where grantee = 'PUBLIC' and table_schema in ${ours}`,
  'no function is leakproof': `
    select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ${ours} and p.proleakproof`,
  'nobody may truncate or reference': `
    select grantee, table_schema, table_name, privilege_type from information_schema.role_table_grants
    where table_schema in ${ours} and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER') and grantee like 'fr\\_%' and grantee not in ('fr_owner', 'fr_queue', 'fr_view')`,
  'update is granted by column': `
    select grantee, table_schema, table_name from information_schema.role_table_grants
    where table_schema in ${ours} and privilege_type = 'UPDATE' and grantee in ('fr_patient', 'fr_radiologist', 'fr_doctor', 'fr_tech', 'fr_visitor', 'fr_worker', 'fr_api', 'fr_backup')`,
  'no application role deletes clinical rows': `
    select grantee, table_name from information_schema.role_table_grants
    where privilege_type = 'DELETE' and grantee in ('fr_patient', 'fr_radiologist', 'fr_doctor', 'fr_tech', 'fr_visitor')
      and table_name not in ('worklist_claims', 'worklist_views')`,
  'a visitor writes nothing and may ask only what a shared result is made of': `
    select table_name, privilege_type from information_schema.column_privileges where grantee = 'fr_visitor'
      and (privilege_type <> 'SELECT' or table_name not in ('result_shares', 'medical_reports', 'result_releases', 'doctor_reviews',
        'review_addenda', 'report_images', 'stored_objects', 'dicom_instances'))`,
  'fr_api has no table rights of its own': `
    select table_schema, table_name from information_schema.role_table_grants where grantee = 'fr_api'
    union all select table_schema, table_name from information_schema.column_privileges where grantee = 'fr_api'`,
  'secret columns are granted to nobody who serves people': `
    select grantee, table_name, column_name from information_schema.column_privileges
    where grantee in ('fr_patient', 'fr_radiologist', 'fr_doctor', 'fr_tech', 'fr_visitor', 'fr_worker', 'fr_api')
      and ((table_name = 'users' and column_name = 'password_hash') or (table_name = 'result_shares' and column_name in ('token_mac', 'code_mac')) or (table_name = 'sessions' and column_name in ('token', 'refresh_token'))
        or table_schema = 'auth')`,
  'partitions carry no grants': `
    select c.oid::regclass::text from pg_class c join pg_inherits i on i.inhrelid = c.oid
    where c.relkind = 'r' and exists (select 1 from aclexplode(c.relacl) a where a.grantee <> c.relowner)`,
  'each partition of the audit log refuses truncation': `
    select i.inhrelid::regclass::text from pg_inherits i where i.inhparent = 'public.audit_logs'::regclass
      and not exists (select 1 from pg_trigger t where t.tgrelid = i.inhrelid and (t.tgtype & 32) = 32)`,
  'views run as the caller, or as fr_view': `
    select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
    where n.nspname in ${ours} and c.relkind = 'v' and r.rolname <> 'fr_view' and not coalesce(c.reloptions @> array['security_invoker=true'], false)`,
  'views are security barriers': `
    select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${ours} and c.relkind = 'v' and not coalesce(c.reloptions @> array['security_barrier=true'], false)`,
  'every foreign key is indexed': `
    select c.conrelid::regclass::text, c.conname from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
    where n.nspname in ${ours} and c.contype = 'f' and not t.relispartition and not exists (
      select 1 from pg_index i where i.indrelid = c.conrelid and (i.indkey::int2[])[0] = c.conkey[1])`,
  'every table says what it is': `
    select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${ours} and c.relkind in ('r', 'p', 'v') and not c.relispartition and obj_description(c.oid) is null
`,
  'no login role owns a table': `
    select c.oid::regclass::text, r.rolname from pg_class c join pg_roles r on r.oid = c.relowner join pg_namespace n on n.oid = c.relnamespace
    where (n.nspname in ${ours} or n.nspname = 'graphile_worker') and c.relkind in ('r', 'p') and (r.rolcanlogin or r.rolsuper)`,
  'only fr_backup passes by row security': `
    select rolname from pg_roles where rolname like 'fr\\_%' and (rolsuper or (rolbypassrls and rolname <> 'fr_backup'))`,
  'fr_backup may only read': `
    select table_schema, table_name, privilege_type from information_schema.role_table_grants where grantee = 'fr_backup' and privilege_type <> 'SELECT'`,
}

test.each(Object.entries(rules))('%s', async (_rule, query) => {
  expect(await offenders(query)).toEqual([])
})

test('the lint sees what it forbids: an open table, a true policy, a loose definer function', async () => {
  await client.query('begin')
  await client.query(`create table public.open_door (id int); create policy anybody on public.open_door using (true);
    grant select on public.open_door to public;
    create function public.loose() returns int language sql security definer as 'select 1'; grant execute on function public.loose() to public`)
  const broken = []
  for (const [rule, query] of Object.entries(rules))
    if ((await offenders(query)).some((it) => /open_door|loose/.test(it))) broken.push(rule)
  await client.query('rollback')
  expect(broken).toEqual(
    expect.arrayContaining([
      'row security is on and forced on every table and partition',
      'no policy is always true',
      'definer functions pin their search path',
      'definer functions belong to a role that cannot log in',
      'nothing is executable by PUBLIC',
      'no table or column is granted to PUBLIC',
      'no login role owns a table',
    ]),
  )
})
