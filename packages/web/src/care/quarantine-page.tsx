import * as api from '@firstread/client'
import { Button, SegmentedControl } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import { quarantineQuery } from '../api/care-queries.ts'
import { PatientField } from '../ingest/patient-field.tsx'
import { More } from '../ui/more.tsx'
import { Card, Empty, Facts, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { Tag } from '../ui/tag.tsx'
import { sayMoment } from '../ui/time.ts'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'
import css from './care.module.css'

type State = api.Quarantined['state']

/** Studies whose patient is not known for certain, until a person says whose they are. */
export function QuarantinePage() {
  const [state, setState] = useState<State>('open')
  const found = useInfiniteQuery(quarantineQuery(state))
  const items = found.data?.pages.flatMap((page) => page.items) ?? []
  const { quarantine } = w.care
  return (
    <Page
      title={quarantine.title}
      text={quarantine.text}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={quarantine.title}
          data={Object.entries(quarantine.state).map(([value, label]) => ({ value, label }))}
          value={state}
          onChange={(value) => setState(value as State)}
        />
      }
    >
      {found.isPending && <Waiting lines={4} height={64} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && items.length === 0 && <Empty icon="check" title={quarantine.none} />}
      {items.map((item) => (
        <Item key={item.quarantineId} item={item} />
      ))}
      <More query={found} />
    </Page>
  )
}

function Item({ item }: { item: api.Quarantined }) {
  const { quarantine } = w.care
  const [patient, setPatient] = useState<api.Patient>()
  const client = useQueryClient()
  const path = { quarantineId: item.quarantineId }
  const done = (words: string) => () => {
    toast('good', words)
    void client.invalidateQueries({ queryKey: ['quarantine'] })
  }
  const link = useMutation({
    mutationFn: (patientId: string) => ask(api.linkQuarantined({ path, body: { patientId } })),
    onSuccess: done(quarantine.linked),
  })
  const unlink = useMutation({
    mutationFn: () => ask(api.unlinkQuarantined({ path })),
    onSuccess: done(quarantine.unlinked),
  })
  const hasSaid = Object.keys(item.claimedIdentity).length > 0
  return (
    <Card
      title={sayMoment(item.createdAt)}
      aside={<Tag tone={item.state === 'open' ? 'warn' : 'plain'}>{quarantine.reason[item.reason]}</Tag>}
    >
      <div className={css.form}>
        <span className={css.quiet}>{hasSaid ? quarantine.said : quarantine.saidNothing}</span>
        <Facts
          of={Object.entries(item.claimedIdentity).map(([name, value]) => [name, String(value ?? '–')] as const)}
        />
        {item.state === 'open' && item.reportId && (
          <div className={`${css.settingForm} ${css.stacks}`}>
            <PatientField label={quarantine.find} value={patient} change={setPatient} />
            <Button disabled={!patient} loading={link.isPending} onClick={() => patient && link.mutate(patient.id)}>
              {quarantine.link}
            </Button>
          </div>
        )}
        {item.state === 'linked' && (
          <div className={css.row}>
            <Button variant="default" loading={unlink.isPending} onClick={() => unlink.mutate()}>
              {quarantine.unlink}
            </Button>
          </div>
        )}
        {(link.error ?? unlink.error) && <ProblemNote error={link.error ?? unlink.error} />}
      </div>
    </Card>
  )
}
