import { Skeleton } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { w } from '../words/index.ts'
import { Icon, type IconName } from './icons.tsx'
import css from './page.module.css'

/** The tab says where one is; never a patient's name (it would stand in the browser's history). */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${w.frame.name}`
  }, [title])
}

type PageProps = { title: string; text?: string; actions?: ReactNode; narrow?: boolean; children: ReactNode }

export function Page({ title, text, actions, narrow, children }: PageProps) {
  useTitle(title)
  return (
    <div className={css.page} data-narrow={narrow || undefined}>
      <header className={css.head}>
        <div>
          <h1 className={css.title}>{title}</h1>
          {text && <p className={css.text}>{text}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

export function Card({ title, aside, children }: { title?: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.card}>
      {title && (
        <header className={css.cardHead}>
          <h2 className={css.cardTitle}>{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  )
}

type EmptyProps = { icon: IconName; title: string; text?: string; children?: ReactNode }

export function Empty({ icon, title, text, children }: EmptyProps) {
  return (
    <div className={css.empty}>
      <span className={css.emptyIcon}>
        <Icon name={icon} size={28} />
      </span>
      <h2 className={css.emptyTitle}>{title}</h2>
      {text && <p className={css.emptyText}>{text}</p>}
      {children}
    </div>
  )
}

/** Grey lines where the answer will stand, so that nothing jumps when it comes. */
export function Waiting({ lines = 3, height = 20 }: { lines?: number; height?: number }) {
  return (
    <div className={css.waiting} role="status" aria-label={w.frame.loading}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey lines are all the same
        <Skeleton key={line} height={height} radius="sm" />
      ))}
    </div>
  )
}

/** A name and its value, for lists of facts. */
export function Facts({ of }: { of: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={css.facts}>
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
