import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Db, urlAs } from '@firstread/database'
import { type App, type Config, createApi, keysFrom, openApp, readConfig, type WorkerApp } from '@firstread/server'
import pg from 'pg'
import { createTestDatabase, testRootKey } from '../postgres.ts'
import { type Peer, type PeerOptions, peerOf } from './peer.ts'
import { type Person, type PersonOptions, personOf } from './person.ts'
import { insertReport, type ReportOptions } from './report.ts'
import { type TestWorker, workerOf } from './worker.ts'

/** A whole Firstread for one test file: own database, own folder, real HTTP on loopback. */
export type Site = {
  app: App
  /** As fr_api: sees nothing until somebody enters. */
  db: Db
  /** As fr_worker. */
  workerApp: WorkerApp
  workerDb: Db
  /** The superuser, for arranging and for checking what really is there. */
  admin: pg.Client
  adminUrl: string
  url: string
  home: string
  person(role: Person['role'], options?: PersonOptions): Promise<Person>
  patients(count: number): Promise<Person[]>
  /** A DICOM peer that stores, queries and retrieves unless told otherwise. */
  peer(options?: PeerOptions): Promise<Peer>
  /** One report by SQL, for tests that need no file. Returns its id. */
  report(options: ReportOptions): Promise<{ id: string }>
  /** Runs the queue until nothing is due. */
  runJobs(): Promise<void>
  startWorker(): Promise<TestWorker>
  [Symbol.asyncDispose](): Promise<void>
}

export type SiteOptions = { env?: Partial<Record<keyof Config, string>> }

export async function newSite({ env = {} }: SiteOptions = {}): Promise<Site> {
  const database = await createTestDatabase()
  const home = await mkdtemp(join(tmpdir(), 'firstread-site-'))
  const config = readConfig({ FIRSTREAD_HOME: home, LOG_LEVEL: 'silent', PORT: '0', ...env })
  const keys = keysFrom(testRootKey)
  const shared = { config, keys, adminUrl: database.adminUrl }
  const app = await openApp({ ...shared, part: 'api' })
  const workerApp = Object.assign(await openApp({ ...shared, part: 'worker' }), { workerId: 'test-worker' })
  const server = await createApi(app)
  await server.listen({ port: 0, host: '127.0.0.1' })
  const admin = new pg.Client({ connectionString: database.adminUrl })
  admin.on('error', () => undefined)
  await admin.connect()
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  const worker = workerOf(workerApp, urlAs(database.adminUrl, 'fr_worker', keys.root))
  const person = (role: Person['role'], options?: PersonOptions) => personOf({ app, admin, url }, role, options)
  return {
    app,
    db: app.db,
    workerApp,
    workerDb: workerApp.db,
    admin,
    adminUrl: database.adminUrl,
    url,
    home,
    person,
    patients: (count) => Promise.all(Array.from({ length: count }, () => person('patient'))),
    peer: (options) => peerOf({ app, admin, url }, options),
    report: (options) => insertReport(admin, options),
    runJobs: worker.runAll,
    startWorker: worker.start,
    async [Symbol.asyncDispose]() {
      await worker.stop()
      await server.close()
      await workerApp.close()
      await app.close()
      await admin.end()
      await database.drop()
      await rm(home, { recursive: true, force: true })
    },
  }
}
