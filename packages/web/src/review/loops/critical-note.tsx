import type { Report } from '@firstread/client'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { criticalQuery } from '../../api/loop-queries.ts'
import { useKeys } from '../../ui/keys.ts'
import { KeyCap } from '../../ui/tag.tsx'
import { w } from '../../words/index.ts'
import { Acknowledge } from './acknowledge.tsx'
import css from './board.module.css'
import { AcknowledgedWords, Tellings } from './critical-facts.tsx'

/** In the reading room: whether a critical result of this study has arrived, and the way to say so. */
export function CriticalNote({ report, me }: { report: Report; me: string }) {
  const isCritical = report.reviews.some((one) => one.state === 'signed' && one.urgencyLevel === 'critical')
  return isCritical ? <Note reportId={report.reportId} me={me} /> : null
}

function Note({ reportId, me }: { reportId: string; me: string }) {
  const { critical } = w.loops
  const open = useInfiniteQuery(criticalQuery('open', reportId)).data?.pages[0]?.items ?? []
  const closed = useInfiniteQuery(criticalQuery('acknowledged', reportId)).data?.pages[0]?.items ?? []
  const [isAsking, setAsking] = useState(false)
  const [first] = open
  useKeys(critical.title, first ? [{ press: 'k', does: () => setAsking(true), words: critical.keyAcknowledge }] : [])
  return (
    <>
      {first && (
        <section className={css.note} aria-label={critical.title}>
          <strong>{critical.noteOpen}</strong>
          <Tellings result={first} />
          <Button size="xs" color="red.8" onClick={() => setAsking(true)} rightSection={<KeyCap>k</KeyCap>}>
            {critical.acknowledge}
          </Button>
        </section>
      )}
      {closed.map(
        (one) =>
          one.acknowledgement && (
            <section key={one.reviewId} className={css.note} data-closed aria-label={critical.acknowledged}>
              <strong>{critical.acknowledged}</strong>
              <AcknowledgedWords said={one.acknowledgement} />
            </section>
          ),
      )}
      <Acknowledge result={isAsking ? first : undefined} me={me} close={() => setAsking(false)} />
    </>
  )
}
