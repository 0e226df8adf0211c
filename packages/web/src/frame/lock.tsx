import type { User } from '@firstread/client'
import { FocusTrap } from '@mantine/core'
import { signOut } from '../api/sign-in.ts'
import { w } from '../words/index.ts'
import css from './sign-in.module.css'
import { SignInForm } from './sign-in-form.tsx'

/** Covers the page of somebody whose session has ended, without touching what they were writing. */
export function Lock({ user }: { user: User }) {
  return (
    <div className={css.cover}>
      <FocusTrap>
        <div className={css.box} role="dialog" aria-modal="true" aria-labelledby="lock-title">
          <h2 id="lock-title" className={css.title}>
            {w.frame.signIn.again}
          </h2>
          <p className={css.again}>{w.frame.signIn.againText(user.name)}</p>
          <SignInForm email={user.email} />
          <button type="button" className={css.other} onClick={() => void signOut()}>
            {w.frame.signIn.notYou}
          </button>
        </div>
      </FocusTrap>
    </div>
  )
}
