import { Link } from '@tanstack/react-router'
import { pagesOf, paths, type Role } from '../paths.ts'
import { Icon, type IconName } from '../ui/icons.tsx'
import { w } from '../words/index.ts'
import css from './shell.module.css'

type Page = (typeof pagesOf)[Role][number]

export const iconOf: Record<Page, IconName> = {
  worklist: 'list',
  studies: 'folder',
  upload: 'upload',
  results: 'file',
  history: 'heart',
  access: 'eye',
  overview: 'gauge',
  models: 'cpu',
  people: 'people',
  quarantine: 'link',
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
        </Link>
      ))}
    </nav>
  )
}
