import { Modal } from '@mantine/core'
import { useStore } from '../api/store.ts'
import { activeKeys } from '../ui/keys.ts'
import { KeyCap } from '../ui/tag.tsx'
import { w } from '../words/index.ts'
import css from './help.module.css'

const shownKey = (press: string, shown?: string) => shown ?? press.replace('mod+', 'Ctrl ').replace('alt+', 'Alt ')

/** The keys that work where one is, written down by the pages themselves. */
export function HelpDialog({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const groups = useStore(activeKeys)
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={w.frame.help.title}
      size="lg"
      closeButtonProps={{ 'aria-label': w.frame.close }}
    >
      <div className={css.groups}>
        {groups.toReversed().map(({ title, keys }) => (
          <section key={title}>
            <h3 className={css.title}>{title}</h3>
            <dl className={css.keys}>
              {keys
                .filter(({ words }) => words)
                .map(({ press, shown, words }) => (
                  <div key={press}>
                    <dt>
                      <KeyCap hidden={false}>{shownKey(press, shown)}</KeyCap>
                    </dt>
                    <dd>{words}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={css.note}>{w.frame.help.note}</p>
    </Modal>
  )
}
