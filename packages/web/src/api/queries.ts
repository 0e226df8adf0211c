import * as api from '@firstread/client'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ask } from './ask.ts'

/** Every question the pages ask, by its key. What changes on the server is made stale by key (events.ts). */

/** So many pages of the worklist are fetched anew as a whole; of a longer one only the head is. */
export const fewPages = 3

export const worklistQuery = () =>
  infiniteQueryOptions({
    queryKey: ['worklist'],
    queryFn: ({ pageParam }) =>
      ask(api.getWorklist({ query: { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= fewPages ? 60_000 : false),
  })

/** The first page alone: what is new shows here, however far somebody has scrolled. */
export const worklistHeadQuery = () =>
  queryOptions({
    queryKey: ['worklist-head'],
    queryFn: () => ask(api.getWorklist({ query: { limit: 50 } })),
    refetchInterval: 60_000,
  })

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

export const accessLogQuery = (patientId: string) =>
  infiniteQueryOptions({
    queryKey: ['access-log', patientId],
    queryFn: ({ pageParam }) =>
      ask(api.listAccess({ path: { patientId }, query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
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
