import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { whyQuery } from '../api/queries.ts'
import { Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { w } from '../words/index.ts'
import css from './why.module.css'

/** The whole reason, in the server's sentences. */
export function Why({ reportId, close }: { reportId: string | undefined; close: () => void }) {
  return (
    <Modal
      opened={reportId !== undefined}
      onClose={close}
      title={w.triage.why}
      closeButtonProps={{ 'aria-label': w.frame.close }}
    >
      {reportId && <Reasons reportId={reportId} />}
    </Modal>
  )
}

function Reasons({ reportId }: { reportId: string }) {
  const { data, error, isPending } = useQuery(whyQuery(reportId))
  if (isPending) return <Waiting lines={4} />
  if (error) return <ProblemNote error={error} />
  return (
    <ul className={css.reasons}>
      {data?.sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}
