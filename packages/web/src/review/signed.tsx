import * as api from '@firstread/client'
import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import { Facts } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { RiskMark } from '../ui/risk.tsx'
import { Tag } from '../ui/tag.tsx'
import { sayDay, sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './review.module.css'

/** A signed review: plain, solid, with a name. It changes only by addendum. */
export function SignedReview({ review, mayAdd }: { review: api.Review; mayAdd: boolean }) {
  const { reading } = w
  const facts = [
    [reading.review.findings, review.clinicalFindings],
    [reading.review.action, review.recommendedAction],
    [reading.review.treatment, review.treatmentPlan],
    [reading.review.followUp, review.followUpDate ? sayDay(review.followUpDate) : null],
    [reading.review.notes, review.reviewNotes],
    [reading.first.title, review.firstOpinion ? w.domain.risk[review.firstOpinion] : null],
  ] as const
  return (
    <article className={css.signed}>
      <header className={css.signedHead}>
        {review.doctorRiskAssessment && <RiskMark risk={review.doctorRiskAssessment} long />}
        {review.urgencyLevel && <Tag>{w.domain.urgency[review.urgencyLevel]}</Tag>}
      </header>
      <Facts of={facts.flatMap(([name, value]) => (value ? [[name, value] as const] : []))} />
      <p className={css.by}>
        {reading.review.signedBy(review.doctorName, review.reviewedAt ? sayMoment(review.reviewedAt) : '')}
      </p>
      {review.addenda.map((one) => (
        <div key={one.addendumId} className={css.addendum}>
          <strong>
            {reading.review.addendum}, {sayMoment(one.createdAt)}
          </strong>
          <p>{one.text}</p>
        </div>
      ))}
      {mayAdd && <AddAddendum review={review} />}
    </article>
  )
}

function AddAddendum({ review }: { review: api.Review }) {
  const [text, setText] = useState<string>()
  const client = useQueryClient()
  const add = useMutation({
    mutationFn: (words: string) => ask(api.addAddendum({ path: { reviewId: review.reviewId }, body: { text: words } })),
    onSuccess: () => {
      setText(undefined)
      void client.invalidateQueries({ queryKey: ['report', review.reportId] })
    },
  })
  if (text === undefined)
    return (
      <Button size="xs" variant="default" onClick={() => setText('')}>
        {w.reading.review.addAddendum}
      </Button>
    )
  return (
    <div className={css.fields}>
      <Textarea
        autoFocus
        label={w.reading.review.addendumText}
        autosize
        minRows={2}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {add.isError && <ProblemNote error={add.error} />}
      <div className={css.barLine}>
        <Button variant="default" size="xs" onClick={() => setText(undefined)}>
          {w.frame.cancel}
        </Button>
        <Button size="xs" disabled={!text.trim()} loading={add.isPending} onClick={() => add.mutate(text)}>
          {w.reading.review.addAddendum}
        </Button>
      </div>
    </div>
  )
}
