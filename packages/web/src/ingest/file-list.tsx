import { ActionIcon, Button } from '@mantine/core'
import { Icon } from '../ui/icons.tsx'
import { Tag, type Tone } from '../ui/tag.tsx'
import { w } from '../words/index.ts'
import type { Picked } from './pick.ts'
import css from './upload.module.css'
import type { Upload } from './use-upload.ts'

type FileListProps = {
  picked: readonly Picked[]
  upload: Upload
  isSending: boolean
  hasFailed: boolean
  remove: (gone: Picked) => void
  clear: () => void
}
type State = keyof typeof w.ingest.upload.state
const tones: Record<State, Tone> = {
  ready: 'plain',
  sending: 'info',
  sent: 'info',
  stored: 'good',
  refused: 'bad',
  left: 'warn',
}

/** Every file with its own progress and its own answer. */
export function FileList({ picked, upload, isSending, hasFailed, remove, clear }: FileListProps) {
  if (picked.length === 0) return null
  const begins = beginsOf(picked)
  return (
    <section className={css.files}>
      <header className={css.filesHead}>
        <span className="number">{sayBytes(begins.total)}</span>
        {!isSending && (
          <Button variant="subtle" size="compact-sm" onClick={clear}>
            {w.ingest.upload.removeAll}
          </Button>
        )}
      </header>
      <ul className={css.list}>
        {picked.map((one, place) => {
          const share = shareOf(upload.sent - (begins.at[place] ?? 0), one)
          const refused = upload.refused.get(one.file)
          const state = stateOf(one, { isSending, share, isRefused: hasFailed && refused !== undefined })
          return (
            <li key={one.path} className={css.file}>
              <Icon name="file" />
              <span className={css.path}>
                <span className={css.cut} title={one.path}>
                  {one.path}
                </span>
                {(one.why || refused) && (
                  <span className={css.quiet}>{one.why ? w.ingest.upload.leftOut[one.why] : refused}</span>
                )}
                {isSending && !one.why && (
                  <progress className={css.progress} value={share} max={1} aria-label={one.path} />
                )}
              </span>
              <span className={css.quiet}>{sayBytes(one.file.size)}</span>
              <Tag tone={tones[state]}>{w.ingest.upload.state[state]}</Tag>
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={isSending}
                aria-label={w.ingest.upload.remove(one.path)}
                onClick={() => remove(one)}
              >
                <Icon name="cross" size={14} />
              </ActionIcon>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** The files go out one after the other, so the bytes that have gone say how far each is. */
function beginsOf(picked: readonly Picked[]): { at: number[]; total: number } {
  let total = 0
  const at = picked.map(({ file, why }) => {
    const begin = total
    if (why === undefined) total += file.size
    return begin
  })
  return { at, total }
}

const shareOf = (gone: number, { file }: Picked) => Math.max(0, Math.min(1, gone / Math.max(1, file.size)))

function stateOf({ why }: Picked, now: { isSending: boolean; share: number; isRefused: boolean }): State {
  if (why) return 'left'
  if (now.isRefused) return 'refused'
  if (!now.isSending || now.share === 0) return 'ready'
  return now.share < 1 ? 'sending' : 'sent'
}

const units = ['B', 'KB', 'MB', 'GB']
function sayBytes(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${(bytes / 1000 ** power).toFixed(power > 1 ? 1 : 0)} ${units[power]}`
}
