import type { Peer } from '@firstread/client'
import * as api from '@firstread/client'
import { Button, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import { Facts } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { sayMoment } from '../ui/time.ts'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'
import css from './care.module.css'
import { EchoMark } from './echo-mark.tsx'
import { PeerEditor } from './peer-editor.tsx'

/** One machine: whether it answers now, its token, and everything that can be said about it. */
export function PeerView({ peer, close }: { peer: Peer | undefined; close: () => void }) {
  return (
    <Modal
      opened={peer !== undefined}
      onClose={close}
      title={peer?.aeTitle ?? ''}
      size="lg"
      closeButtonProps={{ 'aria-label': w.frame.close }}
    >
      {peer && <Inside key={peer.peerId} peer={peer} />}
    </Modal>
  )
}

function Inside({ peer }: { peer: Peer }) {
  const { peers: words } = w.care
  const client = useQueryClient()
  const [isEditing, setEditing] = useState(false)
  const refresh = () => void client.invalidateQueries({ queryKey: ['peers'] })
  const path = { peerId: peer.peerId }
  const echo = useMutation({ mutationFn: () => ask(api.echoPeer({ path })), onSettled: refresh })
  const token = useMutation({ mutationFn: () => ask(api.createPeerToken({ path })), onSettled: refresh })
  const change = useMutation({
    mutationFn: () => ask(api.changePeer({ path, body: { isActive: !peer.isActive } })),
    onSuccess: () => {
      toast('good', words.saved)
      refresh()
    },
  })
  const trouble = echo.error ?? token.error ?? change.error
  return (
    <div className={css.form}>
      <Facts
        of={[
          [
            words.address,
            peer.address ? `${peer.address.host}:${peer.address.port}${peer.address.tls ? ', TLS' : ''}` : '–',
          ],
          [words.may, peer.operations.map((one) => words.operation[one]).join(', ') || words.nothing],
          [words.sees, words.sight[peer.sees]],
          [words.certificates, String(peer.certificates.length)],
          [words.token, peer.tokenSince ? words.tokenSince(sayMoment(peer.tokenSince)) : words.noToken],
          [words.echo, <EchoMark key="echo" peer={peer} />],
        ]}
      />
      {trouble && <ProblemNote error={trouble} />}
      {echo.data?.reached && (
        <p className={css.quiet} role="status">
          {words.reached(echo.data.milliseconds)}
        </p>
      )}
      {token.data && (
        <div role="status">
          <p className={css.quiet}>{words.tokenOnce}</p>
          <p className={css.pre}>{token.data.token}</p>
        </div>
      )}
      <div className={css.row}>
        <Button disabled={!peer.address} loading={echo.isPending} onClick={() => echo.mutate()}>
          {words.askEcho}
        </Button>
        <Button variant="default" loading={token.isPending} onClick={() => token.mutate()}>
          {peer.tokenSince ? words.renewToken : words.makeToken}
        </Button>
        <Button variant="default" onClick={() => setEditing(true)}>
          {words.edit}
        </Button>
        <Button variant="default" loading={change.isPending} onClick={() => change.mutate()}>
          {peer.isActive ? words.close : words.open}
        </Button>
      </div>
      <PeerEditor peer={peer} isOpen={isEditing} close={() => setEditing(false)} done={() => setEditing(false)} />
    </div>
  )
}
