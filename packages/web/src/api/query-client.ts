import { RefusedError } from '@firstread/client'
import { QueryClient } from '@tanstack/react-query'

const passing = new Set(['busy', 'not-ready'])
const mayPass = (error: unknown) => !(error instanceof RefusedError) || passing.has(error.code)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      retry: (count, error) => mayPass(error) && count < 3,
      retryDelay: (count) => Math.min(1000 * 2 ** count, 8000),
      throwOnError: false,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})
