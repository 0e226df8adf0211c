import type { Peer } from '@firstread/client'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { peersQuery } from '../api/care-queries.ts'
import { Icon } from '../ui/icons.tsx'
import { More } from '../ui/more.tsx'
import { Empty, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import table from '../ui/table.module.css'
import { Tag } from '../ui/tag.tsx'
import { sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './care.module.css'
import { Deliveries } from './deliveries.tsx'
import { EchoMark } from './echo-mark.tsx'
import { PeerEditor } from './peer-editor.tsx'
import { PeerView } from './peer-view.tsx'

/** The machines that speak DICOM with us: what each may do, whether it answers, and what is on its way to it. */
export function PeersPage() {
  const { peers: words } = w.care
  const found = useInfiniteQuery(peersQuery())
  const [shownId, setShownId] = useState<string>()
  const [isAdding, setAdding] = useState(false)
  const peers = found.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page
      title={words.title}
      text={words.text}
      actions={
        <Button size="xs" leftSection={<Icon name="plus" size={14} />} onClick={() => setAdding(true)}>
          {words.add}
        </Button>
      }
    >
      {found.isPending && <Waiting lines={4} height={36} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && peers.length === 0 && <Empty icon="link" title={words.none} text={words.noneText} />}
      {peers.length > 0 && <Table peers={peers} open={(peer) => setShownId(peer.peerId)} />}
      <More query={found} />
      <Deliveries />
      <PeerEditor
        isOpen={isAdding}
        close={() => setAdding(false)}
        done={(peer) => {
          setAdding(false)
          setShownId(peer.peerId)
        }}
      />
      <PeerView peer={peers.find(({ peerId }) => peerId === shownId)} close={() => setShownId(undefined)} />
    </Page>
  )
}

function Table({ peers, open }: { peers: readonly Peer[]; open: (peer: Peer) => void }) {
  const { peers: words } = w.care
  return (
    <div className={table.box}>
      <table className={`${table.table} ${table.stacks}`}>
        <thead>
          <tr>
            {[words.aeTitle, words.address, words.may, words.echo, words.lastSeen, words.state].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {peers.map((peer) => (
            <tr key={peer.peerId}>
              <td>
                <button type="button" className={css.plain} onClick={() => open(peer)}>
                  {peer.aeTitle}
                </button>
                {peer.description && <span className={css.error}>{peer.description}</span>}
              </td>
              <td className="number">{peer.address ? `${peer.address.host}:${peer.address.port}` : '–'}</td>
              <td>{peer.operations.map((one) => words.operation[one]).join(', ') || words.nothing}</td>
              <td>
                <EchoMark peer={peer} />
              </td>
              <td className="number">{peer.lastSeenAt ? sayMoment(peer.lastSeenAt) : words.never}</td>
              <td>
                <Tag tone={peer.isActive ? 'good' : 'plain'}>{peer.isActive ? words.active : words.inactive}</Tag>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
