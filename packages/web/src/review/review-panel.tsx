import type { Report } from '@firstread/client'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Evidence } from '../analysis/evidence.tsx'
import { useKeys } from '../ui/keys.ts'
import { KeyCap } from '../ui/tag.tsx'
import { w } from '../words/index.ts'
import { ClaimNote, useClaim } from './claim-note.tsx'
import { FirstOpinion } from './first-opinion.tsx'
import { isOpen } from './form.ts'
import { CriticalNote } from './loops/critical-note.tsx'
import { risks, urgencies } from './options.ts'
import { ReleaseNote } from './release-note.tsx'
import css from './review.module.css'
import { ReviewFields } from './review-form.tsx'
import { SignBar } from './sign-bar.tsx'
import { SignedReview } from './signed.tsx'
import { missingOf, useSigning } from './signing.ts'
import { useDraft } from './use-draft.ts'

type PanelProps = { report: Report; me: string; openNext: () => void }

/** The machine's reading above, the doctor's below: the same order as in the work. */
export function ReviewPanel({ report, me, openNext }: PanelProps) {
  const draft = useDraft(report, me)
  const signing = useSigning(report, draft)
  const { claiming, takeOver } = useClaim(report, () => draft.keeper.hasDraft)
  const [isAsking, setAsking] = useState(false)
  const [isAnother, setAnother] = useState(draft.keeper.hasDraft && !isOpen(report))
  const findingsField = useRef<HTMLTextAreaElement>(null)
  const signed = report.reviews.filter((review) => review.state === 'signed')
  const mayWrite = signing.sign.isSuccess ? false : isOpen(report) ? claiming.is === 'mine' : isAnother
  const missing = missingOf(draft.form, report.analysisWithheld)
  useReveal(report)
  useKeys(w.reading.review.title, [
    ...(mayWrite && !report.analysisWithheld
      ? [
          ...risks().map(({ value, press, word }) => ({
            press,
            does: () => draft.change({ doctorRiskAssessment: value }),
            words: word,
          })),
          ...urgencies().map(({ value, press, word }) => ({
            press,
            does: () => draft.change({ urgencyLevel: value }),
            words: word,
          })),
        ]
      : []),
    { press: 'f', does: () => findingsField.current?.focus(), words: w.reading.keys.findings },
    { press: 's', does: () => mayWrite && missing.length === 0 && setAsking(true), words: w.reading.keys.sign },
    {
      press: 'mod+Enter',
      does: () => mayWrite && missing.length === 0 && setAsking(true),
      words: w.reading.keys.sign,
      shown: 'Ctrl ↵',
    },
    { press: 'Escape', does: () => (document.activeElement as HTMLElement | null)?.blur(), evenWriting: true },
  ])
  const marking = mayWrite
    ? {
        marks: draft.form.findingMarks,
        change: (findingMarks: typeof draft.form.findingMarks) => draft.change({ findingMarks }),
      }
    : undefined
  return (
    <div className={css.panel}>
      <div className={css.scroll}>
        <ClaimNote claiming={claiming} takeOver={takeOver} />
        <CriticalNote report={report} me={me} />
        <Evidence report={report} marking={marking} />
        {signing.sign.isSuccess && <Done openNext={openNext} />}
        {signed.map((review) => (
          <SignedReview key={review.reviewId} review={review} mayAdd={review.doctorId === me} />
        ))}
        {signed.length > 0 && <ReleaseNote report={report} />}
        {!isOpen(report) && !mayWrite && !signing.sign.isSuccess && report.status === 'reviewed' && (
          <Button variant="subtle" size="compact-sm" onClick={() => setAnother(true)}>
            {w.reading.review.another}
          </Button>
        )}
      </div>
      {report.analysisWithheld && claiming.is === 'mine' && (
        <div className={css.writing}>
          <FirstOpinion draft={draft} reportId={report.reportId} />
        </div>
      )}
      {mayWrite && !report.analysisWithheld && (
        <div className={css.writing}>
          <ReviewFields draft={draft} report={report} findingsField={findingsField} />
        </div>
      )}
      {mayWrite && !report.analysisWithheld && (
        <SignBar {...{ report, draft, missing, signing, isAsking, setAsking }} />
      )}
    </div>
  )
}

/** A study that was analyzed while it is open shows the analysis; so does one whose run has ended meanwhile. */
function useReveal({ reportId, status }: Report): void {
  const client = useQueryClient()
  useEffect(() => {
    if (status !== 'pending' && status !== 'analyzing') return
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: ['report', reportId] }), 4000)
    return () => clearInterval(timer)
  }, [client, reportId, status])
}

function Done({ openNext }: { openNext: () => void }) {
  return (
    <div className={css.done} role="status">
      <strong>{w.reading.review.signed}</strong>
      <span>{w.reading.review.signedText}</span>
      <Button autoFocus onClick={openNext} rightSection={<KeyCap>n</KeyCap>}>
        {w.reading.next}
      </Button>
    </div>
  )
}
