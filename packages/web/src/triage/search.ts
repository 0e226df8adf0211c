import type { WorklistItem } from '@firstread/client'

/** What the address of the worklist says: a view can be linked, kept and gone back to. */
export type WorklistSearch = {
  /** triage classes, for instance `1.2` */
  class?: string
  claim?: 'mine' | 'free'
  overdue?: true
  q?: string
}

const claims = ['mine', 'free'] as const

/** Takes what can be understood and drops the rest. */
export function readSearch(given: Record<string, unknown>): WorklistSearch {
  const classes = String(given.class ?? '')
    .split('.')
    .filter((one) => /^[1-4]$/.test(one))
  const claim = claims.find((one) => one === given.claim)
  const q = typeof given.q === 'string' || typeof given.q === 'number' ? String(given.q).slice(0, 100) : ''
  return {
    ...(classes.length > 0 ? { class: classes.join('.') } : {}),
    ...(claim ? { claim } : {}),
    ...(given.overdue === true || given.overdue === 'true' ? { overdue: true as const } : {}),
    ...(q ? { q } : {}),
  }
}

export const isFiltered = (search: WorklistSearch): boolean => Object.keys(search).length > 0

/** Whether a study is in the view. `me` is the doctor who looks. */
export function fits(item: WorklistItem, search: WorklistSearch, me: string): boolean {
  const { class: classes, claim, overdue, q } = search
  if (classes && !classes.includes(String(item.triageClass))) return false
  if (claim === 'mine' && item.claim?.doctorId !== me) return false
  if (claim === 'free' && item.claim !== null) return false
  if (overdue && !item.isOverdue) return false
  const text = `${item.patientName ?? ''} ${item.studyType ?? ''} ${item.reportId}`.toLowerCase()
  return !q || text.includes(q.trim().toLowerCase())
}
