import type { User } from '@firstread/client'
import { Modal } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { Icon } from '../ui/icons.tsx'
import { KeyCap } from '../ui/tag.tsx'
import { w } from '../words/index.ts'
import css from './palette.module.css'
import { type Choice, useChoices } from './palette-choices.tsx'
import shell from './shell.module.css'

export function PaletteButton({ open }: { open: () => void }) {
  return (
    <button type="button" className={shell.search} onClick={open}>
      <Icon name="search" size={16} />
      <span>{w.frame.palette.open}</span>
      <KeyCap>Ctrl K</KeyCap>
    </button>
  )
}

type PaletteProps = { isOpen: boolean; close: () => void; help: () => void; user: User }

/** Everything within three letters: pages, actions, studies. */
export function Palette({ isOpen, close, help, user }: PaletteProps) {
  return (
    <Modal.Root opened={isOpen} onClose={close} size="lg" yOffset="12vh" transitionProps={{ duration: 80 }}>
      <Modal.Overlay />
      <Modal.Content aria-label={w.frame.palette.title}>
        <Modal.Body p={0}>
          <Search close={close} help={help} user={user} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

function Search({ close, help, user }: Omit<PaletteProps, 'isOpen'>) {
  const [text, setText] = useState('')
  const [place, setPlace] = useState(0)
  const choices = useChoices(user, text, help)
  const at = Math.min(place, Math.max(0, choices.length - 1))
  const take = (choice: Choice | undefined) => {
    if (!choice) return
    close()
    choice.does()
  }
  const steps: Record<string, () => void> = {
    ArrowDown: () => setPlace((at + 1) % Math.max(1, choices.length)),
    ArrowUp: () => setPlace((at - 1 + choices.length) % Math.max(1, choices.length)),
    Enter: () => take(choices[at]),
  }
  const press = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    step()
  }
  return (
    <div className={css.box}>
      <div className={css.field}>
        <Icon name="search" />
        <input
          data-autofocus
          className={css.input}
          placeholder={w.frame.palette.placeholder}
          aria-label={w.frame.palette.placeholder}
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={choices[at] ? `palette-${at}` : undefined}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setPlace(0)
          }}
          onKeyDown={press}
        />
      </div>
      <div id="palette-list" role="listbox" aria-label={w.frame.palette.title} className={css.list}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={choice.id}
            id={`palette-${index}`}
            // The arrows also reach what the list has no room for.
            ref={index === at ? (row) => row?.scrollIntoView({ block: 'nearest' }) : undefined}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={css.choice}
            onPointerMove={() => setPlace(index)}
            onClick={() => take(choice)}
          >
            <Icon name={choice.icon} />
            <span className={css.name}>{choice.name}</span>
            <span className={css.kind}>{choice.kind}</span>
          </div>
        ))}
      </div>
      {choices.length === 0 && <p className={css.nothing}>{w.frame.palette.nothing}</p>}
    </div>
  )
}
