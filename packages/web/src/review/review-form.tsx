import type { Report } from '@firstread/client'
import { Button, Rating, Textarea, TextInput } from '@mantine/core'
import { type RefObject, useState } from 'react'
import { sayTime } from '../ui/time.ts'
import { w } from '../words/index.ts'
import { Choice } from './choice.tsx'
import type { SaveState } from './draft-keeper.ts'
import { risks, urgencies } from './options.ts'
import css from './review.module.css'
import type { Draft } from './use-draft.ts'

type FormProps = { draft: Draft; report: Report; findingsField: RefObject<HTMLTextAreaElement | null> }

/** What a review consists of; the two decisions first, since nothing is signed without them. */
export function ReviewFields({ draft, report, findingsField }: FormProps) {
  const { form, change } = draft
  const filled = form.treatmentPlan !== '' || form.reviewNotes !== '' || form.followUpDate !== ''
  const [isWide, setWide] = useState(filled)
  return (
    <div className={css.fields}>
      <Choice
        label={w.reading.review.risk}
        options={risks()}
        value={form.doctorRiskAssessment}
        choose={(doctorRiskAssessment) => change({ doctorRiskAssessment })}
      />
      <Choice
        label={w.reading.review.urgency}
        options={urgencies()}
        value={form.urgencyLevel}
        choose={(urgencyLevel) => change({ urgencyLevel })}
      />
      {form.urgencyLevel === 'critical' && (
        <p className={css.critical} role="alert">
          {w.reading.review.critical}
        </p>
      )}
      <Textarea
        ref={findingsField}
        label={w.reading.review.findings}
        placeholder={w.reading.review.findingsHint}
        autosize
        minRows={2}
        maxRows={8}
        value={form.clinicalFindings}
        onChange={(event) => change({ clinicalFindings: event.currentTarget.value })}
      />
      <Textarea
        label={w.reading.review.action}
        autosize
        minRows={1}
        maxRows={5}
        value={form.recommendedAction}
        onChange={(event) => change({ recommendedAction: event.currentTarget.value })}
      />
      {isWide && <MoreFields draft={draft} report={report} />}
      <Button
        variant="subtle"
        size="compact-sm"
        className={css.more}
        onClick={() => setWide(!isWide)}
        aria-expanded={isWide}
      >
        {isWide ? w.reading.review.less : w.reading.review.more}
      </Button>
    </div>
  )
}

function MoreFields({ draft: { form, change }, report }: Omit<FormProps, 'findingsField'>) {
  return (
    <>
      <TextInput
        type="date"
        label={w.reading.review.followUp}
        value={form.followUpDate}
        onChange={(event) => change({ followUpDate: event.currentTarget.value })}
      />
      <Textarea
        label={w.reading.review.treatment}
        autosize
        minRows={1}
        maxRows={6}
        value={form.treatmentPlan}
        onChange={(event) => change({ treatmentPlan: event.currentTarget.value })}
      />
      <Textarea
        label={w.reading.review.notes}
        autosize
        minRows={1}
        maxRows={6}
        value={form.reviewNotes}
        onChange={(event) => change({ reviewNotes: event.currentTarget.value })}
      />
      {report.analysis?.outcome === 'read' && (
        <div>
          <span className={css.label}>{w.reading.review.rating}</span>
          <Rating
            value={form.aiAccuracyRating ?? 0}
            onChange={(aiAccuracyRating) => change({ aiAccuracyRating })}
            getSymbolLabel={w.reading.review.ratingOf}
          />
        </div>
      )}
    </>
  )
}

/** Whether what is on the screen is on the server. */
export function SaveMark({ save }: { save: SaveState }) {
  const { review } = w.reading
  const words = {
    clean: () => '',
    waiting: () => review.unsaved,
    saving: () => review.saving,
    saved: () => review.saved(save.is === 'saved' ? sayTime(save.at) : ''),
    failed: () => review.saveFailed,
  }[save.is]()
  return (
    <span className={css.save} data-state={save.is} role="status">
      {words}
    </span>
  )
}
