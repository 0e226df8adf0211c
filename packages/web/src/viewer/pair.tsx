import type { Report } from '@firstread/client'
import { CloseButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { reportQuery } from '../api/queries.ts'
import { sayDay } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './viewer.module.css'
import { Viewer } from './viewer.tsx'

type PairProps = { report: Report; priorId: string | undefined; close: () => void }

/** The study that is read, and beside it an earlier one when the doctor wants to compare. Its head says that it is old. */
export function Pair({ report, priorId, close }: PairProps) {
  if (!priorId) return <Viewer report={report} />
  return (
    <div className={css.pair}>
      <Prior reportId={priorId} close={close} />
      <Viewer report={report} />
    </div>
  )
}

function Prior({ reportId, close }: { reportId: string; close: () => void }) {
  const { data } = useQuery(reportQuery(reportId))
  return (
    <div className={css.prior}>
      <header className={css.priorHead}>
        <span>
          {data ? w.viewer.prior(data.studyType ?? w.domain.study, sayDay(data.uploadDate)) : w.frame.loading}
        </span>
        <CloseButton size="sm" aria-label={w.viewer.endCompare} onClick={close} style={{ color: 'inherit' }} />
      </header>
      {data && <Viewer report={data} hasKeys={false} />}
    </div>
  )
}
