import * as api from '@firstread/client'
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { ask } from '../api/ask.ts'

const refresh = (client: QueryClient) => {
  void client.invalidateQueries({ queryKey: ['worklist'] })
  void client.invalidateQueries({ queryKey: ['worklist-head'] })
}

export const takeClaim = (reportId: string, takeOver = false): Promise<api.Claim> =>
  ask(api.claimReport({ path: { reportId }, body: { takeOver } }))

export const dropClaim = (reportId: string): Promise<unknown> => ask(api.giveBackClaim({ path: { reportId } }))

/** Claims a study, or gives the own claim back. */
export function useClaiming() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ reportId, isMine }: { reportId: string; isMine: boolean }) =>
      isMine ? dropClaim(reportId) : takeClaim(reportId),
    onSettled: () => refresh(client),
  })
}
