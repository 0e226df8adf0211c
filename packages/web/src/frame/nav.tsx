import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
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
  return (
    <nav className={css.nav} aria-label={w.frame.nav.label}>
      {pagesOf[role].map((page) => (
        <Link key={page} to={paths[page]} className={css.navLink} activeProps={{ 'data-active': true }}>
          <Icon name={iconOf[page]} />
          <span>{page === 'studies' && role === 'radiologist' ? w.ingest.studies.own : w.frame.nav[page]}</span>
          {page === 'critical' && <OpenCritical />}
        </Link>
      ))}
    </nav>
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
