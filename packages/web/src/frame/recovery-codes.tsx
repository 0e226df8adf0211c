import { Button, Checkbox, Modal } from '@mantine/core'
import { useState } from 'react'
import { freshCodes } from '../api/sign-in.ts'
import { useStore } from '../api/store.ts'
import { w } from '../words/index.ts'
import css from './factor.module.css'

/** Recovery codes are shown once: they stay on the screen until somebody says that they have kept them. */
export function FreshRecoveryCodes() {
  const codes = useStore(freshCodes)
  const [isKept, setKept] = useState(false)
  const close = () => {
    freshCodes.set([])
    setKept(false)
  }
  return (
    <Modal
      opened={codes.length > 0}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={w.frame.factor.codesTitle}
      size="md"
    >
      <p className={css.text}>{w.frame.factor.codesText}</p>
      <ul className={css.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Checkbox
        mb="md"
        label={w.frame.factor.kept}
        checked={isKept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      <div className={css.actions}>
        <Button disabled={!isKept} onClick={close}>
          {w.frame.factor.goOn}
        </Button>
        <Button variant="default" onClick={() => void navigator.clipboard?.writeText(codes.join('\n'))}>
          {w.frame.factor.copy}
        </Button>
        <Button variant="default" onClick={() => window.print()}>
          {w.frame.factor.print}
        </Button>
      </div>
    </Modal>
  )
}
