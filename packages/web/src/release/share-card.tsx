import type { NewShare } from '@firstread/client'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sharesQuery } from '../api/queries.ts'
import { Icon } from '../ui/icons.tsx'
import { Card, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { w } from '../words/index.ts'
import { FreshShare } from './fresh-share.tsx'
import css from './share.module.css'
import { ShareForm } from './share-form.tsx'
import { ShareList } from './share-list.tsx'

/** The own choice to show a result to somebody without an account, and to take that back. */
export function ShareCard({ reportId }: { reportId: string }) {
  const { share } = w.patient
  const found = useQuery(sharesQuery())
  const [isAsking, setAsking] = useState(false)
  const [fresh, setFresh] = useState<NewShare>()
  const made = (one: NewShare) => {
    setAsking(false)
    setFresh(one)
  }
  const { items = [], isAllowed = true } = found.data ?? {}
  return (
    <div className={css.unprinted}>
      <Card title={share.title}>
        <p className={css.text}>{isAllowed ? share.text : share.off}</p>
        {found.isPending && <Waiting lines={1} height={36} />}
        {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
        {found.data && isAllowed && !isAsking && !fresh && (
          <Button leftSection={<Icon name="share" size={16} />} onClick={() => setAsking(true)}>
            {share.begin}
          </Button>
        )}
        {isAsking && <ShareForm reportId={reportId} made={made} cancel={() => setAsking(false)} />}
        {fresh && <FreshShare fresh={fresh} done={() => setFresh(undefined)} />}
        <ShareList title={share.list} isAllowed={isAllowed} shares={items.filter((one) => one.reportId === reportId)} />
        <ShareList
          title={share.elsewhere}
          isAllowed={isAllowed}
          shares={items.filter((one) => one.reportId !== reportId && one.state === 'open')}
          naming
        />
      </Card>
    </div>
  )
}
