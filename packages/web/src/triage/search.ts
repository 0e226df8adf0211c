import type { CountWorklistData, GetWorklistData } from '@firstread/client'

type Filters = Omit<NonNullable<GetWorklistData['query']>, 'limit' | 'cursor'>
export type CountFilters = NonNullable<CountWorklistData['query']>
type Unread = NonNullable<Filters['unread']>
type Priority = NonNullable<Filters['priority']>
type Claim = NonNullable<Filters['claim']>

/** What the address of the worklist says: a view can be linked, kept and gone back to. The server does the filtering. */
export type WorklistSearch = {
  /** triage classes, for instance `1.2` */
  class?: string
  claim?: Claim
  overdue?: true
  unread?: Unread
  priority?: Priority
  modality?: string
  studyType?: string
  identity?: 'open'
  q?: string
}

export const unreadWords: readonly Unread[] = [
  'pending',
  'analyzing',
  'abstained',
  'out_of_scope',
  'failed',
  'suspended',
]
export const priorities: readonly Priority[] = ['stat', 'urgent']
const claims: readonly Claim[] = ['mine', 'free', 'others']

const wordOf = <T extends string>(words: readonly T[], given: unknown) => words.find((one) => one === given)
const textOf = (given: unknown, most: number) =>
  typeof given === 'string' || typeof given === 'number' ? String(given).slice(0, most) : ''

/** Takes what can be understood and drops the rest. */
export function readSearch(given: Record<string, unknown>): WorklistSearch {
  const classes = String(given.class ?? '')
    .split(/[.,]/)
    .filter((one) => /^[1-4]$/.test(one))
  const found = {
    class: [...new Set(classes)].sort().join('.'),
    claim: wordOf(claims, given.claim),
    overdue: given.overdue === true || given.overdue === 'true' ? (true as const) : undefined,
    unread: wordOf(unreadWords, given.unread),
    priority: wordOf(priorities, given.priority),
    modality: textOf(given.modality, 16),
    studyType: textOf(given.studyType, 100),
    identity: given.identity === 'open' ? ('open' as const) : undefined,
    q: textOf(given.q, 100),
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value)) as WorklistSearch
}

export const isFiltered = (search: WorklistSearch): boolean => Object.keys(search).length > 0

/** The same as the API says it. */
export function toFilters({ class: classes, overdue, q, ...same }: WorklistSearch): Filters {
  const text = q?.trim()
  return {
    ...same,
    ...(classes ? { class: classes.replaceAll('.', ',') } : {}),
    ...(overdue ? { overdue: 'true' } : {}),
    ...(text ? { text } : {}),
  }
}

/** Counts stand beside each class, overdue beside waiting: neither is a filter of theirs. */
export function toCountFilters(search: WorklistSearch): CountFilters {
  const { class: _, overdue: __, ...filters } = toFilters(search)
  return filters
}

/** What a saved view keeps: everything but the text, which may be a patient's name. */
export function toView({ class: classes, q: _, ...same }: WorklistSearch) {
  return { ...same, ...(classes ? { class: classes.replaceAll('.', ',') } : {}) }
}
