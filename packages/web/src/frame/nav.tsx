import { Menu } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { criticalQuery } from '../api/loop-queries.ts'
import { pagesOf, paths, type Role } from '../paths.ts'
import { Icon, type IconName } from '../ui/icons.tsx'
import { w } from '../words/index.ts'
import css from './shell.module.css'

type Page = (typeof pagesOf)[Role][number]

export const iconOf: Record<Page, IconName> = {
  worklist: 'list',
  critical: 'warn',
  followUp: 'clock',
  studies: 'folder',
  upload: 'upload',
  results: 'file',
  history: 'heart',
  access: 'eye',
  overview: 'gauge',
  models: 'cpu',
  people: 'people',
  quarantine: 'link',
  peers: 'plug',
  settings: 'sliders',
  audit: 'book',
}

/** In the header on a desk, at the thumb on a phone. */
export function Nav({ role }: { role: Role }) {
  const pages: readonly Page[] = pagesOf[role]
  const isLong = pages.length > atTheThumb
  return (
    <nav className={css.nav} aria-label={w.frame.nav.label} data-long={isLong || undefined}>
      {pages.map((page, place) => (
        <Link
          key={page}
          to={paths[page]}
          className={css.navLink}
          data-behind={(isLong && place >= atTheThumb - 1) || undefined}
          activeProps={{ 'data-active': true }}
        >
          <Icon name={iconOf[page]} />
          <span>{nameOf(page, role)}</span>
          {page === 'critical' && <OpenCritical />}
        </Link>
      ))}
      {isLong && <More pages={pages.slice(atTheThumb - 1)} role={role} />}
    </nav>
  )
}

/** So many find room beside each other on a phone; the last place then opens the others. */
const atTheThumb = 5

const nameOf = (page: Page, role: Role) =>
  page === 'studies' && role === 'radiologist' ? w.ingest.studies.own : w.frame.nav[page]

function More({ pages, role }: { pages: readonly Page[]; role: Role }) {
  const { pathname } = useLocation()
  const isHere = pages.some((page) => pathname.startsWith(paths[page]))
  return (
    <Menu position="top-end" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <button type="button" className={`${css.navLink} ${css.navMore}`} data-active={isHere || undefined}>
          <Icon name="dots" />
          <span>{w.frame.nav.more}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {pages.map((page) => (
          <Menu.Item key={page} component={Link} to={paths[page]} leftSection={<Icon name={iconOf[page]} size={18} />}>
            {nameOf(page, role)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** How many critical results nobody has acknowledged: seen from every page of a doctor. */
function OpenCritical() {
  const pages = useInfiniteQuery(criticalQuery('open')).data?.pages
  const open = pages?.flatMap((page) => page.items).length ?? 0
  if (open === 0) return null
  return (
    <strong className={`${css.badge} number`}>
      {open}
      {pages?.at(-1)?.nextCursor ? '+' : ''}
      <span className="visually-hidden"> {w.loops.critical.notYet}</span>
    </strong>
  )
}
