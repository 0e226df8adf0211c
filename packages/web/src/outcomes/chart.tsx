import { type ReactNode, useState } from 'react'
import table from '../ui/table.module.css'
import { w } from '../words/index.ts'
import own from './metrics.module.css'

type ChartProps = { title: string; note?: string | undefined; aside?: ReactNode; children?: ReactNode }

/** A picture with its name, and what is to be said below it. */
export function Chart({ title, note, aside, children }: ChartProps) {
  return (
    <figure className={own.figure}>
      <figcaption className={own.chartTitle}>
        {title}
        {aside}
      </figcaption>
      {children}
      {note && <p className={own.note}>{note}</p>}
    </figure>
  )
}

type Rows = { head: readonly string[]; rows: readonly (readonly (string | number)[])[] }

/** The numbers behind a picture, for those who cannot see it and those who want to know exactly. Built when it is opened. */
export function AsTable({ name, of }: { name: string; of: () => Rows }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className={own.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {w.care.models.asTable}
        <span className="visually-hidden">: {name}</span>
      </summary>
      {isOpen && <Numbers name={name} {...of()} />}
    </details>
  )
}

function Numbers({ name, head, rows }: Rows & { name: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className={own.scroll} tabIndex={0} aria-label={name}>
      <table className={table.table}>
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="number">
          {rows.map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: points of a curve have no other name than their place
            <tr key={place}>
              {row.map((cell, column) => (
                <td key={head[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

type Mark = 'line' | 'dot' | 'dashes'

/** What each mark of a plot means; told apart by form, not by colour. */
export function Legend({ of }: { of: readonly (readonly [Mark, string])[] }) {
  return (
    <ul className={own.legend}>
      {of.map(([mark, words]) => (
        <li key={mark} data-mark={mark}>
          {words}
        </li>
      ))}
    </ul>
  )
}
