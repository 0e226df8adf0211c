import type { Report, Review } from '@firstread/client'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { reportQuery } from '../api/queries.ts'
import { currentUser } from '../api/session.ts'
import { NotShown } from '../frame/not-found.tsx'
import { paths } from '../paths.ts'
import { linesOf } from '../review/lines.ts'
import { Icon } from '../ui/icons.tsx'
import { Card, Facts, Page, Waiting } from '../ui/page.tsx'
import { sayDay, sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './patient.module.css'
import { Pictures } from './pictures.tsx'
import { saveResult } from './save-result.ts'
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
      {report.result ? <Ready report={report} /> : <NotYet />}
      <Pictures images={report.images} title={w.patient.result.picture} />
      <Timeline report={report} />
      {report.result && <TakeAway report={report} />}
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

const tones = { low: 'fine', medium: 'look', high: 'act' } as const

function Ready({ report }: { report: Report }) {
  const { result } = w.patient
  const { result: words } = report
  const signed = report.reviews.filter((review) => review.state === 'signed')
  if (!words) return null
  return (
    <>
      <section className={css.hero} data-tone={report.riskScore ? tones[report.riskScore] : 'fine'}>
        <h2>{words.headline}</h2>
        <p>{words.meaning}</p>
        {signed[0]?.doctorName && <p className={css.quiet}>{result.doctor(signed[0].doctorName)}</p>}
      </section>
      <Card title={result.next}>
        <ol className={css.steps}>
          {words.nextSteps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        {words.followUp && (
          <p className={css.followUp}>
            <Icon name="clock" /> {words.followUp}
          </p>
        )}
      </Card>
      {signed.map((review) => (
        <DoctorsWords key={review.reviewId} review={review} />
      ))}
    </>
  )
}

function DoctorsWords({ review }: { review: Review }) {
  const { result } = w.patient
  const medicine = (review.medicationPrescribed ?? []).flatMap((one) => linesOf(one))
  const facts = [
    [w.reading.review.findings, review.clinicalFindings],
    [result.action, review.recommendedAction],
    [result.treatment, review.treatmentPlan],
    [result.medication, medicine.join('; ')],
    ...review.addenda.map((one) => [`${result.addendum}, ${sayMoment(one.createdAt)}`, one.text] as const),
  ] as const
  const told = facts.flatMap(([name, value]) => (value ? [[name, value] as const] : []))
  if (told.length === 0) return null
  return (
    <Card title={result.words}>
      <p className={css.note}>{result.wordsNote}</p>
      <Facts of={told} />
    </Card>
  )
}
