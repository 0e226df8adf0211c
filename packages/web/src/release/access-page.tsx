import type { AccessEntry } from '@firstread/client'
import { Switch } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { accessLogQuery } from '../api/queries.ts'
import { currentUser } from '../api/session.ts'
import type { Role } from '../paths.ts'
import { More } from '../ui/more.tsx'
import { Card, Empty, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './patient.module.css'

/** Every look at the own record, in words. */
export function AccessPage() {
  const me = currentUser()
  const [isHiding, setHiding] = useState(true)
  const found = useInfiniteQuery(accessLogQuery(me?.id ?? '', isHiding ? 'without' : 'with'))
  const shown = found.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page
      narrow
      title={w.patient.access.title}
      text={w.patient.access.text}
      actions={
        <Switch
          label={w.patient.access.hideOwn}
          checked={isHiding}
          onChange={(event) => setHiding(event.currentTarget.checked)}
        />
      }
    >
      {found.isPending && <Waiting lines={6} height={40} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && shown.length === 0 && !found.hasNextPage && (
        <Empty icon="eye" title={w.patient.access.none} />
      )}
      {shown.length > 0 && (
        <Card>
          <ul className={css.log}>
            {folded(shown).map(({ entry, times }) => (
              <li key={`${entry.createdAt} ${entry.action} ${entry.entityId}`}>
                <span>
                  <strong>{sayWho(entry)}</strong> {sayAction(entry)}
                  {times > 1 && <span> · {w.patient.access.times(times)}</span>}
                  {entry.status !== 'success' && <span> ({w.patient.access.refused})</span>}
                </span>
                <time dateTime={entry.createdAt}>{sayMoment(entry.createdAt)}</time>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <More query={found} />
    </Page>
  )
}

/** One look makes several entries (a page, its picture): the same within a minute is said once, with its number. */
function folded(entries: readonly AccessEntry[]): { entry: AccessEntry; times: number }[] {
  const lines = new Map<string, { entry: AccessEntry; times: number }>()
  for (const entry of entries) {
    const key = [sayWho(entry), entry.sharedWith, entry.action, entry.status, entry.createdAt.slice(0, 16)].join()
    const line = lines.get(key)
    if (line) line.times += 1
    else lines.set(key, { entry, times: 1 })
  }
  return [...lines.values()]
}

function sayAction({ action, status, isPatient, sharedWith }: AccessEntry): string {
  if (action === 'open_shared_result' && status !== 'success') return w.patient.access.tried
  const said = w.patient.actions[action] ?? action.replaceAll('_', ' ')
  return isPatient && sharedWith ? `${said} (${sharedWith})` : said
}

function sayWho({ who, isPatient, role, sharedWith }: AccessEntry): string {
  if (isPatient) return w.patient.access.you
  if (role === 'visitor') return sharedWith ? w.patient.access.visitor(sharedWith) : w.patient.access.aVisitor
  const known = role !== null && role in w.domain.role ? w.domain.role[role as Role] : undefined
  if (who === null) return known ?? w.patient.access.system
  return known ? `${who} (${known})` : who
}
