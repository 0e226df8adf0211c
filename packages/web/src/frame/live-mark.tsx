import { Tooltip } from '@mantine/core'
import { live } from '../api/events.ts'
import { useStore } from '../api/store.ts'
import { w } from '../words/index.ts'
import css from './shell.module.css'

/** Whether what is on the screen is the present. */
export function LiveMark() {
  const state = useStore(live)
  return (
    <Tooltip label={w.frame.live[`${state}Long`]} multiline w={240}>
      <span className={css.live} data-state={state} role="status">
        <span className={css.dot} aria-hidden="true" />
        <span className={state === 'open' ? 'visually-hidden' : undefined}>{w.frame.live[state]}</span>
      </span>
    </Tooltip>
  )
}
