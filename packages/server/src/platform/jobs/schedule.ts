import type { JobName, Scheduled } from '@firstread/database'

/** What the clock asks for (crontab, UTC). */
export const schedule = [
  { task: 'release_result', at: '* * * * *' },
  { task: 'deliver', at: '* * * * *' },
  { task: 'escalate_critical', at: '* * * * *' },
  { task: 'send_mail', at: '* * * * *' },
  { task: 'close_dead_runs', at: '* * * * *' },
  { task: 'recompute_metrics', at: '*/15 * * * *' },
  { task: 'sweep', at: '7 * * * *' },
  { task: 'make_partitions', at: '23 2 * * *' },
] as const satisfies readonly (Scheduled & { task: JobName })[]
