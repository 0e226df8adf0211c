import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { Suspense, useEffect, useState } from 'react'
import { followEvents, onNotice } from '../api/events.ts'
import { isLeaving } from '../api/keeper.ts'
import { session } from '../api/session.ts'
import { useStore } from '../api/store.ts'
import { homeOf, paths, type Role } from '../paths.ts'
import { useKeys } from '../ui/keys.ts'
import { Waiting } from '../ui/page.tsx'
import { toast } from '../ui/toast.tsx'
import { languageOf, w } from '../words/index.ts'
import { HelpDialog } from './help.tsx'
import { LiveMark } from './live-mark.tsx'
import { Menu } from './menu.tsx'
import { Nav } from './nav.tsx'
import { Notices } from './notices.tsx'
import { Palette, PaletteButton } from './palette.tsx'
import css from './shell.module.css'
import { useToggledColours } from './use-colours.ts'
import { Wordmark } from './wordmark.tsx'

/** What stands around every page. */
export function Shell() {
  const now = useStore(session)
  const leaving = useStore(isLeaving)
  const [open, setOpen] = useState<'palette' | 'help'>()
  const toggleColours = useToggledColours()
  useKeys(w.frame.help.anywhere, [
    { press: 'mod+k', does: () => setOpen('palette'), words: w.frame.keys.palette, shown: 'Ctrl K' },
    { press: '?', does: () => setOpen('help'), words: w.frame.keys.help },
    { press: 'alt+t', does: toggleColours, words: w.frame.keys.theme, shown: 'Alt T' },
  ])
  useLive()
  if (now.is !== 'in' && now.is !== 'locked') return null
  const { user } = now
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#content">
        {w.frame.nav.skip}
      </a>
      <header className={css.header}>
        <Link to={homeOf(user.role)} className={css.brand} aria-label={w.frame.name}>
          <Wordmark />
        </Link>
        <Nav role={user.role} />
        <div className={css.tools}>
          <PaletteButton open={() => setOpen('palette')} />
          <LiveMark />
          <Notices role={user.role} />
          <Menu user={user} help={() => setOpen('help')} />
        </div>
      </header>
      {leaving && (
        <div className={css.leaving} role="alert">
          <strong>{w.frame.idle.title}</strong> {w.frame.idle.text}
        </div>
      )}
      <main id="content" className={css.content} tabIndex={0} lang={pagesLanguage(user.role)}>
        <Suspense fallback={<Waiting lines={6} />}>
          <Outlet />
        </Suspense>
      </main>
      <Palette isOpen={open === 'palette'} close={() => setOpen(undefined)} user={user} help={() => setOpen('help')} />
      <HelpDialog isOpen={open === 'help'} close={() => setOpen(undefined)} />
    </div>
  )
}

/** The pages of patients are said in every language; those of staff may still be in English around the same frame. */
const pagesLanguage = (role: Role) => languageOf(role === 'patient' ? 'patient' : 'triage')

/** Follows the server, and says the little that must not wait for a look at the notices. */
function useLive(): void {
  const client = useQueryClient()
  const go = useNavigate()
  useEffect(() => followEvents(client), [client])
  useEffect(
    () =>
      onNotice(({ priority }) => {
        if (priority !== 'urgent' && priority !== 'high') return
        toast('news', w.frame.notices.urgent, { open: () => void go({ to: paths.home }) })
      }),
    [go],
  )
}
