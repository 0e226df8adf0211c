import type { NewShare } from '@firstread/client'
import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { QrCode } from '../frame/qr-code.tsx'
import { w } from '../words/index.ts'
import { CopyButton } from './copied.tsx'
import css from './share.module.css'

/** Link and code, said once. In two halves a code is easier to read out. */
export function FreshShare({ fresh, done }: { fresh: NewShare; done: () => void }) {
  const { share } = w.patient
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const link = new URL(fresh.link, location.origin).href
  const code = `${fresh.code.slice(0, 4)} ${fresh.code.slice(4)}`
  return (
    <section className={css.fresh}>
      <h3 ref={heading} tabIndex={-1} className={css.freshTitle}>
        {share.madeTitle(fresh.share.label)}
      </h3>
      <p className={css.advice}>{share.once}</p>
      <div className={css.both}>
        <div className={css.secrets}>
          <div>
            <span className={css.label}>{share.link}</span>
            <span className={css.link}>{link}</span>
            <CopyButton text={link} label={share.copyLink} />
          </div>
          <div>
            <span className={css.label}>{share.code}</span>
            <span className={css.code}>{code}</span>
            <CopyButton text={code} label={share.copyCode} />
          </div>
        </div>
        <figure className={css.qr}>
          <QrCode text={link} label={share.qr(fresh.share.label)} />
          <figcaption>{share.qrNote}</figcaption>
        </figure>
      </div>
      <Button variant="default" onClick={done}>
        {share.done}
      </Button>
    </section>
  )
}
