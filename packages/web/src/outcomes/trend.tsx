import type { ModelMetrics } from '@firstread/client'
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { sayDay, sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import { AsTable, Chart } from './chart.tsx'
import own from './metrics.module.css'
import { at, box } from './plot.tsx'
import { type Shares, say, sharesOf } from './shares.ts'

const shown = ['recall', 'specificity', 'precision', 'accuracy'] as const
type Shown = (typeof shown)[number]
type Point = { at: string; value: number; low: number; high: number; n: number }

const pointsOf = (history: readonly ModelMetrics[], name: Shown): Point[] =>
  history
    .filter(({ source }) => source === 'reviews')
    .flatMap((one) => {
      const share = sharesOf(one, null)[name]
      return share ? [{ at: one.recordedAt, ...share }] : []
    })
    .toSorted((a, b) => a.at.localeCompare(b.at))

/** One figure over all recordings, with its interval as a band; dashed what it was before the model went live. */
export function Trend({ history, before }: { history: readonly ModelMetrics[]; before: Shares }) {
  const { models } = w.care
  const [name, setName] = useState<Shown>('recall')
  const points = pointsOf(history, name)
  const last = points.at(-1)
  const baseline = before[name]?.value
  const choice = (
    <NativeSelect
      size="xs"
      w="9.5rem"
      aria-label={models.trendFigure}
      value={name}
      onChange={(event) => setName(event.currentTarget.value as Shown)}
      data={shown.map((value) => ({ value, label: models[value] }))}
    />
  )
  const note = baseline === undefined ? undefined : models.trendBaseline(say(baseline))
  if (!last || points.length < 2) return <Chart title={models.trend} aside={choice} note={models.trendNone} />
  return (
    <Chart title={models.trend} aside={choice} note={note}>
      <Line
        points={points}
        baseline={baseline}
        label={models.trendLabel(models[name], say(last.value), sayDay(last.at))}
      />
      <AsTable
        name={models.trend}
        of={() => ({
          head: [models.when, models[name], models.bounds, models.count],
          rows: points
            .toReversed()
            .map((one) => [sayMoment(one.at), say(one.value), `${say(one.low)} – ${say(one.high)}`, one.n]),
        })}
      />
    </Chart>
  )
}

type LineProps = { points: readonly Point[]; baseline: number | undefined; label: string }

function Line({ points, baseline, label }: LineProps) {
  const [from, to] = [Date.parse(points[0]?.at ?? ''), Date.parse(points.at(-1)?.at ?? '')]
  const x = (point: Point) => at.x((Date.parse(point.at) - from) / Math.max(1, to - from))
  const { y } = at
  const along = (of: (point: Point) => number) => points.map((point) => `${x(point)},${y(of(point))}`)
  const band = [...along(({ high }) => high), ...along(({ low }) => low).toReversed()].join(' ')
  return (
    <svg viewBox={`0 0 ${box.width} ${box.height}`} role="img" aria-label={label} className={own.plot}>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <g key={share}>
          <line x1={at.x(0)} x2={at.x(1)} y1={y(share)} y2={y(share)} className={own.grid} />
          <text x={at.x(0) - 6} y={y(share) + 4} textAnchor="end">{`${share * 100} %`}</text>
        </g>
      ))}
      <polygon points={band} className={own.band} />
      {baseline !== undefined && (
        <line x1={at.x(0)} x2={at.x(1)} y1={y(baseline)} y2={y(baseline)} className={own.diagonal} />
      )}
      <polyline className={own.line} points={along(({ value }) => value).join(' ')} />
      {points.slice(-1).map((last) => (
        <circle key={last.at} cx={x(last)} cy={y(last.value)} r="5" className={own.point} />
      ))}
      <text x={at.x(0)} y={at.y(0) + 18}>
        {sayDay(points[0]?.at ?? '')}
      </text>
      {sayDay(points[0]?.at ?? '') !== sayDay(points.at(-1)?.at ?? '') && (
        <text x={at.x(1)} y={at.y(0) + 36} textAnchor="end">
          {sayDay(points.at(-1)?.at ?? '')}
        </text>
      )}
    </svg>
  )
}
