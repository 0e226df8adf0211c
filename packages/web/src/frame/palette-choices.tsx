import type { User } from '@firstread/client'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { reportsQuery } from '../api/queries.ts'
import { signOut } from '../api/sign-in.ts'
import { pagesOf, paths, studyPath } from '../paths.ts'
import type { IconName } from '../ui/icons.tsx'
import { sayDay } from '../ui/time.ts'
import { w } from '../words/index.ts'
import { iconOf } from './nav.tsx'
import { useToggledColours } from './use-colours.ts'

export type Choice = { id: string; name: string; kind: string; icon: IconName; does: () => void }

/** What fits the typed text: pages and actions at once, studies from the server after two letters. */
export function useChoices(user: User, text: string, help: () => void): Choice[] {
  const fixed = useFixed(user, help)
  const studies = useStudies(user, text)
  const wanted = text.trim().toLowerCase()
  return [...fixed.filter(({ name }) => name.toLowerCase().includes(wanted)), ...studies].slice(0, 12)
}

function useFixed(user: User, help: () => void): Choice[] {
  const go = useNavigate()
  const toggleColours = useToggledColours()
  const { pages, actions } = w.frame.palette
  return [
    ...pagesOf[user.role].map((page) => ({
      id: page,
      name: w.frame.nav[page],
      kind: pages,
      icon: iconOf[page],
      does: () => void go({ to: paths[page] }),
    })),
    { id: 'account', name: w.frame.nav.account, kind: pages, icon: 'user', does: () => void go({ to: paths.account }) },
    { id: 'colours', name: w.frame.keys.theme, kind: actions, icon: 'moon', does: toggleColours },
    { id: 'help', name: w.frame.menu.help, kind: actions, icon: 'help', does: help },
    { id: 'leave', name: w.frame.menu.signOut, kind: actions, icon: 'leave', does: () => void signOut() },
  ]
}

function useStudies(user: User, text: string): Choice[] {
  const go = useNavigate()
  const [asked] = useDebouncedValue(text.trim(), 200)
  const found = useInfiniteQuery({
    ...reportsQuery({ q: asked, limit: 8 }),
    enabled: asked.length >= 2 && user.role !== 'patient',
  })
  if (asked.length < 2) return []
  return (found.data?.pages[0]?.items ?? []).map((report) => ({
    id: report.reportId,
    name: `${report.patientName ?? w.domain.unnamed} · ${report.studyType ?? w.domain.study} · ${sayDay(report.uploadDate)}`,
    kind: w.frame.palette.studies,
    icon: 'file',
    does: () => void go({ to: studyPath(user.role), params: { reportId: report.reportId } }),
  }))
}
