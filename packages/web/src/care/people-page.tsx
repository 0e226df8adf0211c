import type { User } from '@firstread/client'
import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { usersQuery } from '../api/care-queries.ts'
import type { Role } from '../paths.ts'
import { Icon } from '../ui/icons.tsx'
import { More } from '../ui/more.tsx'
import { Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import table from '../ui/table.module.css'
import { Tag } from '../ui/tag.tsx'
import { sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './care.module.css'
import { NewPerson } from './new-person.tsx'
import { Person } from './person.tsx'

const roleChoices = () => Object.entries(w.domain.role).map(([value, label]) => ({ value, label }))

/** Accounts and roles. */
export function PeoplePage() {
  const [text, setText] = useState('')
  const [role, setRole] = useState<Role | null>(null)
  const [shown, setShown] = useState<User>()
  const [isAdding, setAdding] = useState(false)
  const [query] = useDebouncedValue(text.trim(), 250)
  const found = useInfiniteQuery(usersQuery({ ...(query ? { query } : {}), ...(role ? { role } : {}) }))
  const people = found.data?.pages.flatMap((page) => page.items) ?? []
  const { people: words } = w.care
  return (
    <Page
      title={words.title}
      actions={
        <>
          <TextInput
            size="xs"
            type="search"
            leftSection={<Icon name="search" size={14} />}
            placeholder={words.search}
            aria-label={words.search}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Select
            size="xs"
            w={150}
            aria-label={words.role}
            placeholder={words.any}
            data={roleChoices()}
            value={role}
            onChange={(value) => setRole(value as Role | null)}
            clearable
            clearButtonProps={{ 'aria-label': w.triage.filters.clear }}
          />
          <Button size="xs" leftSection={<Icon name="plus" size={14} />} onClick={() => setAdding(true)}>
            {words.add}
          </Button>
        </>
      }
    >
      {found.isPending && <Waiting lines={6} height={36} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {people.length > 0 && <Table people={people} open={setShown} />}
      <More query={found} />
      <NewPerson isOpen={isAdding} close={() => setAdding(false)} roles={roleChoices()} />
      <Person
        key={shown?.id}
        user={people.find((one) => one.id === shown?.id)}
        close={() => setShown(undefined)}
        roles={roleChoices()}
      />
    </Page>
  )
}

function Table({ people, open }: { people: readonly User[]; open: (user: User) => void }) {
  const { people: words } = w.care
  return (
    <div className={table.box}>
      <table className={`${table.table} ${table.stacks}`}>
        <thead>
          <tr>
            {[words.name, words.email, words.role, words.active, words.lastLogin].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((user) => (
            <tr key={user.id}>
              <td>
                <button type="button" className={css.plain} onClick={() => open(user)}>
                  {user.name}
                </button>
              </td>
              <td>{user.email}</td>
              <td>{w.domain.role[user.role]}</td>
              <td>
                <Tag tone={user.isActive ? 'good' : 'plain'}>{user.isActive ? words.active : words.inactive}</Tag>
              </td>
              <td className="number">{user.lastLoginAt ? sayMoment(user.lastLoginAt) : words.never}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
