import type { Report } from '@firstread/client'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { reportQuery } from '../api/queries.ts'
import { currentUser } from '../api/session.ts'
import { NotShown } from '../frame/not-found.tsx'
import { paths } from '../paths.ts'
import { Icon } from '../ui/icons.tsx'
import { Card, Page, Waiting } from '../ui/page.tsx'
import { sayDay } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './patient.module.css'
import { Pictures } from './pictures.tsx'
import { ResultWords } from './result-words.tsx'
import { saveResult } from './save-result.ts'
import { ShareCard } from './share-card.tsx'
import { Timeline } from './timeline.tsx'

/** One result, in the order in which a person asks: what is it, what does it mean, what do I do. */
export function ResultPage() {
  const { reportId } = useParams({ from: paths.result })
  const found = useQuery(reportQuery(reportId))
  if (found.isPending) return <Waiting lines={5} height={40} />
  if (found.isError || !found.data) return <NotShown error={found.error} retry={() => void found.refetch()} />
  const report = found.data
  return (
    <Page
      narrow
      title={report.studyType ?? w.domain.study}
      text={w.patient.results.taken(sayDay(report.uploadDate))}
      actions={
        <Button
          component={Link}
          to={paths.results}
          variant="default"
          size="xs"
          leftSection={<Icon name="left" size={14} />}
        >
          {w.patient.result.back}
        </Button>
      }
    >
      {report.result ? (
        <ResultWords
          words={report.result}
          assessment={report.riskScore}
          reviews={report.reviews.filter((review) => review.state === 'signed')}
        />
      ) : (
        <NotYet />
      )}
      <Pictures images={report.images} title={w.patient.result.picture} />
      <Timeline report={report} />
      {report.result && <TakeAway report={report} />}
      {report.result && <ShareCard reportId={report.reportId} />}
    </Page>
  )
}

/** The own result as a file, the own pictures as they were taken, or paper. */
function TakeAway({ report }: { report: Report }) {
  const { result } = w.patient
  const save = () => saveResult(report, currentUser()?.name ?? '')
  return (
    <Card title={result.keep}>
      <div className={css.keep}>
        <Button variant="default" leftSection={<Icon name="file" size={16} />} onClick={save}>
          {result.save}
        </Button>
        <Button
          component="a"
          href={`/api/v1/reports/${report.reportId}/export`}
          download
          variant="default"
          leftSection={<Icon name="layers" size={16} />}
        >
          {result.savePictures}
        </Button>
        <Button variant="default" leftSection={<Icon name="print" size={16} />} onClick={() => print()}>
          {result.print}
        </Button>
      </div>
    </Card>
  )
}

function NotYet() {
  const { result } = w.patient
  return (
    <section className={css.hero} data-tone="waiting">
      <h2>{result.waitingTitle}</h2>
      <p>{result.waitingText}</p>
      <p className={css.quiet}>{result.waitingWorse}</p>
    </section>
  )
}
