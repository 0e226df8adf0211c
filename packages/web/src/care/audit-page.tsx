import type { AuditEntry } from '@firstread/client'
import { Button, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Fragment, useState } from 'react'
import { type AuditFilter, auditQuery } from '../api/care-queries.ts'
import { paths } from '../paths.ts'
import { More } from '../ui/more.tsx'
import { Empty, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import table from '../ui/table.module.css'
import { Tag } from '../ui/tag.tsx'
import { sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import type { AuditSearch } from './audit-search.ts'
import css from './care.module.css'

const tones = { success: 'plain', failure: 'warn', error: 'bad' } as const
const day = 86_400_000

/** Days in the address are whole days of the person who looks. */
const filterOf = ({ from, to, ...rest }: AuditSearch): AuditFilter => ({
  ...rest,
  ...(from ? { from: new Date(`${from}T00:00:00`).toISOString() } : {}),
  ...(to ? { to: new Date(Date.parse(`${to}T00:00:00`) + day).toISOString() } : {}),
})

/** Who did what. Nothing here can be changed; everything can be found. */
export function AuditPage() {
  const search = useSearch({ from: paths.audit })
  const go = useNavigate({ from: paths.audit })
  const found = useInfiniteQuery(auditQuery(filterOf(search)))
  const entries = found.data?.pages.flatMap((page) => page.items) ?? []
  const change = (next: AuditSearch) => void go({ search: next, replace: true })
  return (
    <Page title={w.care.audit.title} text={w.care.audit.text} actions={<Filters search={search} change={change} />}>
      {found.isPending && <Waiting lines={8} height={32} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && entries.length === 0 && <Empty icon="book" title={w.care.audit.none} />}
      {entries.length > 0 && <Table entries={entries} narrow={(more) => change({ ...search, ...more })} />}
      <More query={found} />
    </Page>
  )
}

function Filters({ search, change }: { search: AuditSearch; change: (next: AuditSearch) => void }) {
  const { audit } = w.care
  const set = (name: keyof AuditSearch, value: string) => {
    const { [name]: _, ...rest } = search
    change(value ? { ...rest, [name]: value } : rest)
  }
  const typed = useDebouncedCallback(
    (value: string) => set('action', value.trim().toLowerCase().replaceAll(' ', '_')),
    300,
  )
  return (
    <>
      <TextInput
        size="xs"
        aria-label={audit.action}
        placeholder={audit.action}
        defaultValue={search.action ?? ''}
        onChange={(event) => typed(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        type="date"
        aria-label={audit.from}
        value={search.from ?? ''}
        onChange={(event) => set('from', event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        type="date"
        aria-label={audit.to}
        value={search.to ?? ''}
        onChange={(event) => set('to', event.currentTarget.value)}
      />
      {Object.keys(search).length > 0 && (
        <Button size="xs" variant="subtle" onClick={() => change({})}>
          {w.triage.filters.clear}
        </Button>
      )}
    </>
  )
}

type TableProps = { entries: readonly AuditEntry[]; narrow: (more: AuditSearch) => void }

function Table({ entries, narrow }: TableProps) {
  const { audit } = w.care
  const [open, setOpen] = useState<string>()
  return (
    <div className={table.box}>
      <table className={`${table.table} ${table.stacks}`}>
        <thead>
          <tr>
            {[audit.when, audit.who, audit.action, audit.what, audit.outcome, ''].map((name) => (
              <th key={name} scope="col">
                {name || <span className="visually-hidden">{audit.details}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Fragment key={entry.logId}>
              <tr>
                <td className="number">{sayMoment(entry.createdAt)}</td>
                <td>
                  {entry.userId ? (
                    <button type="button" className={css.plain} onClick={() => narrow({ userId: entry.userId ?? '' })}>
                      {entry.userEmail ?? entry.userId}
                    </button>
                  ) : (
                    (entry.userEmail ?? (entry.userRole === 'visitor' ? audit.visitor : audit.system))
                  )}
                </td>
                <td>
                  <button type="button" className={css.plain} onClick={() => narrow({ action: entry.action })}>
                    {entry.action.replaceAll('_', ' ')}
                  </button>
                </td>
                <td>
                  {entry.entityId ? (
                    <button
                      type="button"
                      className={css.plain}
                      onClick={() => narrow({ entityId: entry.entityId ?? '' })}
                    >
                      {entry.entityType} {entry.entityId.slice(0, 8)}
                    </button>
                  ) : (
                    entry.entityType
                  )}
                </td>
                <td>
                  <Tag tone={tones[entry.status]}>{audit.status[entry.status]}</Tag>
                </td>
                <td className={table.right}>
                  <button
                    type="button"
                    className={css.plain}
                    aria-expanded={open === entry.logId}
                    onClick={() => setOpen(open === entry.logId ? undefined : entry.logId)}
                  >
                    {audit.details}
                  </button>
                </td>
              </tr>
              {open === entry.logId && (
                <tr>
                  <td colSpan={6}>
                    <pre className={css.pre}>{JSON.stringify(detailsOf(entry), null, 2)}</pre>
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const detailsOf = ({
  logId,
  requestId,
  ipAddress,
  userAgent,
  userRole,
  patientIds,
  errorMessage,
  oldValues,
  newValues,
}: AuditEntry) => ({
  logId,
  requestId,
  ipAddress,
  userAgent,
  userRole,
  patientIds,
  errorMessage,
  oldValues,
  newValues,
})
