import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Wordmark } from '../frame/wordmark.tsx'
import { useTitle } from '../ui/page.tsx'
import { w } from '../words/index.ts'
import { useLanguage } from '../words/use-language.ts'
import { CodeForm } from './code-form.tsx'
import css from './shared.module.css'
import { SharedResult } from './shared-result.tsx'

/** Why the code is asked for again. */
export type Because = 'over' | 'closed'
type State = { in: string } | { because?: Because }

/** What somebody without an account sees: first the code, then one result. No frame, no way on. */
export function SharedApp() {
  const spoken = useLanguage(undefined)
  const client = useQueryClient()
  const token = useFragment()
  const [state, setState] = useState<State>({})
  const leave = (because: Because) => {
    client.clear()
    setState({ because })
  }
  // Another link in the same tab is another share.
  useEffect(() => void (token && setState({})), [token])
  return (
    <div className={css.page} key={spoken}>
      <Title />
      <header className={css.mark}>
        <Wordmark size={26} />
      </header>
      <main className={css.main} id="content">
        {'in' in state ? (
          <SharedResult shareId={state.in} leave={leave} />
        ) : (
          <CodeForm token={token} opened={(shareId) => setState({ in: shareId })} because={state.because} />
        )}
      </main>
    </div>
  )
}

/** In the words of the language that has come by now. */
function Title() {
  useTitle(w.patient.shared.title)
  return null
}

/** The secret stands behind #: no server, proxy or next page is told it. */
function useFragment(): string {
  const [token, setToken] = useState(() => location.hash.slice(1))
  useEffect(() => {
    const read = () => setToken(location.hash.slice(1))
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  return token
}
