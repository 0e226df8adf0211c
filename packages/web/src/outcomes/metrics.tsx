import type { ModelEvaluation, ModelMetrics } from '@firstread/client'
import { useQuery } from '@tanstack/react-query'
import { driftQuery, evaluationQuery, metricsQuery } from '../api/care-queries.ts'
import css from '../care/care.module.css'
import { Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { Tag, type Tone } from '../ui/tag.tsx'
import { sayDay } from '../ui/time.ts'
import { w } from '../words/index.ts'
import { Calibration } from './calibration.tsx'
import { Confusion } from './confusion.tsx'
import { Figures } from './figures.tsx'
import own from './metrics.module.css'
import { Roc } from './roc.tsx'
import { type Shares, sharesOf } from './shares.ts'
import { Trend } from './trend.tsx'

/** What the model was measured to be, and what doctors have found since, in the same figures. */
export function Metrics({ modelId }: { modelId: string }) {
  const tested = useQuery(evaluationQuery(modelId))
  const reviewed = useQuery(metricsQuery(modelId))
  if (tested.isPending || reviewed.isPending) return <Waiting lines={8} height={40} />
  const before: Shares = tested.data?.evaluation?.figures ?? {}
  return (
    <div className={own.parts}>
      <p className={css.quiet}>{w.care.models.about}</p>
      <section className={own.part}>
        <h3 className={own.title}>{w.care.models.metrics}</h3>
        {reviewed.isError ? (
          <ProblemNote error={reviewed.error} retry={() => void reviewed.refetch()} />
        ) : (
          <Reviewed {...reviewed.data} before={before} />
        )}
        <Drift modelId={modelId} />
      </section>
      <section className={own.part}>
        <h3 className={own.title}>{w.care.models.tested}</h3>
        {tested.isError ? (
          <ProblemNote error={tested.error} retry={() => void tested.refetch()} />
        ) : (
          <Tested evaluation={tested.data.evaluation} />
        )}
      </section>
    </div>
  )
}

function Tested({ evaluation }: Pick<ModelEvaluation, 'evaluation'>) {
  const { models } = w.care
  if (!evaluation) return <p className={css.quiet}>{models.untested}</p>
  const { images, notRead, measuredAt, curves, figures } = evaluation
  return (
    <>
      <p className={css.quiet}>
        {models.testedText(images, notRead, sayDay(measuredAt))}
        {evaluation.isCrossValidated && ` ${models.crossValidated}`}
      </p>
      <Figures of={figures} />
      <div className={own.charts}>
        <Roc curves={curves} shares={figures} />
        <Calibration bins={curves.reliability} />
        <Confusion counts={curves.confusion} />
      </div>
    </>
  )
}

type ReviewedProps = {
  newest: ModelMetrics | null
  curves: NonNullable<ModelEvaluation['evaluation']>['curves'] | null
  history: readonly ModelMetrics[]
  before: Shares
}

function Reviewed({ newest, curves, history, before }: ReviewedProps) {
  const { models } = w.care
  if (!newest) return <p className={css.quiet}>{models.none2}</p>
  const shares = sharesOf(newest, curves)
  const [from, to] = [newest.periodStart, newest.periodEnd].map((day) => (day ? sayDay(day) : ''))
  return (
    <>
      <p className={css.quiet}>{models.metricsText(newest.totalPredictions, from ?? '', to ?? '')}</p>
      <Figures of={shares} />
      <div className={own.charts}>
        {curves && (
          <>
            <Roc curves={curves} shares={shares} />
            <Calibration bins={curves.reliability} />
            <Confusion counts={curves.confusion} />
          </>
        )}
        <Trend history={history} before={before} />
      </div>
    </>
  )
}

const tones: Record<string, Tone> = { stable: 'good', watch: 'warn', drifted: 'bad', 'too-few': 'plain' }

function Drift({ modelId }: { modelId: string }) {
  const { data } = useQuery(driftQuery(modelId))
  if (!data) return null
  return (
    <p className={css.quiet}>
      <strong>{w.care.models.drift}</strong>{' '}
      <Tag tone={tones[data.verdict] ?? 'plain'}>{w.care.models.verdict[data.verdict]}</Tag> {data.explanation}
    </p>
  )
}
