import { expect } from 'vitest'
import { type Account, until } from '../../firstread.ts'
import { speakAs, upload } from '../api.ts'
import { signIn } from '../browser.ts'
import { come, film, heading, of, patience, site, story } from '../site.ts'

story('nothing that was written is lost when the session ends in the middle of it', { timeout: patience }, async () => {
  const reportId = await upload(site.url, of('radiologist'), of('patient').id, film())
  const { page, troubles } = await come('doctor')
  await page.goto(`/read/${reportId}`)
  await page.getByRole('radio', { name: /Medium/ }).waitFor()
  await page.getByLabel('Findings', { exact: true }).fill('Streaky shadows')
  await page.getByText(/Draft saved/).waitFor()
  // The draft leaves the page when its session has just ended, and is refused.
  const { promise: ended, resolve: over } = Promise.withResolvers<void>()
  await page.route('**/api/v1/reviews/**', (route) => ended.then(() => route.continue()))
  await page.getByLabel('Findings', { exact: true }).fill('Streaky shadows beside the heart.')
  await endSessions(of('doctor'))
  over()
  await heading(page, 'Sign in again to go on').waitFor()
  expect(await page.getByLabel('Findings', { exact: true }).inputValue()).toBe('Streaky shadows beside the heart.')
  await signIn(page, of('doctor'))
  await heading(page, 'Sign in again to go on').waitFor({ state: 'hidden' })
  const saved = await speakAs(site.url, of('doctor'))
  await until(async () => {
    const { reviews } = await saved('GET', `/reports/${reportId}`)
    return reviews[0]?.clinicalFindings === 'Streaky shadows beside the heart.' || undefined
  }, 30_000)
  // The refusals themselves are on the console, as they should be; nothing else is.
  expect(troubles.filter((trouble) => !trouble.includes('401'))).toEqual([])
})

async function endSessions(account: Account): Promise<void> {
  const tech = await speakAs(site.url, of('tech'))
  const { items } = await tech('GET', `/auth/sessions?userId=${account.id}`)
  for (const { sessionId } of items) await tech('DELETE', `/auth/sessions/${sessionId}`)
}
