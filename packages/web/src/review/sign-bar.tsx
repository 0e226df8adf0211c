import type { Report } from '@firstread/client'
import { Button, Modal } from '@mantine/core'
import { codeOf } from '../api/ask.ts'
import { ConfirmPassword } from '../frame/confirm-password.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { KeyCap } from '../ui/tag.tsx'
import { w } from '../words/index.ts'
import css from './review.module.css'
import { SaveMark } from './review-form.tsx'
import type { useSigning } from './signing.ts'
import type { Draft } from './use-draft.ts'

type SignBarProps = {
  report: Report
  draft: Draft
  missing: readonly string[]
  signing: ReturnType<typeof useSigning>
  isAsking: boolean
  setAsking: (asking: boolean) => void
}

/** The last step: `s` asks, Enter signs. */
export function SignBar({ draft, missing, signing, isAsking, setAsking }: SignBarProps) {
  const { sign, question, dismiss } = signing
  const { review } = w.reading
  const asked = question !== undefined || codeOf(sign.error) === 'password-needed'
  return (
    <div className={css.bar}>
      {sign.isError && !asked && <ProblemNote error={sign.error} />}
      <div className={css.barLine}>
        <span className={css.state}>
          <SaveMark save={draft.save} />
          {missing.length > 0 && <span className={css.missing}>{review.missing(missing.join(', '))}</span>}
        </span>
        <Button
          disabled={missing.length > 0}
          loading={sign.isPending}
          rightSection={<KeyCap>s</KeyCap>}
          onClick={() => setAsking(true)}
        >
          {review.sign}
        </Button>
      </div>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={review.sure}
        size="sm"
        closeButtonProps={{ 'aria-label': w.frame.close }}
        transitionProps={{ duration: 0 }}
      >
        <p className={css.sure}>{review.sureText}</p>
        {draft.form.urgencyLevel === 'critical' && <p className={css.critical}>{review.sureCritical}</p>}
        <div className={css.barLine}>
          <Button variant="default" onClick={() => setAsking(false)}>
            {review.cancel}
          </Button>
          <Button
            // At once, not when the dialog's trap gets to it: Enter follows `s` within a blink, and would go nowhere.
            autoFocus
            data-autofocus
            loading={sign.isPending}
            onClick={() => {
              setAsking(false)
              sign.mutate(false)
            }}
          >
            {review.sign}
          </Button>
        </div>
      </Modal>
      <Modal
        opened={question === 'further'}
        onClose={dismiss}
        title={review.further}
        closeButtonProps={{ 'aria-label': w.frame.close }}
      >
        <p className={css.sure}>{review.furtherText}</p>
        <Button onClick={() => sign.mutate(true)} loading={sign.isPending}>
          {review.furtherSign}
        </Button>
      </Modal>
      <ConfirmPassword isOpen={question === 'password'} close={dismiss} done={() => sign.mutate(false)} />
    </div>
  )
}
