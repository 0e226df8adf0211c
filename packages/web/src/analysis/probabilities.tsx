import type { Analysis } from '@firstread/client'
import { w } from '../words/index.ts'
import css from './evidence.module.css'

const classes = ['high', 'medium', 'low'] as const

/** The three calibrated probabilities; together they are 1. Read aloud as a list, seen as bars. */
export function Probabilities({ analysis }: { analysis: Analysis }) {
  return (
    <div>
      <h3 className={css.small}>{w.reading.evidence.probability}</h3>
      <dl className={css.bars}>
        {classes.map((risk) => {
          const probability = analysis[`${risk}Probability`] ?? 0
          return (
            <div key={risk} data-risk={risk}>
              <dt>{w.domain.risk[risk]}</dt>
              <dd>
                <span className={css.bar} aria-hidden="true">
                  <span style={{ width: `${probability * 100}%` }} />
                </span>
                <span className="number">{probability.toFixed(2)}</span>
              </dd>
            </div>
          )
        })}
      </dl>
    </div>
  )
}
