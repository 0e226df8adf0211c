import { randomBytes, randomUUID } from 'node:crypto'
import { actAsNobody, type Caller } from '@firstread/database'
import type { App } from '@firstread/server'
import { sql } from 'kysely'
import type pg from 'pg'

export type Role = 'patient' | 'radiologist' | 'doctor' | 'tech'
export type PersonOptions = { name?: string; email?: string; dateOfBirth?: string }
// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in the body.
export type Answer = { status: number; body: any; headers: Headers }

/** Somebody who is logged in, and what they can do: speak HTTP, or act in the database. */
export type Person = {
  id: string
  role: Role
  name: string
  email: string
  token: string
  caller: Caller
  fetch(path: string, init?: RequestInit): Promise<Response>
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  put(path: string, body?: unknown): Promise<Answer>
  patch(path: string, body?: unknown): Promise<Answer>
  delete(path: string, body?: unknown): Promise<Answer>
}

type Place = { app: App; admin: pg.Client; url: string }
let count = 0

/** Makes an account and a session the way login does, without spending a bcrypt hash on each test. */
export async function personOf({ app, admin, url }: Place, role: Role, options: PersonOptions = {}): Promise<Person> {
  count += 1
  const name = options.name ?? `${role} ${count}`
  const email = options.email ?? `${role}-${count}-${randomUUID().slice(0, 8)}@firstread.test`
  const { rows } = await admin.query('select auth.create_user($1, $2, $3, $4, $5) as id', [
    name,
    email,
    role,
    '!',
    options.dateOfBirth ?? null,
  ])
  const id: string = rows[0].id
  const token = randomBytes(32).toString('base64url')
  const mac = app.keys.tokenMac(token)
  await actAsNobody(app.db, { ip: '127.0.0.1' }, (tx) =>
    sql`select * from auth.open_session(${id}, '127.0.0.1', ${mac}, ${`refresh-${mac}`.slice(0, 128)}, 'test', '{}')`.execute(
      tx,
    ),
  )
  const fetchAs = (path: string, init: RequestInit = {}) =>
    fetch(addressOf(url, path), { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } })
  const send = (method: string) => (path: string, body?: unknown) => speak(fetchAs, method, path, body)
  return {
    id,
    role,
    name,
    email,
    token,
    caller: { tokenMac: mac, ip: '127.0.0.1' },
    fetch: fetchAs,
    get: send('GET'),
    post: send('POST'),
    put: send('PUT'),
    patch: send('PATCH'),
    delete: send('DELETE'),
  }
}

/** `/reports` means `/api/v1/reports`; `/healthz` and the like are at the root. */
const root = /^\/(healthz|readyz|metrics|api\/|dicom-web|fhir\/)/
const addressOf = (url: string, path: string) => (root.test(path) ? `${url}${path}` : `${url}/api/v1${path}`)

async function speak(fetchAs: Person['fetch'], method: string, path: string, body: unknown): Promise<Answer> {
  const json = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await fetchAs(path, { method, ...json })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, body: isJson && text ? JSON.parse(text) : text, headers: response.headers }
}
