import * as api from '@firstread/client'
import { Button, Modal } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask, codeOf } from '../api/ask.ts'
import { settingChangesQuery, settingsQuery } from '../api/care-queries.ts'
import { ConfirmPassword } from '../frame/confirm-password.tsx'
import { More } from '../ui/more.tsx'
import { Card, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { sayMoment } from '../ui/time.ts'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'
import css from './care.module.css'
import { SettingField, sayValue, titleOf } from './setting-fields.tsx'

/** What can be changed while Firstread runs, by the part of the way it belongs to. */
export function SettingsPage() {
  const found = useQuery(settingsQuery())
  const [shown, setShown] = useState<string>()
  return (
    <Page title={w.care.settings.title} text={w.care.settings.text}>
      {found.isPending && <Waiting lines={6} height={48} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {groupsOf(found.data?.items ?? []).map(([group, settings]) => (
        <Card key={group} title={w.care.settings.groups[group] ?? group}>
          {settings.map((setting) => (
            <Row key={setting.key} setting={setting} showHistory={setShown} />
          ))}
        </Card>
      ))}
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={shown ? w.care.settings.historyOf(titleOf(shown)) : ''}
        size="lg"
        closeButtonProps={{ 'aria-label': w.frame.close }}
      >
        {shown && <History settingKey={shown} />}
      </Modal>
    </Page>
  )
}

/** In the order of a study's way; what is not named here follows. */
const order = ['triage', 'review', 'release', 'analysis', 'outcomes', 'auth']
const placeOf = (group: string) => (order.includes(group) ? order.indexOf(group) : order.length)

/** `triage.claim_minutes` belongs to `triage`. */
function groupsOf(settings: readonly api.Setting[]): [string, api.Setting[]][] {
  const groups = new Map<string, api.Setting[]>()
  for (const setting of settings) {
    const name = setting.key.split('.')[0] ?? setting.key
    groups.set(name, [...(groups.get(name) ?? []), setting])
  }
  return [...groups].sort(([a], [b]) => placeOf(a) - placeOf(b))
}

function Row({ setting, showHistory }: { setting: api.Setting; showHistory: (key: string) => void }) {
  const [value, setValue] = useState<unknown>(setting.value)
  const client = useQueryClient()
  const { settings } = w.care
  const name = titleOf(setting.key)
  const [isAsked, setAsked] = useState(false)
  const save = useMutation({
    mutationFn: () => ask(api.putSetting({ path: { key: setting.key }, body: { value } })),
    onSuccess: () => {
      toast('good', settings.saved)
      void client.invalidateQueries({ queryKey: ['settings'] })
      void client.invalidateQueries({ queryKey: ['setting-changes', setting.key] })
    },
    onError: (error) => setAsked(codeOf(error) === 'password-needed'),
  })
  const isTouched = JSON.stringify(value) !== JSON.stringify(setting.value)
  return (
    <div className={css.setting}>
      <div>
        <strong>{name}</strong>
        <p className={css.quiet}>{setting.description}</p>
        <button
          type="button"
          className={css.plain}
          aria-label={`${settings.changed(sayMoment(setting.updatedAt))}, ${settings.historyOf(name)}`}
          onClick={() => showHistory(setting.key)}
        >
          {settings.changed(sayMoment(setting.updatedAt))}
        </button>
      </div>
      <div className={css.form}>
        <div className={css.settingForm}>
          <SettingField setting={setting} value={value} change={setValue} />
          <Button
            size="sm"
            aria-label={settings.saveOf(name)}
            disabled={!isTouched}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {settings.save}
          </Button>
        </div>
        {save.isError && codeOf(save.error) !== 'password-needed' && <ProblemNote error={save.error} />}
        <ConfirmPassword isOpen={isAsked} close={() => setAsked(false)} done={() => save.mutate()} />
      </div>
    </div>
  )
}

/** Who, when, from what to what; newest first. */
function History({ settingKey }: { settingKey: string }) {
  const { settings } = w.care
  const found = useInfiniteQuery(settingChangesQuery(settingKey))
  const changes = found.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      {found.isPending && <Waiting lines={3} height={32} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && changes.length === 0 && <p className={css.quiet}>{settings.noHistory}</p>}
      <ul className={css.list}>
        {changes.map((change) => (
          <li key={change.changeId} className={css.item}>
            <span>
              <span>
                {sayValue(settingKey, change.from)} → <strong>{sayValue(settingKey, change.to)}</strong>
              </span>
              <span className={css.error}>
                {change.changedBy?.name ?? settings.operator}, {sayMoment(change.changedAt)}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <More query={found} />
    </>
  )
}
