import type { Peer } from '@firstread/client'
import { Tag } from '../ui/tag.tsx'
import { sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './care.module.css'

/** When it last answered, or why it did not. */
export function EchoMark({ peer }: { peer: Peer }) {
  const { peers: words } = w.care
  if (!peer.lastEchoAt) return <span className={css.quiet}>{words.neverAsked}</span>
  return (
    <span>
      <Tag tone={peer.lastEchoError ? 'bad' : 'good'}>
        {peer.lastEchoError ? sayTrouble(peer.lastEchoError) : words.answered}
      </Tag>
      <span className={css.error}>{sayMoment(peer.lastEchoAt)}</span>
    </span>
  )
}

export const sayTrouble = (code: string): string => w.care.peers.trouble[code] ?? code
