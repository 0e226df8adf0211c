import * as api from '@firstread/client'
import { Button, Modal, Select, Textarea } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../../api/ask.ts'
import { reportsQuery } from '../../api/queries.ts'
import { ProblemNote } from '../../ui/problem.tsx'
import { sayDay } from '../../ui/time.ts'
import { toast } from '../../ui/toast.tsx'
import { w } from '../../words/index.ts'
import css from './board.module.css'

type CloseProps = { item: api.FollowUp | undefined; close: () => void }

/** Closes a follow-up with what shows that it is done. */
export function CloseFollowUp({ item, close }: CloseProps) {
  return (
    <Modal
      opened={item !== undefined}
      onClose={close}
      title={w.loops.followUp.form.title}
      closeButtonProps={{ 'aria-label': w.frame.close }}
      transitionProps={{ duration: 0 }}
    >
      {item && <Form key={item.reviewId} item={item} close={close} />}
    </Modal>
  )
}

/** The studies of the patient that came after the one in question, the newest first. */
function useLaterStudies({ patientId, reportId, openedAt }: api.FollowUp): api.Report[] {
  const found = useInfiniteQuery(reportsQuery({ patientId, limit: 50 }))
  const all = found.data?.pages.flatMap((page) => page.items) ?? []
  const asked = all.find((one) => one.reportId === reportId)?.uploadDate ?? openedAt
  return all.filter((one) => one.uploadDate > asked)
}

function Form({ item, close }: { item: api.FollowUp; close: () => void }) {
  const { form } = w.loops.followUp
  const [evidence, setEvidence] = useState('')
  const [evidenceReportId, setStudy] = useState<string | null>(null)
  const later = useLaterStudies(item)
  const client = useQueryClient()
  const send = useMutation({
    mutationFn: () =>
      ask(
        api.closeFollowUp({
          path: { reviewId: item.reviewId },
          body: {
            ...(evidence.trim() ? { evidence: evidence.trim() } : {}),
            ...(evidenceReportId ? { evidenceReportId } : {}),
          },
        }),
      ),
    onSuccess: () => {
      toast('good', w.loops.followUp.done)
      close()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['follow-ups'] }),
  })
  const isReady = evidence.trim() !== '' || evidenceReportId !== null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) send.mutate()
  }
  return (
    <form onSubmit={submit} className={css.form}>
      {later.length > 0 ? (
        <Select
          label={form.study}
          placeholder={form.none}
          clearable
          clearButtonProps={{ 'aria-label': form.none }}
          data={later.map((one) => ({
            value: one.reportId,
            label: w.loops.followUp.later(one.studyType ?? w.domain.study, sayDay(one.uploadDate)),
          }))}
          value={evidenceReportId}
          onChange={setStudy}
        />
      ) : (
        <p className={css.quiet}>{form.noStudy}</p>
      )}
      <Textarea
        data-autofocus
        label={form.words}
        placeholder={form.wordsHint}
        autosize
        minRows={2}
        value={evidence}
        onChange={(event) => setEvidence(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && submit(event)}
      />
      {send.isError && <ProblemNote error={send.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={close}>
          {w.frame.cancel}
        </Button>
        <Button type="submit" loading={send.isPending} disabled={!isReady} title={isReady ? undefined : form.need}>
          {form.send}
        </Button>
      </div>
    </form>
  )
}
