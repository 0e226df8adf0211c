import pg from 'pg'

/** The few words a worker speaks to the queue beside graphile-worker's own; all of them functions of the schema `jobs`. */
export type QueueDatabase = {
  pool: pg.Pool
  beat(workerId: string): Promise<void>
  /** @returns how many silent workers lost their jobs */
  releaseSilent(ms: number): Promise<number>
  giveBack(jobIds: readonly string[], workerId: string): Promise<void>
  end(): Promise<void>
}

export function openQueueDatabase(url: string, concurrency: number): QueueDatabase {
  // One connection for each job's bookkeeping, one to listen, one to beat, one to spare.
  const pool = new pg.Pool({
    connectionString: url,
    max: concurrency + 3,
    application_name: 'firstread queue',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  })
  pool.on('error', () => undefined) // an idle connection broke; the next query takes another
  pool.on('connect', (client) => client.on('error', () => undefined))
  return {
    pool,
    beat: async (workerId) => void (await pool.query('select jobs.beat($1)', [workerId])),
    releaseSilent: async (ms) => {
      const { rows } = await pool.query(
        'select jobs.release_dead_workers(make_interval(secs => $1::float / 1000)) as n',
        [ms],
      )
      return Number(rows[0].n)
    },
    giveBack: async (jobIds, workerId) =>
      void (await pool.query('select jobs.give_back($1::bigint[], $2::text[])', [jobIds, [workerId]])),
    end: () => pool.end(),
  }
}
