import type { Patient } from '@firstread/client'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { OfflineError } from '../api/ask.ts'
import { Card, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { w } from '../words/index.ts'
import { Details, noDetails, type StudyDetails } from './details.tsx'
import { DropZone } from './drop-zone.tsx'
import { FileList } from './file-list.tsx'
import { type Picked, pick } from './pick.ts'
import { Stored } from './stored.tsx'
import css from './upload.module.css'
import { useUpload } from './use-upload.ts'

/** One study at a time: choose, say whose, send, follow. */
export function UploadPage() {
  const [picked, setPicked] = useState<readonly Picked[]>([])
  const [patient, setPatient] = useState<Patient>()
  const [details, setDetails] = useState<StudyDetails>(noDetails)
  const [isLooking, setLooking] = useState(false)
  const { send, upload, stop, reset } = useUpload()
  const ready = picked.filter(({ why }) => why === undefined)
  const add = async (found: readonly { file: File; path: string }[]) => {
    send.reset()
    setLooking(true)
    const more = await pick(found).finally(() => setLooking(false))
    setPicked((before) => [...before.filter((one) => more.every(({ path }) => path !== one.path)), ...more])
  }
  const submit = () => send.mutate({ picked, fields: { ...details, ...(patient ? { patientId: patient.id } : {}) } })
  const another = () => {
    reset()
    setPicked([])
    setPatient(undefined)
    setDetails(noDetails)
  }
  const { upload: words } = w.ingest
  if (send.isSuccess)
    return (
      <Page title={words.title} narrow>
        <Stored uploaded={send.data} another={another} />
      </Page>
    )
  const wasStopped = send.error instanceof DOMException
  return (
    <Page title={words.title}>
      <div className={css.columns}>
        <div className={css.left}>
          {!send.isPending && <DropZone add={(found) => void add(found)} />}
          {isLooking && <Waiting lines={2} />}
          <FileList
            picked={picked}
            upload={upload}
            isSending={send.isPending}
            hasFailed={send.isError}
            remove={(gone) => setPicked(picked.filter((one) => one !== gone))}
            clear={() => setPicked([])}
          />
        </div>
        <Card>
          <Details
            patient={patient}
            setPatient={setPatient}
            details={details}
            change={setDetails}
            isLocked={send.isPending}
          />
          <div className={css.send}>
            {upload.isCut && (
              <p className={css.away} role="status">
                {words.cut}
              </p>
            )}
            {wasStopped && <p className={css.quiet}>{words.stopped}</p>}
            {send.isError && !wasStopped && <ProblemNote error={send.error} />}
            {send.isPending ? (
              <Button variant="default" onClick={stop} disabled={upload.isStoring}>
                {upload.isStoring ? words.storing : `${words.cancel} · ${words.sending(upload.percent)}`}
              </Button>
            ) : (
              <Button size="md" disabled={ready.length === 0} onClick={submit}>
                {send.error instanceof OfflineError ? words.again : words.send(ready.length)}
              </Button>
            )}
            {ready.length === 0 && <p className={css.quiet}>{words.readyWhen}</p>}
          </div>
        </Card>
      </div>
    </Page>
  )
}
