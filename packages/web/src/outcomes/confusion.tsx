import { w } from '../words/index.ts'
import { Chart } from './chart.tsx'
import own from './metrics.module.css'

const classes = ['low', 'medium', 'high'] as const

/** What was true against what the model said. It is a table already; the tint is the share of the row, the frame marks agreement. */
export function Confusion({ counts }: { counts: readonly (readonly number[])[] }) {
  const { models } = w.care
  return (
    <Chart title={models.confusion} note={models.confusionNote}>
      <table className={own.confusion} aria-label={models.confusion}>
        <thead>
          <tr>
            <td />
            {classes.map((said) => (
              <th key={said} scope="col">
                {models.said(w.domain.risk[said])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="number">
          {classes.map((truth, row) => (
            <tr key={truth}>
              <th scope="row">{models.truth(w.domain.risk[truth])}</th>
              {classes.map((said, column) => (
                <Cell key={said} counts={counts[row] ?? []} column={column} agrees={row === column} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Chart>
  )
}

type CellProps = { counts: readonly number[]; column: number; agrees: boolean }

function Cell({ counts, column, agrees }: CellProps) {
  const n = counts.reduce((sum, count) => sum + count, 0)
  const count = counts[column] ?? 0
  const share = n === 0 ? 0 : count / n
  return (
    <td
      data-agrees={agrees || undefined}
      style={{ background: `color-mix(in srgb, var(--accent) ${Math.round(share * 35)}%, transparent)` }}
    >
      <strong>{count}</strong>
      <span>{n === 0 ? '–' : `${Math.round(share * 100)} %`}</span>
    </td>
  )
}
