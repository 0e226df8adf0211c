import * as api from '@firstread/client'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ask } from './ask.ts'

/** Every question the pages ask, by its key. What changes on the server is made stale by key (events.ts). */

/** So many pages of the worklist are fetched anew as a whole; of a longer one only the head is. */
export const fewPages = 3

export type WorklistFilters = Omit<NonNullable<api.GetWorklistData['query']>, 'limit' | 'cursor'>

/** The first page is small, so that it is there at once; who scrolls on gets more at a time. */
const pageSizes = { first: 100, further: 200 }

export const worklistQuery = (filters: WorklistFilters = {}) =>
  infiniteQueryOptions({
    queryKey: ['worklist', filters],
    queryFn: ({ pageParam }) =>
      ask(
        api.getWorklist({
          query: pageParam
            ? { ...filters, limit: pageSizes.further, cursor: pageParam }
            : { ...filters, limit: pageSizes.first },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= fewPages ? 60_000 : false),
  })

/** The first page alone: what is new shows here, however far somebody has scrolled. */
export const worklistHeadQuery = (filters: WorklistFilters = {}) =>
  queryOptions({
    queryKey: ['worklist-head', filters],
    queryFn: () => ask(api.getWorklist({ query: { ...filters, limit: 50 } })),
    refetchInterval: 60_000,
  })

/** Exact, and therefore asked for no more often than somebody reads them. */
export const worklistCountsQuery = (filters: NonNullable<api.CountWorklistData['query']>) =>
  queryOptions({
    queryKey: ['worklist-counts', filters],
    queryFn: () => ask(api.countWorklist({ query: filters })),
    placeholderData: keepPreviousData,
    staleTime: 5000,
    refetchInterval: 15_000,
  })

export const worklistFacetsQuery = () =>
  queryOptions({
    queryKey: ['worklist-facets'],
    queryFn: () => ask(api.listWorklistFacets()),
    staleTime: 60_000,
  })

export const worklistViewsQuery = () =>
  queryOptions({ queryKey: ['worklist-views'], queryFn: () => ask(api.listWorklistViews()) })

export const whyQuery = (reportId: string) =>
  queryOptions({
    queryKey: ['why', reportId],
    queryFn: () => ask(api.explainWorklistPlace({ path: { reportId } })),
    staleTime: 0,
  })

export const reportQuery = (reportId: string) =>
  queryOptions({ queryKey: ['report', reportId], queryFn: () => ask(api.getReport({ path: { reportId } })) })

export type ReportFilter = NonNullable<api.ListReportsData['query']>
export const reportsQuery = (filter: ReportFilter) =>
  infiniteQueryOptions({
    queryKey: ['reports', filter],
    queryFn: ({ pageParam }) =>
      ask(api.listReports({ query: { limit: 50, ...filter, ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })

export const runsQuery = (reportId: string) =>
  queryOptions({ queryKey: ['runs', reportId], queryFn: () => ask(api.listAnalysisRuns({ path: { reportId } })) })

export const historyQuery = (patientId: string) =>
  queryOptions({ queryKey: ['history', patientId], queryFn: () => ask(api.getMedicalHistory({ path: { patientId } })) })

/** What the patient shares with people who have no account. */
export const sharesQuery = () =>
  queryOptions({ queryKey: ['shares'], queryFn: () => ask(api.listShares()), refetchOnWindowFocus: 'always' })

/** Asked again whenever the visitor comes back to the page: it may have been taken back. */
export const sharedQuery = (shareId: string) =>
  queryOptions({
    queryKey: ['shared', shareId],
    queryFn: () => ask(api.getShared({ path: { shareId } })),
    refetchOnWindowFocus: 'always',
  })

export const accessLogQuery = (patientId: string, own: 'with' | 'without') =>
  infiniteQueryOptions({
    queryKey: ['access-log', patientId, own],
    queryFn: ({ pageParam }) => {
      const query = { limit: 50, own, ...(pageParam ? { cursor: pageParam } : {}) }
      return ask(api.listAccess({ path: { patientId }, query }))
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })

export const patientsQuery = (query: string) =>
  queryOptions({
    queryKey: ['patients', query],
    queryFn: () => ask(api.listPatients({ query: { limit: 20, ...(query ? { query } : {}) } })),
    placeholderData: keepPreviousData,
  })

export const noticesQuery = () =>
  infiniteQueryOptions({
    queryKey: ['notices'],
    queryFn: ({ pageParam }) =>
      ask(api.listNotifications({ query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })

export const sessionsQuery = (userId?: string) =>
  queryOptions({
    queryKey: ['sessions', userId ?? 'own'],
    queryFn: () => ask(api.listSessions(userId ? { query: { userId } } : {})),
  })

export const secondFactorQuery = () =>
  queryOptions({ queryKey: ['second-factor'], queryFn: () => ask(api.getSecondFactor()) })
