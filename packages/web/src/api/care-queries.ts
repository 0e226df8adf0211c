import * as api from '@firstread/client'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ask } from './ask.ts'

/** What technicians ask. */

export const modelsQuery = () => queryOptions({ queryKey: ['models'], queryFn: () => ask(api.listModels()) })

export const metricsQuery = (modelId: string) =>
  queryOptions({ queryKey: ['metrics', modelId], queryFn: () => ask(api.getModelMetrics({ path: { modelId } })) })

/** The measurement of a package does not change while its network does not. */
export const evaluationQuery = (modelId: string) =>
  queryOptions({
    queryKey: ['evaluation', modelId],
    queryFn: () => ask(api.getModelEvaluation({ path: { modelId } })),
    staleTime: 10 * 60_000,
  })

export const driftQuery = (modelId: string) =>
  queryOptions({ queryKey: ['drift', modelId], queryFn: () => ask(api.getModelDrift({ path: { modelId } })) })

export const queueQuery = () =>
  queryOptions({ queryKey: ['queue'], queryFn: () => ask(api.getQueue()), refetchInterval: 10_000 })

export const settingsQuery = () => queryOptions({ queryKey: ['settings'], queryFn: () => ask(api.listSettings()) })

export type UserFilter = NonNullable<api.ListUsersData['query']>
export const usersQuery = (filter: UserFilter) =>
  infiniteQueryOptions({
    queryKey: ['users', filter],
    queryFn: ({ pageParam }) =>
      ask(api.listUsers({ query: { limit: 50, ...filter, ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })

export const quarantineQuery = (state: 'open' | 'linked' | 'dismissed') =>
  infiniteQueryOptions({
    queryKey: ['quarantine', state],
    queryFn: ({ pageParam }) =>
      ask(api.listQuarantine({ query: { limit: 50, state, ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })

export type AuditFilter = NonNullable<api.ListAuditLogsData['query']>
export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) =>
      ask(api.listAuditLogs({ query: { limit: 50, ...filter, ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })

export const settingChangesQuery = (key: string) =>
  infiniteQueryOptions({
    queryKey: ['setting-changes', key],
    queryFn: ({ pageParam }) =>
      ask(api.listSettingChanges({ path: { key }, query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })

export const peersQuery = () =>
  infiniteQueryOptions({
    queryKey: ['peers'],
    queryFn: ({ pageParam }) =>
      ask(api.listPeers({ query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })

export type DeliveryFilter = NonNullable<api.ListDeliveriesData['query']>
export const deliveriesQuery = (filter: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: ['deliveries', filter],
    queryFn: ({ pageParam }) =>
      ask(api.listDeliveries({ query: { limit: 25, ...filter, ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 15_000,
  })
