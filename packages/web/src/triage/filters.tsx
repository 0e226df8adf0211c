import { Button, TextInput } from '@mantine/core'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { Icon } from '../ui/icons.tsx'
import { w } from '../words/index.ts'
import { Chosen, MoreFilters } from './more-filters.tsx'
import { isFiltered, type WorklistSearch } from './search.ts'
import { Views } from './views.tsx'
import css from './worklist.module.css'

type FiltersProps = {
  search: WorklistSearch
  change: (next: WorklistSearch) => void
  field: RefObject<HTMLInputElement | null>
}

/** Which part of the line is shown. Everything chosen here stands in the address. */
export function Filters({ search, change, field }: FiltersProps) {
  const toggleClaim = (claim: 'mine' | 'free' | 'others') => {
    const { claim: before, ...rest } = search
    change(before === claim ? rest : { ...rest, claim })
  }
  const toggleOverdue = () => {
    const { overdue, ...rest } = search
    change(overdue ? rest : { ...rest, overdue: true })
  }
  return (
    <search className={css.filters} aria-label={w.triage.filters.label}>
      <SearchField search={search} change={change} field={field} />
      <Toggle isOn={search.overdue === true} onClick={toggleOverdue}>
        {w.triage.filters.overdue}
      </Toggle>
      <Toggle isOn={search.claim === 'mine'} onClick={() => toggleClaim('mine')}>
        {w.triage.filters.mine}
      </Toggle>
      <Toggle isOn={search.claim === 'free'} onClick={() => toggleClaim('free')}>
        {w.triage.filters.free}
      </Toggle>
      <Toggle isOn={search.claim === 'others'} onClick={() => toggleClaim('others')}>
        {w.triage.filters.others}
      </Toggle>
      <MoreFilters search={search} change={change} />
      <Views search={search} change={change} />
      <Chosen search={search} change={change} />
      {isFiltered(search) && (
        <Button size="xs" variant="subtle" onClick={() => change({})}>
          {w.triage.filters.clear}
        </Button>
      )}
    </search>
  )
}

function Toggle({ isOn, onClick, children }: { isOn: boolean; onClick: () => void; children: string }) {
  return (
    <Button size="xs" variant={isOn ? 'light' : 'default'} aria-pressed={isOn} onClick={onClick}>
      {children}
    </Button>
  )
}

/** After the last letter, milliseconds: the server is asked once for a word, not once for each letter. */
const pause = 250

/** Typing must not wait for the address to change, nor fill the history with letters. */
function SearchField({ search, change, field }: FiltersProps) {
  const [text, setText] = useState(search.q ?? '')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => setText(search.q ?? ''), [search.q])
  useEffect(() => () => clearTimeout(timer.current), [])
  const type = (value: string) => {
    setText(value)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      const { q: _, ...rest } = search
      change(value ? { ...rest, q: value } : rest)
    }, pause)
  }
  return (
    <TextInput
      ref={field}
      size="xs"
      w={240}
      type="search"
      leftSection={<Icon name="search" size={14} />}
      placeholder={w.triage.filters.search}
      aria-label={w.triage.filters.search}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
    />
  )
}
