import type { ReactNode } from 'react'
import css from './tag.module.css'

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'info'

/** A short state in a quiet box. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={css.tag} data-tone={tone}>
      {children}
    </span>
  )
}

/** A key as it is printed on the keyboard; the help reads the keys aloud. */
export const KeyCap = ({ children, hidden = true }: { children: ReactNode; hidden?: boolean }) => (
  <kbd className={css.key} aria-hidden={hidden}>
    {children}
  </kbd>
)
