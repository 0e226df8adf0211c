import type { ReportStatus } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { advanceReport } from './queries.ts'

type Actor = 'worker' | 'doctor' | 'tech'
export type Step = 'start' | 'finish' | 'fail' | 'give_up' | 'sign' | 'archive'

/**
 * Every step a report can take, and who may take it. What is not here is refused with `wrong-status`. The database
 * holds the same table (app.report_steps) and decides; a test compares the two in both directions.
 */
export const steps = {
  pending: { start: { to: 'analyzing', by: ['worker', 'doctor'] } },
  analyzing: {
    finish: { to: 'analyzed', by: ['worker'] },
    fail: { to: 'pending', by: ['worker'] },
    // Without a risk: abstained, out of scope, failed for good, or a doctor who does not wait for the AI.
    give_up: { to: 'analyzed', by: ['worker', 'doctor'] },
  },
  analyzed: { sign: { to: 'reviewed', by: ['doctor'] } },
  reviewed: { archive: { to: 'archived', by: ['tech'] } },
  archived: {},
} as const satisfies Record<ReportStatus, Partial<Record<Step, { to: ReportStatus; by: readonly Actor[] }>>>

/** A study that still waits for a signature: what stands in the worklist. */
export const openStatuses = ['pending', 'analyzing', 'analyzed'] as const satisfies readonly ReportStatus[]
export const isOpen = (status: ReportStatus): boolean => (openStatuses as readonly string[]).includes(status)

/**
 * The only way a report's status changes.
 *
 * @returns the new status, or undefined when the report is not to be seen
 * @throws an error with SQLSTATE FR001, answered as `wrong-status`, when the step is not open to the caller from there
 */
export const advance = (tx: Tx, reportId: string, step: Step): Promise<ReportStatus | undefined> =>
  advanceReport(tx, reportId, step)
