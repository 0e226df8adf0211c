import { RefusedError } from '@firstread/client'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { OfflineError } from '../api/ask.ts'
import { isReachable } from '../api/fetched.ts'
import { Empty, useTitle } from '../ui/page.tsx'
import { ProblemNote, toastProblem } from '../ui/problem.tsx'
import { w } from '../words/index.ts'

export function NotFound() {
  useTitle(w.frame.notFoundTitle)
  return (
    <Empty icon="search" title={w.frame.notFoundTitle} text={w.frame.notFoundText}>
      <Button component={Link} to="/" mt="md">
        {w.frame.home}
      </Button>
    </Empty>
  )
}

/** In place of the one thing that an address names: an address of nothing and one that is no id at all say the same. */
export function NotShown({ error, retry }: { error: unknown; retry: () => void }) {
  const isNothing = error instanceof RefusedError && (error.status === 404 || error.status === 422)
  return isNothing ? <NotFound /> : <ProblemNote error={error} retry={retry} />
}

/** Loading anew waits until there is a server to load from. */
async function loadAgain(): Promise<void> {
  if (await isReachable()) location.reload()
  else toastProblem(new OfflineError('still no answer'))
}

export function Crash({ error }: { error: unknown }) {
  const isOffline = error instanceof OfflineError
  const [title, text] = isOffline
    ? [w.frame.offlineTitle, w.frame.offlineText]
    : [w.frame.crashTitle, w.frame.crashText]
  return (
    <Empty icon="warn" title={title} text={text}>
      <Button mt="md" onClick={() => void loadAgain()}>
        {w.frame.retry}
      </Button>
    </Empty>
  )
}
