import type { ModelCurves } from '@firstread/client'
import { w } from '../words/index.ts'
import { AsTable, Chart, Legend } from './chart.tsx'
import own from './metrics.module.css'
import { at, Plot } from './plot.tsx'
import { type Shares, say, sayArea } from './shares.ts'

/** Every threshold that the model could decide by, and the one it does, with both its intervals. */
export function Roc({ curves, shares }: { curves: ModelCurves; shares: Shares }) {
  const { models } = w.care
  const { roc, auc, positives, negatives } = curves
  if (roc.length === 0) return <Chart title={models.roc} note={models.noRoc} />
  const area = auc ? models.auc(sayArea(auc.value), sayArea(auc.low), sayArea(auc.high)) : ''
  const of = models.rocOf(positives, negatives)
  return (
    <Chart title={models.roc} note={`${area ? `${area}; ` : ''}${of}.`}>
      <Plot label={models.rocLabel(`${area} ${of}`)} axes={models.rocAxes}>
        <polyline
          className={own.line}
          points={roc
            .map(({ falsePositives, truePositives }) => `${at.x(falsePositives)},${at.y(truePositives)}`)
            .join(' ')}
        />
        <Decision shares={shares} />
      </Plot>
      <Legend
        of={[
          ['line', models.everyThreshold],
          ['dot', models.now],
          ['dashes', models.chance],
        ]}
      />
      <AsTable
        name={models.roc}
        of={() => ({
          head: [models.rocAxes.x, models.rocAxes.y],
          rows: roc.map(({ falsePositives, truePositives }) => [say(falsePositives), say(truePositives)]),
        })}
      />
    </Chart>
  )
}

function Decision({ shares: { recall, specificity } }: { shares: Shares }) {
  if (!recall || !specificity) return null
  const [x, y] = [at.x(1 - specificity.value), at.y(recall.value)]
  return (
    <g>
      <line x1={x} x2={x} y1={at.y(recall.low)} y2={at.y(recall.high)} className={own.whisker} />
      <line x1={at.x(1 - specificity.high)} x2={at.x(1 - specificity.low)} y1={y} y2={y} className={own.whisker} />
      <circle cx={x} cy={y} r="5" className={own.point} />
    </g>
  )
}
