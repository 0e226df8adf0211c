import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { type FormEvent, useState } from 'react'
import { Icon } from '../ui/icons.tsx'
import { w } from '../words/index.ts'
import { isFiltered, readSearch, type WorklistSearch } from './search.ts'
import css from './views.module.css'

type View = { name: string; search: WorklistSearch }
type ViewsProps = { search: WorklistSearch; change: (next: WorklistSearch) => void; me: string }

/** Filters under a name, kept in this browser for this doctor. They hold no patient unless somebody searched for one. */
export function Views({ search, change, me }: ViewsProps) {
  const [views, setViews] = useLocalStorage<View[]>({ key: `firstread-views-${me}`, defaultValue: [] })
  const [name, setName] = useState('')
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (!name.trim()) return
    setViews([...views.filter((view) => view.name !== name.trim()), { name: name.trim(), search }])
    setName('')
  }
  return (
    <Menu width={260} position="bottom-start" closeOnItemClick>
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<Icon name="down" size={12} />}>
          {w.triage.filters.views}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => change({})}>{w.triage.filters.all}</Menu.Item>
        {views.map((view) => (
          <div key={view.name} className={css.view}>
            <Menu.Item onClick={() => change(readSearch(view.search))}>{view.name}</Menu.Item>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={w.triage.filters.remove(view.name)}
              onClick={() => setViews(views.filter((one) => one !== view))}
            >
              <Icon name="cross" size={14} />
            </ActionIcon>
          </div>
        ))}
        <Menu.Divider />
        {isFiltered(search) ? (
          <form onSubmit={save} className={css.form}>
            <TextInput
              size="xs"
              aria-label={w.triage.filters.saveName}
              placeholder={w.triage.filters.saveName}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              onKeyDown={(event) => event.stopPropagation()}
            />
            <Button size="xs" type="submit" fullWidth mt={6} disabled={!name.trim()}>
              {w.triage.filters.save}
            </Button>
          </form>
        ) : (
          <Menu.Label>{w.triage.filters.noViews}</Menu.Label>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
