import type { ModelMetrics } from '@firstread/client'
import { useQuery } from '@tanstack/react-query'
import { driftQuery, metricsQuery } from '../api/care-queries.ts'
import css from '../care/care.module.css'
import { Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import table from '../ui/table.module.css'
import { Tag, type Tone } from '../ui/tag.tsx'
import { sayDay } from '../ui/time.ts'
import { w } from '../words/index.ts'
import own from './metrics.module.css'

/** Never a number without its denominator and its interval. */
export function Metrics({ modelId }: { modelId: string }) {
  const found = useQuery(metricsQuery(modelId))
  const { models } = w.care
  if (found.isPending) return <Waiting lines={4} />
  if (found.isError) return <ProblemNote error={found.error} />
  const { newest, history } = found.data
  return (
    <section className={css.form}>
      <h3 className={own.title}>{models.metrics}</h3>
      {newest ? (
        <>
          <Figures metrics={newest} />
          <div className={own.columns}>
            <Confusion metrics={newest} />
            <Trend history={history} />
          </div>
        </>
      ) : (
        <p className={css.quiet}>{models.none2}</p>
      )}
      <Drift modelId={modelId} />
    </section>
  )
}

const figures = [
  ['accuracy', 'accuracy'],
  ['recall', 'recall'],
  ['precision', 'precision'],
] as const

const say = (share: number) => `${(share * 100).toFixed(1)} %`

function Figures({ metrics }: { metrics: ModelMetrics }) {
  const { models } = w.care
  return (
    <dl className={own.figures}>
      {figures.map(([name, interval]) => {
        const value = metrics[name]
        const bounds = metrics.intervals[interval]
        if (value === null || !bounds) return null
        return (
          <div key={name}>
            <dt>{models[name]}</dt>
            <dd>
              <strong className="number">{say(value)}</strong>
              <span className="number">{models.of(Math.round(value * bounds.n), bounds.n)}</span>
              <Interval value={value} low={bounds.low} high={bounds.high} />
              <span className={css.quiet}>{models.interval(say(bounds.low), say(bounds.high))}</span>
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** The interval as a bar on the line from 0 to 1, the value as a dot; the words beside it say the same. */
function Interval({ value, low, high }: { value: number; low: number; high: number }) {
  return (
    <svg viewBox="0 0 200 12" className={own.interval} aria-hidden="true">
      <line x1="0" x2="200" y1="6" y2="6" className={own.axis} />
      <line x1={low * 200} x2={high * 200} y1="6" y2="6" className={own.range} />
      <circle cx={Math.max(4, Math.min(196, value * 200))} cy="6" r="4" className={own.dot} />
    </svg>
  )
}

function Confusion({ metrics }: { metrics: ModelMetrics }) {
  const { models } = w.care
  return (
    <table className={table.table}>
      <caption className={own.caption}>{models.confusion}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{models.confusionYes}</th>
          <th scope="col">{models.confusionNo}</th>
        </tr>
      </thead>
      <tbody className="number">
        <tr>
          <th scope="row">{models.modelYes}</th>
          <td className={own.right}>{metrics.truePositives}</td>
          <td>{metrics.falsePositives}</td>
        </tr>
        <tr>
          <th scope="row">{models.modelNo}</th>
          <td className={own.wrong}>{metrics.falseNegatives}</td>
          <td className={own.right}>{metrics.trueNegatives}</td>
        </tr>
      </tbody>
    </table>
  )
}

/** Sensitivity of the last recordings with their intervals. */
function Trend({ history }: { history: readonly ModelMetrics[] }) {
  const points = history
    .filter((one) => one.recall !== null && one.intervals.recall)
    .toSorted((a, b) => a.recordedAt.localeCompare(b.recordedAt))
    .slice(-30)
  if (points.length < 2) return null
  const x = (place: number) => 8 + (place / (points.length - 1)) * 284
  const y = (share: number) => 92 - share * 84
  const last = points.at(-1)
  return (
    <figure className={own.figure}>
      <figcaption className={own.caption}>{w.care.models.trend}</figcaption>
      <svg
        viewBox="0 0 300 100"
        role="img"
        aria-label={`${w.care.models.trend}: ${last ? `${say(last.recall ?? 0)}, ${sayDay(last.recordedAt)}` : ''}`}
      >
        {[0, 0.5, 1].map((share) => (
          <line key={share} x1="8" x2="292" y1={y(share)} y2={y(share)} className={own.axis} />
        ))}
        {points.map((one, place) => (
          <line
            key={one.metricId}
            x1={x(place)}
            x2={x(place)}
            y1={y(one.intervals.recall?.low ?? 0)}
            y2={y(one.intervals.recall?.high ?? 0)}
            className={own.whisker}
          />
        ))}
        <polyline
          className={own.line}
          points={points.map((one, place) => `${x(place)},${y(one.recall ?? 0)}`).join(' ')}
        />
      </svg>
    </figure>
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
