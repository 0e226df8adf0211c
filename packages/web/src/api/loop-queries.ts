import * as api from '@firstread/client'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { ask } from './ask.ts'

/** The boards of what has to be closed. Events make them stale (events.ts); the minute is for clocks. */
const minute = 60_000

export const criticalQuery = (state: 'open' | 'acknowledged', reportId?: string) =>
  infiniteQueryOptions({
    queryKey: ['critical', state, reportId ?? 'all'],
    queryFn: ({ pageParam }) =>
      ask(
        api.listCriticalResults({
          query: { limit: 25, state, ...(reportId ? { reportId } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: minute,
  })

export const followUpQuery = (state: 'open' | 'closed', reportId?: string) =>
  infiniteQueryOptions({
    queryKey: ['follow-ups', state, reportId ?? 'all'],
    queryFn: ({ pageParam }) =>
      ask(
        api.listFollowUps({
          query: { limit: 25, state, ...(reportId ? { reportId } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: minute,
  })
