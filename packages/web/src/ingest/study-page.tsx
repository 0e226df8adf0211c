import * as api from '@firstread/client'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Evidence } from '../analysis/evidence.tsx'
import { ask } from '../api/ask.ts'
import { reportQuery } from '../api/queries.ts'
import { currentUser } from '../api/session.ts'
import { NotShown } from '../frame/not-found.tsx'
import { paths } from '../paths.ts'
import { Pictures } from '../release/pictures.tsx'
import { SignedReview } from '../review/signed.tsx'
import { Card, Page, Waiting } from '../ui/page.tsx'
import { toastProblem } from '../ui/problem.tsx'
import { sayMoment } from '../ui/time.ts'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'
import css from './study.module.css'

/** One study followed from stored to signed. */
export function StudyPage() {
  const { reportId } = useParams({ from: paths.study })
  const found = useQuery(reportQuery(reportId))
  const role = currentUser()?.role
  if (found.isPending) return <Waiting lines={6} height={40} />
  if (found.isError || !found.data) return <NotShown error={found.error} retry={() => void found.refetch()} />
  const report = found.data
  const signed = report.reviews.filter((review) => review.state === 'signed')
  return (
    <Page
      title={report.patientName ?? w.domain.unnamed}
      text={`${report.studyType ?? w.domain.study} · ${w.reading.uploaded(sayMoment(report.uploadDate))}`}
      actions={role === 'tech' && <TechActions report={report} />}
    >
      <Way report={report} />
      <div className={css.columns}>
        <Pictures images={report.images} title={w.ingest.study.images} />
        <div className={css.side}>
          <Evidence report={report} />
          <Card title={w.ingest.study.review}>
            {signed.length === 0 && <p className={css.quiet}>{w.ingest.study.notYet}</p>}
            {signed.map((review) => (
              <SignedReview key={review.reviewId} review={review} mayAdd={false} />
            ))}
          </Card>
        </div>
      </div>
    </Page>
  )
}

/** The four stations and where the study is. */
function Way({ report }: { report: api.Report }) {
  const { steps, way } = w.ingest.study
  const place = { pending: 1, analyzing: 1, analyzed: 2, reviewed: 4, archived: 4 }[report.status]
  const stations = [steps.stored, steps.read, steps.waits, steps.signed]
  return (
    <ol className={css.way} aria-label={way}>
      {stations.map((station, at) => (
        <li
          key={station}
          data-state={at < place ? 'done' : at === place ? 'now' : 'later'}
          aria-current={at === place ? 'step' : undefined}
        >
          {station}
        </li>
      ))}
    </ol>
  )
}

function TechActions({ report }: { report: api.Report }) {
  const client = useQueryClient()
  const path = { reportId: report.reportId }
  const done = (words: string) => () => {
    toast('good', words)
    void client.invalidateQueries({ queryKey: ['report', report.reportId] })
  }
  const reread = useMutation({
    mutationFn: () => ask(api.reanalyzeReport({ path })),
    onSuccess: done(w.ingest.study.rereading),
    onError: toastProblem,
  })
  const archive = useMutation({
    mutationFn: () => ask(api.archiveReport({ path })),
    onSuccess: done(w.ingest.study.archived),
    onError: toastProblem,
  })
  if (report.status === 'reviewed')
    return (
      <Button variant="default" loading={archive.isPending} onClick={() => archive.mutate()}>
        {w.ingest.study.archive}
      </Button>
    )
  if (report.status === 'archived') return null
  return (
    <Button variant="default" loading={reread.isPending} onClick={() => reread.mutate()}>
      {w.ingest.study.reread}
    </Button>
  )
}
