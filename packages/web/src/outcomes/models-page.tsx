import type { Model } from '@firstread/client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { modelsQuery } from '../api/care-queries.ts'
import { currentUser } from '../api/session.ts'
import css from '../care/care.module.css'
import { Card, Empty, Facts, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { Tag, type Tone } from '../ui/tag.tsx'
import { sayDay } from '../ui/time.ts'
import { w } from '../words/index.ts'
import own from './metrics.module.css'
import { Metrics } from './metrics.tsx'
import { ModelActions } from './model-actions.tsx'

const tones: Record<Model['state'], Tone> = {
  registered: 'plain',
  active: 'good',
  suspended: 'bad',
  retired: 'plain',
}
/** What reads stands in front. */
const order: readonly Model['state'][] = ['active', 'suspended', 'registered', 'retired']

/** The registry, and how good each version is. */
export function ModelsPage() {
  const found = useQuery(modelsQuery())
  const isTech = currentUser()?.role === 'tech'
  const all = found.data?.items ?? []
  return (
    <Page title={w.care.models.title} text={w.care.models.text}>
      {found.isPending && <Waiting lines={6} height={48} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.data && all.length === 0 && <Empty icon="cpu" title={w.care.models.none} text={w.care.models.noneText} />}
      {all
        .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
        .map((model) => (
          <ModelCard key={model.modelId} model={model} all={all} isTech={isTech} />
        ))}
    </Page>
  )
}

function ModelCard({ model, all, isTech }: { model: Model; all: readonly Model[]; isTech: boolean }) {
  const { models } = w.care
  const previous = all.find(({ modelId }) => modelId === model.previousModelId)
  const isInUse = model.state === 'active' || model.state === 'suspended'
  return (
    <Card
      title={`${model.title ?? model.modelName} ${model.version}`}
      aside={
        <div className={css.row}>
          <Tag tone={tones[model.state]}>{models.state[model.state]}</Tag>
          {isTech && <ModelActions model={model} previous={previous} />}
        </div>
      }
    >
      <div className={css.form}>
        {model.suspendedReason && <p className={css.quiet}>{model.suspendedReason}</p>}
        <About model={model} />
        {isInUse ? <Metrics modelId={model.modelId} /> : <More model={model} />}
      </div>
    </Card>
  )
}

function About({ model }: { model: Model }) {
  const { models } = w.care
  const { intendedUse: use, sha256, deployedDate } = model
  const kind = use && [...use.modality, ...use.bodyPart, ...use.view, models.ages(use.ageYears.min, use.ageYears.max)]
  const hash = <code className={css.code}>{sha256}</code>
  const facts = [
    use && ([models.use, use.statement] as const),
    kind && ([models.kind, kind.join(' · ')] as const),
    deployedDate && ([models.since, sayDay(deployedDate)] as const),
    sha256 && ([models.hash, hash] as const),
  ]
  return <Facts of={facts.filter((fact) => !!fact)} />
}

/** Of a version that does not read, figures only when somebody asks: each has seven charts. */
function More({ model }: { model: Model }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className={own.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {w.care.models.more}
        <span className="visually-hidden">: {model.version}</span>
      </summary>
      {isOpen && <Metrics modelId={model.modelId} />}
    </details>
  )
}
