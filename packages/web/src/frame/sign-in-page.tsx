import { useTitle } from '../ui/page.tsx'
import { w } from '../words/index.ts'
import css from './sign-in.module.css'
import { SignInForm } from './sign-in-form.tsx'
import { Wordmark } from './wordmark.tsx'

const reasons = { ended: () => w.frame.signIn.ended, left: () => w.frame.signIn.left }

export function SignInPage({ because }: { because?: 'ended' | 'left' }) {
  useTitle(w.frame.signIn.title)
  return (
    <main className={css.page}>
      <div className={css.box}>
        <Wordmark size={36} />
        <p className={css.claim}>{w.frame.signIn.claim}</p>
        <h1 className={css.title}>{w.frame.signIn.title}</h1>
        {because && (
          <p className={css.because} role="status">
            {reasons[because]()}
          </p>
        )}
        <SignInForm />
        <p className={css.help}>{w.frame.signIn.help}</p>
      </div>
    </main>
  )
}
