import type { PatientResult, Review } from '@firstread/client'
import { linesOf } from '../review/lines.ts'
import { Icon } from '../ui/icons.tsx'
import { Card, Facts } from '../ui/page.tsx'
import { sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './patient.module.css'

const tones = { low: 'fine', medium: 'look', high: 'act' } as const

/** A signed review as its patient, or whom they share it with, may read it. */
export type ToldReview = Pick<
  Review,
  'reviewId' | 'clinicalFindings' | 'recommendedAction' | 'treatmentPlan' | 'medicationPrescribed'
> & { doctorName?: string | null; addenda: readonly { text: string; createdAt: string }[] }

type WordsProps = {
  words: PatientResult
  assessment: keyof typeof tones | null
  reviews: readonly ToldReview[]
  /** Above what doctors wrote: whose doctor it is depends on who reads. */
  title?: string
}

/** What was found, what it means, what to do; then what doctors wrote for each other. */
export function ResultWords({ words, assessment, reviews, title = w.patient.result.words }: WordsProps) {
  const { result } = w.patient
  return (
    <>
      <section className={css.hero} data-tone={assessment ? tones[assessment] : 'fine'}>
        <h2>{words.headline}</h2>
        <p>{words.meaning}</p>
        {reviews[0]?.doctorName && <p className={css.quiet}>{result.doctor(reviews[0].doctorName)}</p>}
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
      {reviews.map((review) => (
        <DoctorsWords key={review.reviewId} review={review} title={title} />
      ))}
    </>
  )
}

function DoctorsWords({ review, title }: { review: ToldReview; title: string }) {
  const { result } = w.patient
  const medicine = (review.medicationPrescribed ?? []).flatMap((one) => linesOf(one))
  const facts = [
    [result.findings, review.clinicalFindings],
    [result.action, review.recommendedAction],
    [result.treatment, review.treatmentPlan],
    [result.medication, medicine.join('; ')],
    ...review.addenda.map((one) => [`${result.addendum}, ${sayMoment(one.createdAt)}`, one.text] as const),
  ] as const
  const told = facts.flatMap(([name, value]) => (value ? [[name, value] as const] : []))
  if (told.length === 0) return null
  return (
    <Card title={title}>
      <p className={css.note}>{result.wordsNote}</p>
      <Facts of={told} />
    </Card>
  )
}
