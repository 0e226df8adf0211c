import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { keepSession } from './api/keeper.ts'
import { queryClient } from './api/query-client.ts'
import { session } from './api/session.ts'
import { findSession } from './api/sign-in.ts'
import { useStore } from './api/store.ts'
import { colours } from './frame/colours.ts'
import { Lock } from './frame/lock.tsx'
import { FreshRecoveryCodes } from './frame/recovery-codes.tsx'
import { SignInPage } from './frame/sign-in-page.tsx'
import { sharedPath } from './paths.ts'
import { router } from './routes.tsx'
import { theme } from './theme.ts'
import { styleNonce } from './trusted-types.ts'
import { ProblemNote } from './ui/problem.tsx'
import { onceStill } from './ui/still.ts'
import { Toasts } from './ui/toast.tsx'
import { useLanguage } from './words/use-language.ts'

/** Whoever comes by a link has no session, and none is looked for. */
const isShared = sharedPath.test(location.pathname)
if (!isShared) void findSession()

const SharedApp = lazy(() =>
  import('./release/shared-app.tsx').then(
    ({ SharedApp }) => ({ default: SharedApp }),
    (error: unknown) => ({ default: () => <ProblemNote error={error} retry={() => location.reload()} /> }),
  ),
)

export function App() {
  return (
    <MantineProvider
      theme={theme}
      colorSchemeManager={colours}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        {isShared ? (
          <Suspense fallback={null}>
            <SharedApp />
          </Suspense>
        ) : (
          <Inside />
        )}
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** Signed out, signed in, or signed in and covered. The page below the cover keeps everything that was typed. */
function Inside() {
  const now = useStore(session)
  const spoken = useLanguage(now.is === 'in' ? now.user.preferences.language : undefined)
  useEffect(keepSession, [])
  useReadingRoomAhead(now.is === 'in' && now.user.role === 'doctor')
  if (now.is === 'starting') return null
  if (now.is === 'out') return <SignInPage {...(now.because ? { because: now.because } : {})} />
  return (
    <>
      <div inert={now.is === 'locked'} style={{ display: 'contents' }} key={spoken}>
        <RouterProvider router={router} />
      </div>
      <FreshRecoveryCodes />
      {now.is === 'locked' && <Lock user={now.user} />}
    </>
  )
}

/** After the first page is there and nobody scrolls, milliseconds. */
const aheadAfter = 1500

/** Doctors open a study next: the viewer (1 MB) comes while they look at the list. Nobody else loads it. */
function useReadingRoomAhead(isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return
    return onceStill(aheadAfter, () => void import('./review/reading-page.tsx').catch(() => undefined))
  }, [isWanted])
}
