import type { Abnormality } from '@firstread/inference'
import type { Notice } from './queries.ts'
import type { RunOutcome } from './runs.ts'
import type { StoredResult } from './stored-result.ts'

const sentence = ({ type, location, severity, confidence }: Abnormality) =>
  `${type.charAt(0).toUpperCase()}${type.slice(1)}, ${location}, ${severity} (confidence ${confidence.toFixed(2)}).`

/** The report's `findings`: what the analysis says, in sentences. */
export function findingsText(explanation: string, result: StoredResult | null): string {
  return [explanation, ...(result?.findings.abnormalities ?? []).map(sentence)].join(' ')
}

/** Notification texts leave by mail too: they carry no patient data and no result. */
const uploaderWords = {
  read: 'The AI has read a study you uploaded. It waits for a doctor.',
  abstained: 'The AI did not commit itself on a study you uploaded. It waits for a doctor.',
  out_of_scope: 'A study you uploaded is not one for the AI. It waits for a doctor.',
  failed: 'The AI could not read a study you uploaded. It waits for a doctor.',
} as const satisfies Record<RunOutcome, string>

export const uploaderNotice = (reportId: string, outcome: RunOutcome): Notice => ({
  type: 'new_report',
  priority: 'normal',
  title: 'Study analyzed',
  message: uploaderWords[outcome],
  url: `/reports/${reportId}`,
  reportId,
})

const doctorPriority = { high: 'urgent', medium: 'high' } as const

/** Doctors are called for what the model reads as medium or high; everything else they meet in the worklist. */
export function doctorNotice(reportId: string, risk: StoredResult['riskCategory']): Notice | undefined {
  if (risk === null || risk === 'low') return undefined
  return {
    type: 'urgent_case',
    priority: doctorPriority[risk],
    title: risk === 'high' ? 'Urgent study in the worklist' : 'A study in the worklist needs attention',
    message: 'The first read calls for attention. Nobody has reviewed the study yet.',
    url: `/worklist/${reportId}`,
    reportId,
  }
}

export const failureNotice = (reportId: string, reason: string): Notice => ({
  type: 'system_alert',
  priority: 'high',
  title: 'A study could not be analyzed',
  message: `Three attempts failed (${reason}). The study stands in the worklist unread.`,
  url: `/reports/${reportId}`,
  reportId,
})
