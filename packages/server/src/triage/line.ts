import type { TriageClass } from '@firstread/contract'
import { z } from 'zod'

/**
 * The line of open studies, in eight branches: the overdue ones of class 1 to 4, then the others of class 1 to 4; inside
 * a branch the earliest due first. One index (medical_reports_worklist_idx) holds each branch in its order, so a page is
 * a few short index ranges, however long the list is.
 */
export type Branch = { number: number; isOverdue: boolean; triageClass: TriageClass }

export const branches: readonly Branch[] = [true, false].flatMap((isOverdue, half) =>
  [1, 2, 3, 4].map((triageClass) => ({ number: half * 4 + triageClass - 1, isOverdue, triageClass })),
)

export const branchOf = (triageClass: TriageClass, isOverdue: boolean): Branch =>
  branches.find((branch) => branch.triageClass === triageClass && branch.isOverdue === isOverdue)!

/** An instant as PostgreSQL writes it, to the microsecond: a Date would cut it and skip studies between two pages. */
const exactInstant = z
  .string()
  .max(40)
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/)

/**
 * Where a page ended. `asOf` is the moment of the first page: what becomes overdue while somebody pages would otherwise
 * jump over the reader, from behind to before.
 */
export const lineCursor = z.strictObject({
  asOf: exactInstant,
  branch: z.int().min(0).max(7),
  dueAt: exactInstant,
  reportId: z.uuid(),
})
export type LineCursor = z.infer<typeof lineCursor>
