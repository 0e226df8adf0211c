import { ActionIcon, Button, Popover, TextInput } from '@mantine/core'
import { Icon } from '../../ui/icons.tsx'
import { w } from '../../words/index.ts'
import type { Mark } from './mark.ts'
import css from './marks.module.css'
import type { Marks } from './use-marks.ts'

type MarksButtonProps = { marks: Marks; go: (mark: Mark) => void }

/** All measurements of the study in a list, since a line on an image is nothing to a keyboard or a screen reader. */
export function MarksButton({ marks, go }: MarksButtonProps) {
  const count = marks.marks.length
  return (
    <div className={css.bar}>
      <SaveNote marks={marks} />
      <Popover position="bottom-end" width={320} withinPortal trapFocus returnFocus>
        <Popover.Target>
          <Button
            variant="subtle"
            size="compact-md"
            className={css.open ?? ''}
            leftSection={<Icon name="list" size={20} />}
            aria-label={w.viewer.marks.title(count)}
          >
            {count > 0 ? count : ''}
          </Button>
        </Popover.Target>
        <Popover.Dropdown className={css.panel ?? ''}>
          {count === 0 && <p className={css.none}>{w.viewer.marks.none}</p>}
          <ul className={css.list}>
            {marks.marks.map((mark, place) => (
              <Row key={mark.id} {...{ mark, place, go, marks }} />
            ))}
          </ul>
        </Popover.Dropdown>
      </Popover>
    </div>
  )
}

function SaveNote({ marks: { saving, conflicts } }: { marks: Marks }) {
  const text = conflicts > 0 ? w.viewer.marks.conflict : w.viewer.marks.saving[saving]
  return (
    <span className={css.note} role="status" data-saving={conflicts > 0 ? 'conflict' : saving}>
      {text}
    </span>
  )
}

type RowProps = MarksButtonProps & { mark: Mark; place: number }

function Row({ mark, place, go, marks: { keeper } }: RowProps) {
  const isMine = mark.authorId === keeper.me
  const name = w.viewer.marks.one(w.viewer.tools[mark.tool], place + 1)
  return (
    <li className={css.row}>
      <button type="button" className={css.go} onClick={() => go(mark)}>
        <strong>{name}</strong>
        <span className={css.who}>{isMine ? w.viewer.marks.mine : (mark.authorName ?? w.viewer.marks.colleague)}</span>
      </button>
      {isMine ? (
        <>
          <TextInput
            size="xs"
            maxLength={500}
            aria-label={w.viewer.marks.labelOf(name)}
            placeholder={w.viewer.marks.label}
            defaultValue={mark.label ?? ''}
            onBlur={({ currentTarget: { value } }) => {
              const label = value.trim() || null
              if (label !== mark.label) keeper.change(mark.id, { label })
            }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={w.viewer.marks.remove(name)}
            onClick={() => keeper.remove(mark.id)}
          >
            <Icon name="trash" size={18} />
          </ActionIcon>
        </>
      ) : (
        <span className={css.label}>{mark.label}</span>
      )}
    </li>
  )
}
