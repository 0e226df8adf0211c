import type { QueryClient } from '@tanstack/react-query'
import { fewPages } from './queries.ts'
import { session } from './session.ts'
import { newStore } from './store.ts'

export type Live = 'open' | 'connecting' | 'offline'
/** How the live connection stands. */
export const live = newStore<Live>('connecting')

type Data = { reportId?: string; type?: string; priority?: string; change?: string }
type Reaction = (client: QueryClient, data: Data) => void

/** What each event makes stale. Events carry ids only; the pages ask for what they show. */
const reactions: Record<string, Reaction> = {
  worklist: (client, { reportId, change }) => {
    stale(client, ['worklist-head'])
    void client.invalidateQueries({ queryKey: ['worklist'], predicate: ({ state }) => pagesOf(state.data) <= fewPages })
    if (reportId) stale(client, ['report', reportId], ['why', reportId], ['runs', reportId])
    if (reportId && !claims.has(change ?? '')) for (const told of moved) told(reportId)
  },
  report: (client, { reportId }) => {
    stale(client, ['reports'], ...(reportId ? [['report', reportId]] : []))
  },
  critical: (client, { reportId }) => stale(client, ['critical'], ...(reportId ? [['report', reportId]] : [])),
  follow_up: (client) => stale(client, ['follow-ups']),
  notification: (client, data) => {
    stale(client, ['notices'])
    for (const told of noticed) told(data)
  },
  reset: (client) => void client.invalidateQueries(),
}

const pagesOf = (data: unknown) => (data as { pages: unknown[] } | undefined)?.pages.length ?? 0

function stale(client: QueryClient, ...keys: string[][]): void {
  for (const queryKey of keys) void client.invalidateQueries({ queryKey })
}

/** Somebody took a study or gave it back: it stands where it stood. */
const claims = new Set(['claimed', 'given-back'])
const moved = new Set<(reportId: string) => void>()
/** A study came into the line, or may have another place in it. */
export function onMoved(told: (reportId: string) => void): () => void {
  moved.add(told)
  return () => moved.delete(told)
}

const noticed = new Set<(data: Data) => void>()
export function onNotice(told: (data: Data) => void): () => void {
  noticed.add(told)
  return () => noticed.delete(told)
}

/** After a refusal (too many tabs, an ended session) the browser gives up; we do not, milliseconds. */
const again = { first: 2000, most: 30_000 }

/** Follows the server's events for as long as somebody is signed in. Returns how to stop. */
export function followEvents(client: QueryClient): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = again.first
  let wasLost = false

  const connect = () => {
    source = new EventSource('/api/v1/events')
    source.addEventListener('open', () => {
      wait = again.first
      live.set('open')
      // The browser resumes after the last event by itself; after our own new connection nothing is known of the gap.
      if (wasLost) void client.invalidateQueries()
      wasLost = false
    })
    source.addEventListener('error', lost)
    for (const [name, react] of Object.entries(reactions)) {
      source.addEventListener(name, (event) => react(client, JSON.parse((event as MessageEvent<string>).data) as Data))
    }
  }
  const lost = () => {
    live.set(navigator.onLine ? 'connecting' : 'offline')
    if (source?.readyState !== EventSource.CLOSED) return
    wasLost = true
    timer = setTimeout(() => (session.get().is === 'in' ? connect() : lost()), wait)
    wait = Math.min(wait * 2, again.most)
  }
  const online = () => live.set(navigator.onLine ? 'connecting' : 'offline')
  addEventListener('online', online)
  addEventListener('offline', online)
  connect()
  return () => {
    clearTimeout(timer)
    source?.close()
    removeEventListener('online', online)
    removeEventListener('offline', online)
    live.set('connecting')
  }
}
