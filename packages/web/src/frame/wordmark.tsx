import { w } from '../words/index.ts'
import css from './sign-in.module.css'

export function Wordmark({ size = 26 }: { size?: number }) {
  return (
    <span className={css.wordmark} style={{ fontSize: size * 0.62 }}>
      <img src="/icon.svg" width={size} height={size} alt="" />
      <span>{w.frame.name}</span>
    </span>
  )
}
