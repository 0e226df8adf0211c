import { expect } from 'vitest'
import { speakAs, upload } from '../api.ts'
import { enter } from '../browser.ts'
import { come, film, of, patience, site, story } from '../site.ts'

story('two doctors never review the same study unknowingly', { timeout: patience }, async () => {
  const second = {
    email: 'second@firstread.local',
    password: 'two doctors on one study',
    name: 'Priya Second',
    role: 'doctor',
  }
  const tech = await speakAs(site.url, of('tech'))
  const { id } = await tech('POST', '/users', second)
  const reportId = await upload(site.url, of('radiologist'), of('patient').id, film())
  const first = await come('doctor')
  await first.page.goto(`/read/${reportId}`)
  await first.page.getByRole('radio', { name: /High/ }).waitFor()
  const other = await enter(site.browser, site.url, { ...second, id })
  await other.page.goto(`/read/${reportId}`)
  await other.page.getByText(/Dana Sample is reviewing this study/).waitFor()
  expect(await other.page.getByRole('radio', { name: /High/ }).count()).toBe(0)
  await other.page.getByRole('button', { name: 'Take over' }).click()
  await other.page.getByRole('radio', { name: /High/ }).waitFor()
  await first.page.goto('/worklist')
  await first.page
    .getByRole('row', { name: /Priya Second/ })
    .first()
    .waitFor()
  await other.context.close()
})
