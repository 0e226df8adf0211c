import { Button } from '@mantine/core'
import { w } from '../words/index.ts'

type Paged = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }

/** The next page, when somebody wants it. */
export function More({ query }: { query: Paged }) {
  if (!query.hasNextPage) return null
  return (
    <Button
      variant="default"
      loading={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
      style={{ justifySelf: 'center' }}
    >
      {w.frame.more}
    </Button>
  )
}
