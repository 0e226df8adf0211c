import { expect } from 'vitest'
import { speakAs, upload } from '../api.ts'
import { enter } from '../browser.ts'
import { barriers, shoot } from '../look.ts'
import { come, film, heading, of, patience, site, story } from '../site.ts'

/** A study of the demo's patient, signed by the demo's doctor without a browser. @returns the report's id */
async function signed(review: object): Promise<string> {
  const reportId = await upload(site.url, of('radiologist'), of('patient').id, film())
  const say = await speakAs(site.url, of('doctor'))
  const draft = await say('POST', `/reports/${reportId}/reviews`, { doctorRiskAssessment: 'high', ...review })
  await say('POST', `/reviews/${draft.reviewId}/sign`)
  return reportId
}

/** What another story left open, closed: the boards begin empty. */
async function closeAll(): Promise<void> {
  const say = await speakAs(site.url, of('doctor'))
  for (const { reviewId } of (await say('GET', '/critical-results?state=open')).items) {
    const words = { how: 'phone', toldWhom: 'Dr. Before', toldAt: new Date().toISOString() }
    await say('POST', `/critical-results/${reviewId}/acknowledge`, words)
  }
}

/** A second doctor, made by the technician. */
async function colleague() {
  const account = {
    email: 'nora@firstread.local',
    password: 'a long sentence for one more person',
    name: 'Nora Sample',
  }
  const made = await (await speakAs(site.url, of('tech')))('POST', '/users', { ...account, role: 'doctor' })
  return { ...account, role: 'doctor', id: made.id as string }
}

story(
  'a critical result stays on the board and in the reading room until another doctor takes it on',
  { timeout: patience },
  async () => {
    await closeAll()
    const other = await enter(site.browser, site.url, await colleague())
    const { page } = other
    await page.goto('/critical')
    await heading(page, 'No critical result is open').waitFor()
    const reportId = await signed({ urgencyLevel: 'critical' })
    // It appears by itself.
    const row = page.getByRole('list', { name: 'Critical results' }).getByRole('listitem').first()
    await row.getByText(/^Everybody is told again in/).waitFor()
    await row.getByText('Who was told').click()
    await row.getByText(/Nora Sample/).waitFor()
    expect(await barriers(page)).toEqual([])
    await shoot(page, 'critical-open')

    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/read/${reportId}`)
    await page.getByText('This critical result is not acknowledged yet.').waitFor()
    await page.keyboard.press('k')
    await page.getByRole('radio', { name: 'I have read it and take it on' }).waitFor()
    expect(await barriers(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click()
    await page.getByText(/^Nora Sample, .* Took it on$/).waitFor()
    await page.goto('/critical?state=closed')
    await page.getByText(/^Nora Sample, .* Took it on$/).waitFor()
    expect(other.troubles).toEqual([])
    await other.context.close()
  },
)

story('the signer closes the loop by saying whom they told', { timeout: patience }, async () => {
  await closeAll()
  await signed({ urgencyLevel: 'critical' })
  const { page, troubles } = await come('doctor')
  await page.goto('/critical')
  await page.getByRole('button', { name: 'Acknowledge' }).first().waitFor()
  await page.keyboard.press('a')
  expect(await page.getByRole('radio', { name: /take it on/ }).count()).toBe(0)
  await page.getByLabel('Who was told').fill('Dr. Ward, children’s clinic')
  await page.getByLabel('Note').fill('Read back.')
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click()
  await heading(page, 'No critical result is open').waitFor()
  await page.keyboard.press('t')
  await page.getByText(/By phone: Dr\. Ward, children’s clinic/).waitFor()
  await shoot(page, 'critical-acknowledged')
  expect(troubles).toEqual([])
})

story('a follow-up leaves the board with a later study and words as its evidence', { timeout: patience }, async () => {
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
  await signed({ urgencyLevel: 'follow_up', followUpDate: yesterday, recommendedAction: 'Film again' })
  await upload(site.url, of('radiologist'), of('patient').id, film())
  const { page, troubles } = await come('doctor')
  await page.goto('/follow-up')
  await page.getByText('1 day overdue').waitFor()
  expect(await barriers(page)).toEqual([])
  await shoot(page, 'follow-up-open')
  await page.keyboard.press('c')
  await page.getByRole('combobox', { name: 'Later study' }).click()
  await page.getByRole('option').first().click()
  await page.getByLabel('What shows that it is done').fill('The lung is clear again.')
  await page.keyboard.press('Control+Enter')
  await heading(page, 'Nothing to follow up').waitFor()
  await page.keyboard.press('t')
  await page.getByText('The lung is clear again.').waitFor()
  await page.getByRole('link', { name: 'The later study' }).waitFor()
  expect(troubles).toEqual([])
})
