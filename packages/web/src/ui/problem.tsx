import { RefusedError } from '@firstread/client'
import { Button } from '@mantine/core'
import { codeOf, OfflineError } from '../api/ask.ts'
import { w } from '../words/index.ts'
import { Icon } from './icons.tsx'
import css from './problem.module.css'
import { toast } from './toast.tsx'

/** What happened and what can be done, in our words where we have some, in the server's otherwise. */
export function sayProblem(error: unknown): string {
  if (error instanceof OfflineError) return w.problems.offline
  const known = w.problems.byCode[codeOf(error) ?? '']
  if (known) return known
  return error instanceof RefusedError ? error.message : (w.problems.byCode.internal ?? '')
}

const referenceOf = (error: unknown) =>
  error instanceof RefusedError && error.status >= 500 && typeof error.problem.requestId === 'string'
    ? w.problems.reference(error.problem.requestId)
    : undefined

export function toastProblem(error: unknown): void {
  toast('bad', w.problems.title, { text: sayProblem(error) })
}

/** In place of what could not be loaded or done. */
export function ProblemNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const reference = referenceOf(error)
  return (
    <div className={css.note} role="alert">
      <Icon name="warn" />
      <div className={css.words}>
        <span>{sayProblem(error)}</span>
        {reference && <span className={css.reference}>{reference}</span>}
      </div>
      {retry && (
        <Button size="xs" variant="default" onClick={retry}>
          {w.frame.retry}
        </Button>
      )}
    </div>
  )
}
