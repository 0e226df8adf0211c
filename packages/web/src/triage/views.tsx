import * as api from '@firstread/client'
import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../api/ask.ts'
import { worklistViewsQuery } from '../api/queries.ts'
import { Icon } from '../ui/icons.tsx'
import { toastProblem } from '../ui/problem.tsx'
import { w } from '../words/index.ts'
import { isFiltered, readSearch, toView, type WorklistSearch } from './search.ts'
import css from './views.module.css'

type ViewsProps = { search: WorklistSearch; change: (next: WorklistSearch) => void }

/** Filters under a name, kept with the account: they are there at every machine, and hold no patient. */
export function Views({ search, change }: ViewsProps) {
  const client = useQueryClient()
  const { data } = useQuery(worklistViewsQuery())
  const fresh = {
    onError: toastProblem,
    onSettled: () => void client.invalidateQueries({ queryKey: ['worklist-views'] }),
  }
  const remove = useMutation({
    mutationFn: (viewId: string) => ask(api.removeWorklistView({ path: { viewId } })),
    ...fresh,
  })
  const save = useMutation({
    mutationFn: (name: string) => ask(api.saveWorklistView({ body: { name, filters: toView(search) } })),
    ...fresh,
  })
  return (
    <Menu width={280} position="bottom-start" closeOnItemClick>
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<Icon name="down" size={12} />}>
          {w.triage.filters.views}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => change({})}>{w.triage.filters.all}</Menu.Item>
        {data?.items.map(({ viewId, name, filters }) => (
          <div key={viewId} className={css.view}>
            <Menu.Item onClick={() => change(readSearch(filters))}>{name}</Menu.Item>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={w.triage.filters.remove(name)}
              onClick={() => remove.mutate(viewId)}
            >
              <Icon name="cross" size={14} />
            </ActionIcon>
          </div>
        ))}
        <Menu.Divider />
        {isFiltered(toView(search)) ? (
          <SaveForm save={save.mutateAsync} hasText={search.q !== undefined} />
        ) : (
          <Menu.Label>{w.triage.filters.noViews}</Menu.Label>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function SaveForm({ save, hasText }: { save: (name: string) => Promise<unknown>; hasText: boolean }) {
  const [name, setName] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!name.trim()) return
    await save(name.trim()).then(
      () => setName(''),
      () => undefined,
    )
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <TextInput
        size="xs"
        aria-label={w.triage.filters.saveName}
        placeholder={w.triage.filters.saveName}
        description={hasText ? w.triage.filters.textNotKept : undefined}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.stopPropagation()}
      />
      <Button size="xs" type="submit" fullWidth mt={6} disabled={!name.trim()}>
        {w.triage.filters.save}
      </Button>
    </form>
  )
}
