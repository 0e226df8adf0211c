import type { Slice } from '../platform/slice.ts'

export { withheldFrom } from './first-opinion.ts'
export { findReport, imagesOf, listReports, type ReportKey } from './queries.ts'
export type { ImageRow, ReportRow } from './rows.ts'
export { advance, isOpen, openStatuses, type Step, steps } from './steps.ts'
export { type ReportParts, toImage, toReport } from './to-report.ts'

/** No routes: a report in JSON has parts from slices to the right, so the rightmost of them (release) composes it. */
export const reports: Slice = { name: 'reports' }
