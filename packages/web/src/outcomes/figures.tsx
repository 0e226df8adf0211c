import { w } from '../words/index.ts'
import own from './metrics.module.css'
import { figureNames, type Shares, say } from './shares.ts'

/** Never a number without its denominator and its interval. */
export function Figures({ of }: { of: Shares }) {
  const { models } = w.care
  return (
    <dl className={own.figures}>
      {figureNames.map((name) => {
        const figure = of[name]
        if (!figure) return null
        return (
          <div key={name}>
            <dt>{models[name]}</dt>
            <dd>
              <strong className="number">{say(figure.value)}</strong>
              <span className="number">{models.of(Math.round(figure.value * figure.n), figure.n)}</span>
              <Interval value={figure.value} low={figure.low} high={figure.high} />
              <span className={own.note}>{models.interval(say(figure.low), say(figure.high))}</span>
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
