import { openPasswords } from '@firstread/server'
import pg from 'pg'
import type { Installation } from './installation.ts'

export type NewUser = { name: string; email: string; role: string; password?: string; dateOfBirth?: string }

/** `storesAs` is the radiologist who counts as the uploader. */
export type LocalPeer = { aeTitle: string; operations: readonly string[]; storesAs: string }

/** What the operator at the machine may do without an account, through definer functions that write the audit log. */
export type Operator = {
  createUser(user: NewUser): Promise<string>
  /** Gives a patient a verified identifier (issuer, PatientID), so that studies find them. */
  identify(patientId: string, issuer: string, value: string): Promise<void>
  /**
   * Lets a DICOM peer in that calls from this machine without TLS, known by its AE title alone. Nothing when there is one of
   * that name already, shut out or not: what a tech decided stays.
   */
  admitLocalPeer(peer: LocalPeer): Promise<void>
  findUser(email: string): Promise<string | undefined>
  close(): Promise<void>
}

export async function openOperator({ config, keys, database }: Installation): Promise<Operator> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const passwords = openPasswords({ config, keys })
  return {
    async createUser({ name, email, role, password, dateOfBirth }) {
      // '!' is no bcrypt hash: nobody can log in with it.
      const hash = password === undefined ? '!' : await passwords.hash(password)
      const { rows } = await client.query('select auth.create_user($1, $2, $3, $4, $5) as id', [
        name,
        email,
        role,
        hash,
        dateOfBirth ?? null,
      ])
      return rows[0].id as string
    },
    async identify(patientId, issuer, value) {
      await client.query('select app.identify_patient($1, $2, $3)', [patientId, issuer, value])
    },
    async admitLocalPeer({ aeTitle, operations, storesAs }) {
      const known = await client.query('select 1 from public.dicom_peers where ae_title = $1', [aeTitle])
      if (known.rowCount) return
      const peer = { ae_title: aeTitle, operations, sees: 'all', allow_plain: true, stores_as: storesAs }
      const { rows } = await client.query('select app.add_peer($1::jsonb) as id', [JSON.stringify(peer)])
      const mac = keys.peerMac('ae_title', aeTitle)
      await client.query('select auth.set_peer_credentials($1, $2, $3)', [rows[0].id, 'ae_title', [mac]])
    },
    async findUser(email) {
      const { rows } = await client.query('select app.user_id_by_email($1) as id', [email])
      return rows[0].id ?? undefined
    },
    close: () => client.end(),
  }
}
