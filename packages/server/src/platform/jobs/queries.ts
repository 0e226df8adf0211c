import { actAsWorker, type Db } from '@firstread/database'
import { sql } from 'kysely'

export type Depth = { task: string; waiting: number; running: number; dead: number }

export const readDepth = (db: Db): Promise<Depth[]> =>
  actAsWorker(db, 'queue', async (tx) => (await sql<Depth>`select * from jobs.depth()`.execute(tx)).rows)
