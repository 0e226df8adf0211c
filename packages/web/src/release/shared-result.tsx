import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { codeOf } from '../api/ask.ts'
import { sharedQuery } from '../api/queries.ts'
import { Icon } from '../ui/icons.tsx'
import { Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { sayDay, sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import { Pictures } from './pictures.tsx'
import { ResultWords } from './result-words.tsx'
import css from './shared.module.css'
import type { Because } from './shared-app.tsx'

/** One result as its patient reads it at this moment; gone as soon as the server says so. */
export function SharedResult({ shareId, leave }: { shareId: string; leave: (because: Because) => void }) {
  const { shared, result: words } = w.patient
  const found = useQuery(sharedQuery(shareId))
  const isOver = codeOf(found.error) === 'not-found'
  useEffect(() => {
    if (isOver) leave('over')
  }, [isOver, leave])
  const title = useRef<HTMLHeadingElement>(null)
  const isHere = found.data !== undefined
  useEffect(() => {
    if (isHere) title.current?.focus()
  }, [isHere])
  if (isOver) return null
  if (found.isPending) return <Waiting lines={5} height={40} />
  if (!found.data) return <ProblemNote error={found.error} retry={() => void found.refetch()} />
  const { patientName, studyType, uploadDate, expiresAt, allowsPictures, result, assessment, reviews, images } =
    found.data
  const name = patientName ?? shared.somebody
  return (
    <>
      <header className={css.head}>
        <h1 ref={title} tabIndex={-1} className={css.title}>
          {shared.resultOf(name)}
        </h1>
        <p className={css.text}>{shared.facts(studyType ?? w.domain.study, sayDay(uploadDate))}</p>
        <p className={css.text}>{shared.until(sayMoment(expiresAt))}</p>
      </header>
      <p className={css.text}>{shared.toPatient(name)}</p>
      <ResultWords words={result} assessment={assessment} reviews={reviews} title={shared.words} />
      <Pictures
        images={images}
        title={shared.picture}
        nameOf={shared.pictureName}
        broken={() => void found.refetch()}
      />
      <div className={css.actions}>
        {allowsPictures && (
          <Button
            component="a"
            href={`/api/v1/shared/${shareId}/export`}
            download
            variant="default"
            leftSection={<Icon name="layers" size={16} />}
          >
            {words.savePictures}
          </Button>
        )}
        <Button variant="default" leftSection={<Icon name="print" size={16} />} onClick={() => print()}>
          {words.print}
        </Button>
        <Button variant="subtle" onClick={() => leave('closed')}>
          {shared.close}
        </Button>
      </div>
    </>
  )
}
