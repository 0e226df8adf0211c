import type { Report } from '@firstread/client'
import { Card } from '../ui/page.tsx'
import { sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './patient.module.css'

/** What has happened to the pictures so far, and what is still to come. */
export function Timeline({ report }: { report: Report }) {
  const { steps, timeline } = w.patient.result
  const signedAt = report.reviews.find((review) => review.state === 'signed')?.reviewedAt
  const stations = [
    { word: steps.stored, at: report.uploadDate, isDone: true },
    { word: steps.waiting, at: undefined, isDone: report.result !== null },
    { word: steps.signed, at: signedAt ?? undefined, isDone: report.result !== null },
    { word: steps.released, at: report.result?.releasedAt, isDone: report.result !== null },
  ]
  return (
    <Card title={timeline}>
      <ol className={css.timeline}>
        {stations.map(({ word, at, isDone }) => (
          <li key={word} data-done={isDone || undefined}>
            <span>{word}</span>
            {at && <time dateTime={at}>{sayMoment(at)}</time>}
          </li>
        ))}
      </ol>
    </Card>
  )
}
