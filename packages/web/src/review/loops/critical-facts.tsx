import type { CriticalResult } from '@firstread/client'
import { sayMoment } from '../../ui/time.ts'
import { w } from '../../words/index.ts'
import css from './board.module.css'

/** Whom Firstread told, round by round. */
export function Tellings({ result }: { result: CriticalResult }) {
  const { critical } = w.loops
  return (
    <details className={css.tellings}>
      <summary>{critical.told}</summary>
      {result.tellings.length === 0 && <p className={css.quiet}>{critical.toldNobody}</p>}
      <ul className={css.rounds}>
        {result.tellings.map(({ round, toldAt, people }) => (
          <li key={round}>
            <span>{critical.toldAt(sayMoment(toldAt), round > 0)}</span>
            {people.map(({ name }) => name).join(', ')}
          </li>
        ))}
      </ul>
    </details>
  )
}

export function AcknowledgedWords({ said }: { said: NonNullable<CriticalResult['acknowledgement']> }) {
  const { critical } = w.loops
  const how = critical.how[said.how]
  return (
    <>
      <p>
        {critical.by(said.acknowledgedByName, sayMoment(said.acknowledgedAt))}
        {'. '}
        {said.toldWhom && said.toldAt ? critical.said(how, said.toldWhom, sayMoment(said.toldAt)) : how}
      </p>
      {said.note && <p className={css.words}>{said.note}</p>}
    </>
  )
}
