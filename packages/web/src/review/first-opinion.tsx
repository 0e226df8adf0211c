import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useKeys } from '../ui/keys.ts'
import { ProblemNote } from '../ui/problem.tsx'
import type { Risk } from '../ui/risk.tsx'
import { KeyCap } from '../ui/tag.tsx'
import { w } from '../words/index.ts'
import { Choice } from './choice.tsx'
import { risks } from './options.ts'
import css from './review.module.css'
import type { Draft } from './use-draft.ts'

/** Before the machine's reading is shown: what does the doctor see? Kept on the server, for good, then revealed. */
export function FirstOpinion({ draft, reportId }: { draft: Draft; reportId: string }) {
  const [opinion, setOpinion] = useState<Risk | null>(null)
  const client = useQueryClient()
  const keep = useMutation({
    mutationFn: (risk: Risk) => draft.keeper.keepFirstOpinion(risk),
    onSuccess: () => client.invalidateQueries({ queryKey: ['report', reportId] }),
  })
  const save = () => opinion && keep.mutate(opinion)
  useKeys(w.reading.first.title, [
    ...risks().map(({ value, press, word }) => ({ press, does: () => setOpinion(value), words: word })),
    { press: 'Enter', does: save, words: w.reading.first.save },
  ])
  return (
    <div className={css.first}>
      <p className={css.sure}>{w.reading.first.text}</p>
      <Choice label={w.reading.first.title} options={risks()} value={opinion} choose={setOpinion} />
      {keep.isError && <ProblemNote error={keep.error} />}
      <Button disabled={!opinion} loading={keep.isPending} onClick={save} rightSection={<KeyCap>Enter</KeyCap>}>
        {w.reading.first.save}
      </Button>
    </div>
  )
}
