import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { lazy } from './api/fetched.ts'
import { currentUser } from './api/session.ts'
import { readAuditSearch } from './care/audit-search.ts'
import { Crash, NotFound } from './frame/not-found.tsx'
import { Shell } from './frame/shell.tsx'
import { readSearch as readStudies } from './ingest/studies-search.ts'
import { homeOf, paths, type Role, rolesOf } from './paths.ts'
import { readSearch as readBoard } from './review/loops/search.ts'
import { readSearch as readWorklist } from './triage/search.ts'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Crash })

/** An address of another role leads home: the server would refuse every question the page asks. */
function onlyFor(page: keyof typeof rolesOf) {
  return () => {
    const role = currentUser()?.role
    if (role && !(rolesOf[page] as readonly Role[]).includes(role)) throw redirect({ to: homeOf(role) })
  }
}

const home = createRoute({
  getParentRoute: () => root,
  path: paths.home,
  beforeLoad: () => {
    const role = currentUser()?.role
    if (role) throw redirect({ to: homeOf(role), replace: true })
  },
})

/** Pages come when they are first opened; the reading room brings the viewer, patients never load it. */
const pages = [
  createRoute({
    getParentRoute: () => root,
    path: paths.worklist,
    beforeLoad: onlyFor('worklist'),
    validateSearch: readWorklist,
    component: lazy(() => import('./triage/worklist-page.tsx'), 'WorklistPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.read,
    beforeLoad: onlyFor('read'),
    component: lazy(() => import('./review/reading-page.tsx'), 'ReadingPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.critical,
    beforeLoad: onlyFor('critical'),
    validateSearch: readBoard,
    component: lazy(() => import('./review/loops/critical-page.tsx'), 'CriticalPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.followUp,
    beforeLoad: onlyFor('followUp'),
    validateSearch: readBoard,
    component: lazy(() => import('./review/loops/follow-up-page.tsx'), 'FollowUpPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.studies,
    beforeLoad: onlyFor('studies'),
    validateSearch: readStudies,
    component: lazy(() => import('./ingest/studies-page.tsx'), 'StudiesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.study,
    beforeLoad: onlyFor('study'),
    component: lazy(() => import('./ingest/study-page.tsx'), 'StudyPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.upload,
    beforeLoad: onlyFor('upload'),
    component: lazy(() => import('./ingest/upload-page.tsx'), 'UploadPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.results,
    beforeLoad: onlyFor('results'),
    component: lazy(() => import('./release/results-page.tsx'), 'ResultsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.result,
    beforeLoad: onlyFor('result'),
    component: lazy(() => import('./release/result-page.tsx'), 'ResultPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.history,
    beforeLoad: onlyFor('history'),
    component: lazy(() => import('./release/history-page.tsx'), 'HistoryPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.access,
    beforeLoad: onlyFor('access'),
    component: lazy(() => import('./release/access-page.tsx'), 'AccessPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.overview,
    beforeLoad: onlyFor('overview'),
    component: lazy(() => import('./care/overview-page.tsx'), 'OverviewPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.models,
    beforeLoad: onlyFor('models'),
    component: lazy(() => import('./outcomes/models-page.tsx'), 'ModelsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.people,
    beforeLoad: onlyFor('people'),
    component: lazy(() => import('./care/people-page.tsx'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.quarantine,
    beforeLoad: onlyFor('quarantine'),
    component: lazy(() => import('./care/quarantine-page.tsx'), 'QuarantinePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.peers,
    beforeLoad: onlyFor('peers'),
    component: lazy(() => import('./care/peers-page.tsx'), 'PeersPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.settings,
    beforeLoad: onlyFor('settings'),
    component: lazy(() => import('./care/settings-page.tsx'), 'SettingsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.audit,
    beforeLoad: onlyFor('audit'),
    validateSearch: readAuditSearch,
    component: lazy(() => import('./care/audit-page.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: paths.account,
    component: lazy(() => import('./frame/account-page.tsx'), 'AccountPage'),
  }),
]

export const router = createRouter({
  routeTree: root.addChildren([home, ...pages]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
