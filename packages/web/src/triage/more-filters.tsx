import { Button, Checkbox, NativeSelect, Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { worklistFacetsQuery } from '../api/queries.ts'
import { Icon } from '../ui/icons.tsx'
import { w } from '../words/index.ts'
import css from './more-filters.module.css'
import { priorities, readSearch, unreadWords, type WorklistSearch } from './search.ts'

type Props = { search: WorklistSearch; change: (next: WorklistSearch) => void }
type Field = 'unread' | 'priority' | 'modality' | 'studyType'

/** How each choice is said; what the line holds is the server's to say. */
const sayValue: { [K in Field]: (value: string) => string } = {
  unread: (value) => w.domain.badge[value as keyof typeof w.domain.badge],
  priority: (value) => w.domain.priority[value as keyof typeof w.domain.priority],
  modality: (value) => w.domain.modality[value] ?? value,
  studyType: (value) => value,
}
const fields = ['modality', 'studyType', 'unread', 'priority'] as const

const withField = (search: WorklistSearch, name: Field | 'identity', value: string) =>
  readSearch({ ...search, [name]: value || undefined })

/** The filters that are needed now and then. */
export function MoreFilters({ search, change }: Props) {
  const facets = useQuery(worklistFacetsQuery()).data
  const choices: Record<Field, readonly string[]> = {
    unread: unreadWords,
    priority: priorities,
    modality: facets?.modalities ?? [],
    studyType: facets?.studyTypes ?? [],
  }
  return (
    <Popover width={280} position="bottom-start" withinPortal shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<Icon name="sliders" size={14} />}>
          {w.triage.filters.more}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.box} aria-label={w.triage.filters.more}>
        {fields.map((name) => (
          <NativeSelect
            key={name}
            size="xs"
            label={w.triage.filters.names[name]}
            value={search[name] ?? ''}
            onChange={(event) => change(withField(search, name, event.currentTarget.value))}
            data={[
              { value: '', label: w.triage.filters.any },
              ...withChosen(choices[name], search[name]).map((value) => ({ value, label: sayValue[name](value) })),
            ]}
          />
        ))}
        <Checkbox
          size="xs"
          label={w.domain.identityOpen}
          checked={search.identity === 'open'}
          onChange={(event) => change(withField(search, 'identity', event.currentTarget.checked ? 'open' : ''))}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

/** A view may ask for what does not stand in the line at the moment. */
const withChosen = (values: readonly string[], chosen: string | undefined) =>
  chosen && !values.includes(chosen) ? [...values, chosen] : values

/** What the popover has been set to, each to be taken away with one press. */
export function Chosen({ search, change }: Props) {
  const said = [
    ...fields.flatMap((name) => (search[name] ? [[name, sayValue[name](search[name])] as const] : [])),
    ...(search.identity ? [['identity', w.domain.identityOpen] as const] : []),
  ]
  return said.map(([name, words]) => (
    <button
      key={name}
      type="button"
      className={css.chosen}
      aria-label={w.triage.filters.take(words)}
      onClick={() => change(withField(search, name, ''))}
    >
      {words}
      <Icon name="cross" size={12} />
    </button>
  ))
}
