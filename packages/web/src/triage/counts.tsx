import type { WorklistCounts } from '@firstread/client'
import { Icon, type IconName } from '../ui/icons.tsx'
import { w } from '../words/index.ts'
import type { WorklistSearch } from './search.ts'
import css from './worklist.module.css'

const icons: Record<number, IconName> = { 1: 'high', 2: 'medium', 3: 'unread', 4: 'low' }
const colours: Record<number, string> = { 1: 'var(--high)', 2: 'var(--medium)', 3: 'var(--unread)', 4: 'var(--low)' }

type CountsProps = {
  counts: WorklistCounts | undefined
  search: WorklistSearch
  change: (next: WorklistSearch) => void
}

/** Before the first answer, so that nothing jumps when it comes. */
const nothing = [1, 2, 3, 4].map((triageClass) => ({ triageClass, waiting: 0, overdue: 0 }))

/** How much waits in each class, and how much of it too long. Pressing one shows only that class. */
export function Counts({ counts, search, change }: CountsProps) {
  const { class: chosen = '', ...rest } = search
  const toggle = (one: number) => {
    const classes = chosen.split('.').filter(Boolean)
    const next = classes.includes(String(one)) ? classes.filter((c) => c !== String(one)) : [...classes, String(one)]
    change(next.length === 0 ? rest : { ...rest, class: next.sort().join('.') })
  }
  return (
    <div className={css.counts}>
      {(counts?.counts ?? nothing).map(({ triageClass, waiting, overdue }) => (
        <button
          key={triageClass}
          type="button"
          className={css.count}
          aria-pressed={chosen.includes(String(triageClass))}
          onClick={() => toggle(triageClass)}
        >
          <Icon name={icons[triageClass] ?? 'unread'} size={11} style={{ color: colours[triageClass] }} />
          <span>{w.triage.class[triageClass]}</span>
          <strong className="number">{w.triage.waiting(waiting, counts?.isCapped ?? false)}</strong>
          {overdue > 0 && <span className={css.late}>{w.triage.overdueCount(overdue)}</span>}
        </button>
      ))}
    </div>
  )
}
