import * as api from '@firstread/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask, codeOf } from '../api/ask.ts'
import { w } from '../words/index.ts'
import type { ReviewForm } from './form.ts'
import type { Draft } from './use-draft.ts'

/** What the server asks back before it takes a signature. */
export type Question = 'password' | 'further' | undefined

/** Saves, then signs. A question of the server is put to the doctor and signing goes on from there. */
export function useSigning(report: api.Report, draft: Draft) {
  const client = useQueryClient()
  const [question, setQuestion] = useState<Question>()
  const sign = useMutation({
    mutationFn: async (furtherReview: boolean) => {
      const reviewId = await draft.keeper.flush()
      return ask(api.signReview({ path: { reviewId }, body: furtherReview ? { furtherReview } : {} }))
    },
    onSuccess: () => {
      setQuestion(undefined)
      for (const queryKey of [['report', report.reportId], ['worklist'], ['worklist-head'], ['reports']])
        void client.invalidateQueries({ queryKey })
    },
    onError: (error) => {
      const code = codeOf(error)
      setQuestion(code === 'password-needed' ? 'password' : code === 'reviewed-meanwhile' ? 'further' : undefined)
    },
  })
  return { sign, question, dismiss: () => setQuestion(undefined) }
}

/** What a signature still needs, in words; empty when it may be given. */
export function missingOf(form: ReviewForm, isWithheld: boolean): string[] {
  const { missingFirst, missingRisk, missingUrgency } = w.reading.review
  return [
    isWithheld ? missingFirst : '',
    form.doctorRiskAssessment ? '' : missingRisk,
    form.urgencyLevel ? '' : missingUrgency,
  ].filter(Boolean)
}
