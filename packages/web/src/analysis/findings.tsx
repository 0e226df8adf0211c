import type { Findings as Found, ReviewDraft } from '@firstread/client'
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Icon } from '../ui/icons.tsx'
import { w } from '../words/index.ts'
import css from './evidence.module.css'

type Marks = NonNullable<ReviewDraft['findingMarks']>
export type Marking = { marks: Marks; change: (marks: Marks) => void }
type Missed = Extract<Marks[number], { mark: 'missed' }>

/** Places and claims, one by one, each of which the doctor may agree to or not; and what the machine did not see. */
export function Findings({ findings, marking }: { findings: Found | null; marking?: Marking | undefined }) {
  const { evidence } = w.reading
  const abnormalities = findings?.abnormalities ?? []
  return (
    <div>
      <h3 className={css.small}>{evidence.findings}</h3>
      {abnormalities.length === 0 && <p className={css.text}>{evidence.noFindings}</p>}
      <ul className={css.findings}>
        {abnormalities.map((finding, index) => (
          <li key={`${finding.type} ${finding.location}`} className={css.finding}>
            <span className={css.claim}>
              <strong className={css.name}>{finding.type}</strong>
              <span className={css.where}>
                {finding.location} · {w.domain.severity[finding.severity]} ·{' '}
                <span className="number">{evidence.confidence(Math.round(finding.confidence * 100))}</span>
              </span>
            </span>
            {marking && <Verdict marking={marking} index={index} />}
          </li>
        ))}
      </ul>
      {marking && <MissedOnes marking={marking} />}
    </div>
  )
}

function Verdict({ marking, index }: { marking: Marking; index: number }) {
  const own = marking.marks.find((one) => one.mark !== 'missed' && one.index === index)
  const others = marking.marks.filter((one) => one !== own)
  const say = (mark: 'agree' | 'disagree') => marking.change(own?.mark === mark ? others : [...others, { mark, index }])
  return (
    <span className={css.verdict}>
      {(['agree', 'disagree'] as const).map((mark) => (
        <ActionIcon
          key={mark}
          variant={own?.mark === mark ? 'filled' : 'default'}
          size="md"
          aria-label={w.reading.evidence[mark]}
          title={w.reading.evidence[mark]}
          aria-pressed={own?.mark === mark}
          onClick={() => say(mark)}
        >
          <Icon name={mark === 'agree' ? 'check' : 'cross'} size={14} />
        </ActionIcon>
      ))}
    </span>
  )
}

function MissedOnes({ marking }: { marking: Marking }) {
  const { evidence } = w.reading
  const [isAdding, setAdding] = useState(false)
  const missed = marking.marks.filter((one): one is Missed => one.mark === 'missed')
  return (
    <>
      {missed.map((one) => (
        <div key={`${one.type} ${one.location}`} className={css.finding}>
          <span className={css.claim}>
            <strong className={css.name}>{one.type}</strong>
            <span className={css.where}>
              {one.location} · {evidence.missed}
            </span>
          </span>
          <ActionIcon
            variant="default"
            aria-label={evidence.remove}
            onClick={() => marking.change(marking.marks.filter((other) => other !== one))}
          >
            <Icon name="cross" size={14} />
          </ActionIcon>
        </div>
      ))}
      {isAdding ? (
        <AddMissed marking={marking} done={() => setAdding(false)} />
      ) : (
        <Button variant="subtle" size="compact-sm" onClick={() => setAdding(true)}>
          {evidence.addMissed}
        </Button>
      )}
    </>
  )
}

function AddMissed({ marking, done }: { marking: Marking; done: () => void }) {
  const { evidence } = w.reading
  const [type, setType] = useState('')
  const [location, setLocation] = useState('')
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (!type.trim() || !location.trim()) return
    marking.change([...marking.marks, { mark: 'missed', type: type.trim(), location: location.trim() }])
    done()
  }
  return (
    <form className={css.adding} onSubmit={add}>
      <TextInput
        size="xs"
        autoFocus
        label={evidence.missedType}
        value={type}
        onChange={(event) => setType(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={evidence.missedWhere}
        value={location}
        onChange={(event) => setLocation(event.currentTarget.value)}
      />
      <Button size="xs" type="submit">
        {evidence.add}
      </Button>
    </form>
  )
}
