import { Button } from '@mantine/core'
import { type DragEvent, useRef, useState } from 'react'
import { Icon } from '../ui/icons.tsx'
import { w } from '../words/index.ts'
import { fromDrop, fromInput } from './pick.ts'
import css from './upload.module.css'

type Found = { file: File; path: string }[]

/** Where images and folders are let go, or chosen by hand. */
export function DropZone({ add }: { add: (found: Found) => void }) {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void fromDrop(event.dataTransfer).then(add)
  }
  const { upload } = w.ingest
  return (
    <section
      className={css.zone}
      data-over={isOver || undefined}
      aria-label={upload.drop}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="upload" size={32} />
      <strong>{isOver ? upload.dropNow : upload.drop}</strong>
      <span className={css.quiet}>{upload.types}</span>
      <div className={css.choose}>
        <Button variant="default" onClick={() => files.current?.click()}>
          {upload.files}
        </Button>
        <Button variant="default" onClick={() => folder.current?.click()}>
          {upload.folder}
        </Button>
      </div>
      <Chooser field={files} label={upload.files} add={add} />
      <Chooser field={folder} label={upload.folder} add={add} isFolder />
    </section>
  )
}

type ChooserProps = {
  field: React.RefObject<HTMLInputElement | null>
  label: string
  add: (found: Found) => void
  isFolder?: boolean
}

const Chooser = ({ field, label, add, isFolder }: ChooserProps) => (
  <input
    ref={field}
    type="file"
    multiple
    hidden
    aria-label={label}
    {...(isFolder ? { webkitdirectory: '' } : {})}
    onChange={(event) => {
      if (event.currentTarget.files) add(fromInput(event.currentTarget.files))
      event.currentTarget.value = ''
    }}
  />
)
