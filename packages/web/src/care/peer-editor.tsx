import type { Peer } from '@firstread/client'
import * as api from '@firstread/client'
import { Button, Checkbox, Modal, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { ask } from '../api/ask.ts'
import { ProblemNote } from '../ui/problem.tsx'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'
import css from './care.module.css'
import { bodyOf, formOf, type Operation, operations, type PeerForm } from './peer-form.ts'

type EditorProps = { peer?: Peer; isOpen: boolean; close: () => void; done: (peer: Peer) => void }

/** A new machine, or another word about one that is known. */
export function PeerEditor({ peer, isOpen, close, done }: EditorProps) {
  const { peers: words } = w.care
  const client = useQueryClient()
  const [form, setForm] = useState(() => formOf(peer))
  useEffect(() => {
    if (isOpen) setForm(formOf(peer))
  }, [isOpen, peer])
  const change = (next: Partial<PeerForm>) => setForm((now) => ({ ...now, ...next }))
  const save = useMutation({
    mutationFn: () => {
      const body = bodyOf(form, peer)
      return ask(peer ? api.changePeer({ path: { peerId: peer.peerId }, body }) : api.createPeer({ body }))
    },
    onSuccess: async (saved) => {
      toast('good', words.saved)
      await client.invalidateQueries({ queryKey: ['peers'] })
      done(saved)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={peer ? words.editOf(peer.aeTitle) : words.add}
      size="lg"
      closeButtonProps={{ 'aria-label': w.frame.close }}
    >
      <form onSubmit={submit} className={css.form}>
        <TextInput
          data-autofocus
          required
          label={words.aeTitle}
          description={words.aeTitleNote}
          maxLength={16}
          value={form.aeTitle}
          onChange={(event) => change({ aeTitle: event.currentTarget.value })}
        />
        <TextInput
          label={words.description}
          value={form.description}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
        <Checkbox.Group
          label={words.may}
          value={form.operations}
          onChange={(chosen) => change({ operations: chosen as Operation[] })}
        >
          <div className={css.row}>
            {operations.map((one) => (
              <Checkbox key={one} value={one} label={words.operation[one]} />
            ))}
          </div>
        </Checkbox.Group>
        <div className={css.pair}>
          <Select
            label={words.sees}
            data={(['own', 'all'] as const).map((value) => ({ value, label: words.sight[value] }))}
            value={form.sees}
            allowDeselect={false}
            onChange={(value) => change({ sees: value as PeerForm['sees'] })}
          />
          <Select
            label={words.forwards}
            data={(['results', 'study'] as const).map((value) => ({ value, label: words.scope[value] }))}
            value={form.forwards}
            allowDeselect={false}
            onChange={(value) => change({ forwards: value as PeerForm['forwards'] })}
          />
          <TextInput
            label={words.host}
            description={words.hostNote}
            value={form.host}
            onChange={(event) => change({ host: event.currentTarget.value })}
          />
          <NumberInput
            label={words.port}
            description={words.portNote}
            min={1}
            max={65_535}
            thousandSeparator={false}
            value={form.port}
            onChange={(value) => typeof value === 'number' && change({ port: value })}
          />
        </div>
        <Checkbox
          label={words.tls}
          checked={form.tls}
          onChange={(event) => change({ tls: event.currentTarget.checked })}
        />
        <Checkbox
          label={words.plain}
          checked={form.allowPlain}
          onChange={(event) => change({ allowPlain: event.currentTarget.checked })}
        />
        <Textarea
          label={words.certificates}
          description={words.certificatesNote}
          autosize
          minRows={1}
          classNames={{ input: css.code }}
          value={form.certificates}
          onChange={(event) => change({ certificates: event.currentTarget.value })}
        />
        <Textarea
          label={words.trusted}
          description={words.trustedNote}
          autosize
          minRows={1}
          maxRows={6}
          classNames={{ input: css.code }}
          value={form.trusted}
          onChange={(event) => change({ trusted: event.currentTarget.value })}
        />
        {save.isError && <ProblemNote error={save.error} />}
        <Button type="submit" loading={save.isPending} disabled={!form.aeTitle.trim()}>
          {words.save}
        </Button>
      </form>
    </Modal>
  )
}
