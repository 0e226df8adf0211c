import * as api from '@firstread/client'
import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ask } from '../api/ask.ts'
import { modelsQuery, quarantineQuery, queueQuery } from '../api/care-queries.ts'
import { criticalQuery } from '../api/loop-queries.ts'
import { worklistCountsQuery } from '../api/queries.ts'
import { paths } from '../paths.ts'
import { Card, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import table from '../ui/table.module.css'
import { sayMoment } from '../ui/time.ts'
import { toast } from '../ui/toast.tsx'
import { locale, w } from '../words/index.ts'
import css from './care.module.css'

/** Is everything as it should be? Numbers first, and where to go when one of them is not. */
export function OverviewPage() {
  const queue = useQuery(queueQuery())
  return (
    <Page title={w.care.overview.title}>
      <Numbers queue={queue.data} />
      {queue.isError && <ProblemNote error={queue.error} retry={() => void queue.refetch()} />}
      {queue.isPending && <Waiting lines={4} />}
      {queue.data && <Jobs queue={queue.data} />}
    </Page>
  )
}

function Numbers({ queue }: { queue: api.QueueState | undefined }) {
  const { overview } = w.care
  const line = useQuery(worklistCountsQuery({}))
  const models = useQuery(modelsQuery())
  const open = useInfiniteQuery(quarantineQuery('open'))
  const critical = useInfiniteQuery(criticalQuery('open')).data?.pages.flatMap((page) => page.items).length
  const sum = (of: 'waiting' | 'overdue') => line.data?.counts?.reduce((all, one) => all + one[of], 0)
  const identities = open.data?.pages.flatMap((page) => page.items).length
  return (
    <div className={css.numbers}>
      <Big name={overview.waiting} value={sum('waiting')} to={paths.worklist} />
      <Big name={overview.overdue} value={sum('overdue')} isBad={(sum('overdue') ?? 0) > 0} to={paths.worklist} />
      <Big name={w.loops.critical.overview} value={critical} isBad={(critical ?? 0) > 0} to={paths.critical} />
      <Big
        name={overview.deadTitle}
        value={queue?.tasks.reduce((all, one) => all + one.dead, 0)}
        isBad={(queue?.dead.length ?? 0) > 0}
      />
      <Big name={overview.identity} value={identities} isBad={(identities ?? 0) > 0} to={paths.quarantine} />
      <Big name={overview.models} value={models.data?.items.filter((one) => one.isActive).length} to={paths.models} />
    </div>
  )
}

type BigProps = {
  name: string
  value: number | undefined
  isBad?: boolean
  to?: '/worklist' | '/critical' | '/identity' | '/models'
}

function Big({ name, value, isBad = false, to }: BigProps) {
  const inside = (
    <>
      <span className={css.bigName}>{name}</span>
      <strong className={`${css.bigValue} number`}>{value?.toLocaleString(locale()) ?? '–'}</strong>
    </>
  )
  const shared = { className: css.big, 'data-bad': isBad || undefined }
  return to ? (
    <Link to={to} {...shared}>
      {inside}
    </Link>
  ) : (
    <div {...shared}>{inside}</div>
  )
}

function Jobs({ queue }: { queue: api.QueueState }) {
  const { overview } = w.care
  const client = useQueryClient()
  const retry = useMutation({
    mutationFn: (jobId: string) => ask(api.retryJob({ path: { jobId } })),
    onSuccess: () => {
      toast('good', overview.retried)
      void client.invalidateQueries({ queryKey: ['queue'] })
    },
  })
  return (
    <>
      <Card title={overview.jobs}>
        {queue.tasks.length === 0 ? (
          <p className={css.quiet}>{overview.jobsNone}</p>
        ) : (
          <table className={table.table}>
            <thead>
              <tr>
                {[overview.task, overview.waits, overview.runs, overview.dead].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {queue.tasks.map((task) => (
                <tr key={task.task}>
                  <td>{task.task.replaceAll('_', ' ')}</td>
                  <td className="number">{task.waiting}</td>
                  <td className="number">{task.running}</td>
                  <td className="number">{task.dead}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
      <Card title={overview.deadTitle}>
        {queue.dead.length === 0 && <p className={css.quiet}>{overview.deadNone}</p>}
        <ul className={css.list}>
          {queue.dead.map((job) => (
            <li key={job.jobId} className={css.item}>
              <span>
                <strong>{job.task.replaceAll('_', ' ')}</strong> · {overview.attempts(job.attempts)} ·{' '}
                {sayMoment(job.diedAt)}
                <span className={css.error}>{job.lastError}</span>
              </span>
              <Button size="xs" variant="default" onClick={() => retry.mutate(job.jobId)}>
                {overview.retry}
              </Button>
            </li>
          ))}
        </ul>
      </Card>
    </>
  )
}
