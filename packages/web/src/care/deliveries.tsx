import type { Delivery } from '@firstread/client'
import * as api from '@firstread/client'
import { Button, Select } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import { deliveriesQuery } from '../api/care-queries.ts'
import { More } from '../ui/more.tsx'
import { Card, Waiting } from '../ui/page.tsx'
import { ProblemNote, toastProblem } from '../ui/problem.tsx'
import table from '../ui/table.module.css'
import { Tag, type Tone } from '../ui/tag.tsx'
import { sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './care.module.css'
import { sayTrouble } from './echo-mark.tsx'

type State = Delivery['state']
const tones: Record<State, Tone> = { waiting: 'info', sending: 'info', sent: 'good', failed: 'bad' }
const states = Object.keys(tones) as State[]

/** What is on its way to other machines, newest first; what was given up can be tried again. */
export function Deliveries() {
  const { peers: words } = w.care
  const client = useQueryClient()
  const [state, setState] = useState<State | null>(null)
  const found = useInfiniteQuery(deliveriesQuery(state ? { state } : {}))
  const retry = useMutation({
    mutationFn: (deliveryId: string) => ask(api.retryDelivery({ path: { deliveryId } })),
    onError: toastProblem,
    onSettled: () => void client.invalidateQueries({ queryKey: ['deliveries'] }),
  })
  const deliveries = found.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Card
      title={words.deliveries}
      aside={
        <Select
          size="xs"
          w={150}
          aria-label={words.state}
          placeholder={words.anyState}
          data={states.map((value) => ({ value, label: words.delivery[value] }))}
          value={state}
          onChange={(value) => setState(value as State | null)}
          clearable
          clearButtonProps={{ 'aria-label': w.triage.filters.clear }}
        />
      }
    >
      {found.isPending && <Waiting lines={3} height={32} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && deliveries.length === 0 && <p className={css.quiet}>{words.noDeliveries}</p>}
      {deliveries.length > 0 && (
        <div className={table.box}>
          <table className={table.table}>
            <thead>
              <tr>
                {[words.to, words.what, words.state, words.sent, words.since, ''].map((name, column) => (
                  <th key={name || column} scope="col">
                    {name || <span className={css.hidden}>{words.retry}</span>}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {deliveries.map((one) => (
                <tr key={one.deliveryId}>
                  <td>{one.aeTitle}</td>
                  <td>{words.scope[one.scope]}</td>
                  <td>
                    <Tag tone={tones[one.state]}>{words.delivery[one.state]}</Tag>
                    {one.lastError && (
                      <span className={css.error}>
                        {sayTrouble(one.lastError)}, {words.attempts(one.attempts)}
                        {one.nextAttemptAt && `, ${words.nextAt(sayMoment(one.nextAttemptAt))}`}
                      </span>
                    )}
                  </td>
                  <td className="number">
                    {one.instancesSent} / {one.instancesTotal ?? '–'}
                  </td>
                  <td className="number">{sayMoment(one.createdAt)}</td>
                  <td>
                    {(one.state === 'failed' || one.state === 'waiting') && (
                      <Button size="xs" variant="default" onClick={() => retry.mutate(one.deliveryId)}>
                        {words.retry}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <More query={found} />
    </Card>
  )
}
