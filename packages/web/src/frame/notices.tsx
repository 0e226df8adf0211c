import * as api from '@firstread/client'
import { ActionIcon, Button, Indicator, Popover } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import { noticesQuery } from '../api/queries.ts'
import { type Role, studyPath } from '../paths.ts'
import { Icon } from '../ui/icons.tsx'
import { sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './notices.module.css'
import shell from './shell.module.css'

/** The bell, its number, and what it rings for. */
export function Notices({ role }: { role: Role }) {
  const [isOpen, setOpen] = useState(false)
  const found = useInfiniteQuery(noticesQuery())
  const items = found.data?.pages.flatMap((page) => page.items) ?? []
  const unread = items.filter((item) => !item.isRead).length
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={380} shadow="md" trapFocus>
      <Indicator label={unread} size={16} disabled={unread === 0} color="red.8" offset={5}>
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            className={shell.tool}
            aria-label={w.frame.notices.open(unread)}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name="bell" size={20} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} aria-label={w.frame.notices.title}>
        <List items={items} role={role} close={() => setOpen(false)} />
        {found.hasNextPage && (
          <Button variant="subtle" fullWidth onClick={() => void found.fetchNextPage()}>
            {w.frame.notices.more}
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

function List({ items, role, close }: { items: readonly api.Notification[]; role: Role; close: () => void }) {
  const go = useNavigate()
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: ['notices'] })
  const readAll = useMutation({ mutationFn: () => ask(api.readAllNotifications()), onSettled: refresh })
  const read = useMutation({
    mutationFn: (notificationId: string) => ask(api.readNotification({ path: { notificationId } })),
    onSettled: refresh,
  })
  const open = ({ notificationId, relatedReportId }: api.Notification) => {
    read.mutate(notificationId)
    close()
    if (relatedReportId) void go({ to: studyPath(role), params: { reportId: relatedReportId } })
  }
  return (
    <>
      <header className={css.head}>
        <h2 className={css.title}>{w.frame.notices.title}</h2>
        {items.some((item) => !item.isRead) && (
          <Button size="compact-sm" variant="subtle" onClick={() => readAll.mutate()}>
            {w.frame.notices.readAll}
          </Button>
        )}
      </header>
      {items.length === 0 && <p className={css.none}>{w.frame.notices.none}</p>}
      <ul className={css.list}>
        {items.map((item) => (
          <li key={item.notificationId}>
            <button
              type="button"
              className={css.item}
              data-unread={!item.isRead || undefined}
              onClick={() => open(item)}
            >
              <span className={css.name}>{item.title}</span>
              {item.message && <span className={css.text}>{item.message}</span>}
              <span className={css.when}>{sayMoment(item.createdAt)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
