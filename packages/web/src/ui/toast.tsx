import { CloseButton } from '@mantine/core'
import { newStore, useStore } from '../api/store.ts'
import { w } from '../words/index.ts'
import { Icon, type IconName } from './icons.tsx'
import css from './toast.module.css'

type Tone = 'good' | 'bad' | 'news'
type Toast = { id: number; tone: Tone; title: string; text?: string; open?: () => void }
const icons: Record<Tone, IconName> = { good: 'check', bad: 'warn', news: 'bell' }
/** At most so many at once, and for so long: a toast that needs longer should have been something else. */
const limits = { most: 3, ms: 6000 }

const toasts = newStore<readonly Toast[]>([])
let last = 0

/** A few words in the corner that go by themselves. Never the only place where something can be read. */
export function toast(tone: Tone, title: string, more: { text?: string; open?: () => void } = {}): void {
  const id = ++last
  toasts.set([...toasts.get(), { id, tone, title, ...more }].slice(-limits.most))
  setTimeout(() => drop(id), limits.ms)
}

const drop = (id: number) => toasts.set(toasts.get().filter((one) => one.id !== id))

export function Toasts() {
  const shown = useStore(toasts)
  return (
    <div className={css.corner} role="status" aria-live="polite">
      {shown.map(({ id, tone, title, text, open }) => (
        <div key={id} className={css.toast} data-tone={tone}>
          <Icon name={icons[tone]} />
          <div className={css.words}>
            {open ? (
              <button
                type="button"
                className={css.link}
                onClick={() => {
                  drop(id)
                  open()
                }}
              >
                {title}
              </button>
            ) : (
              <strong>{title}</strong>
            )}
            {text && <span>{text}</span>}
          </div>
          <CloseButton size="sm" aria-label={w.frame.close} onClick={() => drop(id)} />
        </div>
      ))}
    </div>
  )
}
