import * as api from '@firstread/client'
import { Button, Modal, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import { modelsQuery } from '../api/care-queries.ts'
import { currentUser } from '../api/session.ts'
import css from '../care/care.module.css'
import { Card, Empty, Facts, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote, toastProblem } from '../ui/problem.tsx'
import { Tag, type Tone } from '../ui/tag.tsx'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'
import { Metrics } from './metrics.tsx'

const tones: Record<api.Model['state'], Tone> = {
  registered: 'plain',
  active: 'good',
  suspended: 'bad',
  retired: 'plain',
}

/** The registry, and what signed reviews say about each version. */
export function ModelsPage() {
  const found = useQuery(modelsQuery())
  const isTech = currentUser()?.role === 'tech'
  return (
    <Page title={w.care.models.title} text={w.care.models.text}>
      {found.isPending && <Waiting lines={6} height={48} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.data?.items.length === 0 && <Empty icon="cpu" title={w.care.models.none} />}
      {found.data?.items.map((model) => (
        <ModelCard key={model.modelId} model={model} isTech={isTech} />
      ))}
    </Page>
  )
}

function ModelCard({ model, isTech }: { model: api.Model; isTech: boolean }) {
  const { models } = w.care
  const use = model.intendedUse
  return (
    <Card
      title={`${model.title ?? model.modelName} ${model.version}`}
      aside={
        <div className={css.row}>
          <Tag tone={tones[model.state]}>{models.state[model.state]}</Tag>
          {isTech && <Actions model={model} />}
        </div>
      }
    >
      <div className={css.form}>
        {model.suspendedReason && <p className={css.quiet}>{model.suspendedReason}</p>}
        {use && (
          <Facts
            of={[
              [models.use, use.statement],
              [
                '',
                [...use.modality, ...use.bodyPart, ...use.view, models.ages(use.ageYears.min, use.ageYears.max)].join(
                  ' · ',
                ),
              ],
              [
                models.hash,
                <span key="hash" className={css.code}>
                  {model.sha256}
                </span>,
              ],
            ]}
          />
        )}
        {(model.state === 'active' || model.state === 'suspended') && <Metrics modelId={model.modelId} />}
      </div>
    </Card>
  )
}

function Actions({ model }: { model: api.Model }) {
  const { models } = w.care
  const client = useQueryClient()
  const [reason, setReason] = useState<string>()
  const path = { modelId: model.modelId }
  const refresh = () => client.invalidateQueries({ queryKey: ['models'] })
  const activate = useMutation({
    mutationFn: () => ask(api.activateModel({ path })),
    onSuccess: () => toast('good', models.activated),
    onError: toastProblem,
    onSettled: refresh,
  })
  const suspend = useMutation({
    mutationFn: (why: string) => ask(api.suspendModel({ path, body: { reason: why } })),
    onSuccess: () => {
      setReason(undefined)
      toast('good', models.suspended)
    },
    onSettled: refresh,
  })
  return (
    <>
      {model.state === 'active' ? (
        <Button size="xs" variant="default" onClick={() => setReason('')}>
          {models.suspend}
        </Button>
      ) : (
        <Button size="xs" loading={activate.isPending} onClick={() => activate.mutate()}>
          {models.activate}
        </Button>
      )}
      <Modal
        opened={reason !== undefined}
        onClose={() => setReason(undefined)}
        title={models.suspend}
        closeButtonProps={{ 'aria-label': w.frame.close }}
      >
        <div className={css.form}>
          <Textarea
            data-autofocus
            label={models.suspendReason}
            autosize
            minRows={2}
            value={reason ?? ''}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {suspend.isError && <ProblemNote error={suspend.error} />}
          <Button
            color="red.8"
            disabled={!reason?.trim()}
            loading={suspend.isPending}
            onClick={() => reason && suspend.mutate(reason)}
          >
            {models.suspend}
          </Button>
        </div>
      </Modal>
    </>
  )
}
