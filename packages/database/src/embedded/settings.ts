/** PostgreSQL settings by name, as `-c name=value` takes them. */
export type Settings = Readonly<Record<string, string>>

/** For a hospital's small machine: two cores, an SSD, 4 GB of memory. A larger one sets DATABASE_URL. */
const everywhere: Settings = {
  listen_addresses: '127.0.0.1', // loopback only, hence no TLS
  unix_socket_directories: '', // its default folder need not exist or be writable
  max_connections: '200',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  random_page_cost: '1.1',
  jit: 'off', // compiling costs more than our short queries take
  track_io_timing: 'on',
  wal_compression: 'on',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  autovacuum_naptime: '10s', // a database that fills within its first minute is counted meanwhile, and planned for
  timezone: 'UTC',
  log_timezone: 'UTC',
  // No patient's data in a log: an error's DETAIL holds the failing row, its STATEMENT the values.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
}

/** For a server that is thrown away: nothing has to survive, so nothing waits for the disk. */
const thrownAway: Settings = {
  shared_buffers: '128MB',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off', // two cores are for the tests; one that looks at plans says ANALYZE itself
}

/** The command line of a server: what is told always, and what changes when it is `ephemeral`. */
export function settingsFor(ephemeral: boolean): string[] {
  const settings = ephemeral ? { ...everywhere, ...thrownAway } : everywhere
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
