import * as api from '@firstread/client'
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ask } from '../api/ask.ts'
import { ProblemNote } from '../ui/problem.tsx'
import { Tag } from '../ui/tag.tsx'
import { sayDay, sayMoment } from '../ui/time.ts'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'
import css from './share.module.css'

const tones = { open: 'good', expired: 'plain', revoked: 'plain', 'wrong-codes': 'warn' } as const
type ListProps = { title: string; shares: readonly api.Share[]; isAllowed: boolean; naming?: boolean }

/** What is shared, until when, how often it was opened. `naming`: says of which study, too; not `isAllowed`: none of it opens. */
export function ShareList({ title, shares, isAllowed, naming = false }: ListProps) {
  if (shares.length === 0) return null
  return (
    <section>
      <h3 className={css.listTitle}>{title}</h3>
      <ul className={css.list}>
        {shares.map((share) => (
          <Shared key={share.shareId} share={share} isPaused={!isAllowed && share.state === 'open'} naming={naming} />
        ))}
      </ul>
    </section>
  )
}

function Shared({ share, isPaused, naming }: { share: api.Share; isPaused: boolean; naming: boolean }) {
  const words = w.patient.share
  const client = useQueryClient()
  const stop = useMutation({
    mutationFn: () => ask(api.stopSharing({ path: { shareId: share.shareId } })),
    onSuccess: () => toast('good', words.stopped),
    onSettled: () => client.invalidateQueries({ queryKey: ['shares'] }),
  })
  const { openedCount, lastOpenedAt } = share
  const facts = [
    ...(naming ? [w.patient.results.taken(sayDay(share.uploadDate))] : []),
    ...(share.state === 'open' ? [words.until(sayMoment(share.expiresAt))] : []),
    lastOpenedAt ? words.opened(openedCount, sayMoment(lastOpenedAt)) : words.never,
    ...(share.allowsPictures ? [words.withPictures] : []),
  ]
  return (
    <li>
      <div className={css.shared}>
        <strong>{share.label}</strong>
        <Tag tone={isPaused ? 'plain' : tones[share.state]}>{isPaused ? words.paused : words.states[share.state]}</Tag>
        <span className={css.facts}>{facts.join(' · ')}</span>
        {stop.isError && <ProblemNote error={stop.error} />}
      </div>
      {share.state === 'open' && (
        <Button
          variant="default"
          size="xs"
          loading={stop.isPending}
          onClick={() => stop.mutate()}
          aria-label={words.stopOf(share.label)}
        >
          {words.stop}
        </Button>
      )}
    </li>
  )
}
