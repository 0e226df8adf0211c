import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { reportQuery, worklistHeadQuery } from '../api/queries.ts'
import { paths } from '../paths.ts'

/** The first study of the line that nobody else holds, loaded ahead: its facts, its first image. */
export function useNextStudy(reportId: string, me: string): { next: string | undefined; open: () => void } {
  const client = useQueryClient()
  const go = useNavigate()
  const { data } = useQuery(worklistHeadQuery())
  const next = data?.items.find(
    (item) => item.reportId !== reportId && (item.claim === null || item.claim.doctorId === me),
  )?.reportId
  useEffect(() => {
    if (!next) return
    // When this study is on the screen, the next one may come.
    const timer = setTimeout(() => void preload(next), 1500)
    return () => clearTimeout(timer)
    async function preload(id: string) {
      const report = await client.ensureQueryData(reportQuery(id)).catch(() => undefined)
      const { loadAhead } = await import('../viewer/ahead.ts')
      if (report) await loadAhead(report)
    }
  }, [client, next])
  return {
    next,
    open: () => void (next ? go({ to: paths.read, params: { reportId: next } }) : go({ to: paths.worklist })),
  }
}
