import type { User } from '@firstread/client'
import { ActionIcon, Menu as Dropdown, useMantineColorScheme } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { signOut } from '../api/sign-in.ts'
import { paths } from '../paths.ts'
import { Icon, type IconName } from '../ui/icons.tsx'
import { KeyCap } from '../ui/tag.tsx'
import { w } from '../words/index.ts'
import css from './shell.module.css'

const schemes = [
  ['light', 'light', 'sun'],
  ['dark', 'dark', 'moon'],
  ['auto', 'system', 'window'],
] as const satisfies readonly (readonly [string, string, IconName])[]

export function Menu({ user, help }: { user: User; help: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const go = useNavigate()
  return (
    <Dropdown position="bottom-end" width={260}>
      <Dropdown.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={w.frame.menu.open} className={css.tool}>
          <Icon name="user" size={20} />
        </ActionIcon>
      </Dropdown.Target>
      <Dropdown.Dropdown>
        <div className={css.who}>
          <strong>{user.name}</strong>
          <span>{w.domain.role[user.role]}</span>
        </div>
        <Dropdown.Divider />
        <Dropdown.Item leftSection={<Icon name="user" />} onClick={() => void go({ to: paths.account })}>
          {w.frame.menu.account}
        </Dropdown.Item>
        <Dropdown.Item leftSection={<Icon name="help" />} rightSection={<KeyCap>?</KeyCap>} onClick={help}>
          {w.frame.menu.help}
        </Dropdown.Item>
        <Dropdown.Divider />
        <Dropdown.Label>{w.frame.menu.theme}</Dropdown.Label>
        {schemes.map(([scheme, word, icon]) => (
          <Dropdown.Item
            key={scheme}
            leftSection={<Icon name={icon} />}
            rightSection={colorScheme === scheme ? <Icon name="check" /> : undefined}
            onClick={() => setColorScheme(scheme)}
          >
            {w.frame.theme[word]}
          </Dropdown.Item>
        ))}
        <Dropdown.Divider />
        <Dropdown.Item leftSection={<Icon name="leave" />} onClick={() => void signOut()}>
          {w.frame.menu.signOut}
        </Dropdown.Item>
      </Dropdown.Dropdown>
    </Dropdown>
  )
}
