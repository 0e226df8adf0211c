import type { ModelCurves } from '@firstread/client'
import { w } from '../words/index.ts'
import { AsTable, Chart, Legend } from './chart.tsx'
import own from './metrics.module.css'
import { at, Plot } from './plot.tsx'
import { say } from './shares.ts'

type Bin = ModelCurves['reliability'][number]

/** Whether 70 % means 70 %: what was claimed against what came true, by bins. */
export function Calibration({ bins }: { bins: readonly Bin[] }) {
  const { models } = w.care
  const n = bins.reduce((sum, bin) => sum + bin.n, 0)
  if (n === 0) return <Chart title={models.calibration} note={models.noCalibration} />
  // Expected calibration error: the gap, by how full each bin is.
  const gap = say(bins.reduce((sum, bin) => sum + (bin.n / n) * Math.abs(bin.claimed - bin.observed), 0))
  return (
    <Chart title={models.calibration} note={`${models.gap(gap, n)} ${models.calibrationNote}`}>
      <Plot label={models.calibrationLabel(bins.length, n, gap)} axes={models.calibrationAxes}>
        {bins.map(({ claimed, low, high }) => (
          <line
            key={claimed}
            x1={at.x(claimed)}
            x2={at.x(claimed)}
            y1={at.y(low)}
            y2={at.y(high)}
            className={own.whisker}
          />
        ))}
        <polyline
          className={own.thin}
          points={bins.map(({ claimed, observed }) => `${at.x(claimed)},${at.y(observed)}`).join(' ')}
        />
        {bins.map((bin) => (
          <circle
            key={bin.claimed}
            cx={at.x(bin.claimed)}
            cy={at.y(bin.observed)}
            r={3 + 5 * Math.sqrt(bin.n / n)}
            className={own.point}
          />
        ))}
      </Plot>
      <Legend
        of={[
          ['dot', models.observed],
          ['dashes', models.perfect],
        ]}
      />
      <AsTable
        name={models.calibration}
        of={() => ({
          head: [models.claimed, `${models.observed} (${models.bounds})`, models.count],
          rows: bins.map((bin) => [
            say(bin.claimed),
            `${say(bin.observed)} (${say(bin.low)} – ${say(bin.high)})`,
            bin.n,
          ]),
        })}
      />
    </Chart>
  )
}
