import type { WorklistItem } from '@firstread/client'
import * as api from '@firstread/client'
import { useCallback, useEffect, useState } from 'react'
import { ask } from '../api/ask.ts'
import { onMoved } from '../api/events.ts'
import type { WorklistFilters } from '../api/queries.ts'

/** Of an import of thousands no more are asked for one by one; whoever wants to see them all looks at the line. */
const most = 20

/**
 * Urgent studies that came while the list is open, wherever in the line they stand: behind ten thousand that are overdue,
 * a new urgent one is on no page that anybody has loaded.
 */
export function useArrivals(filters: WorklistFilters, isKnown: (reportId: string) => boolean) {
  const [arrived, setArrived] = useState<readonly WorklistItem[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: other filters, other news
  useEffect(() => setArrived([]), [filters])
  useEffect(() => {
    const seen = new Set<string>()
    return onMoved((reportId) => {
      if (isKnown(reportId) || seen.has(reportId) || seen.size >= most) return
      seen.add(reportId)
      void findIn(filters, reportId).then((item) => {
        seen.delete(reportId)
        if (item?.triageClass === 1)
          setArrived((before) => [...before.filter((one) => one.reportId !== reportId), item])
      })
    })
  }, [filters, isKnown])
  return { arrived, forget: useCallback(() => setArrived([]), []) }
}

/** The study, if it stands in this part of the line. A search by text has no room for its id: then only pages tell. */
async function findIn(filters: WorklistFilters, reportId: string): Promise<WorklistItem | undefined> {
  if (filters.text) return undefined
  const page = await ask(api.getWorklist({ query: { ...filters, text: reportId, limit: 1 } })).catch(() => undefined)
  return page?.items[0]
}
