import { expect } from 'vitest'
import { until } from '../../firstread.ts'
import { speakAs, upload } from '../api.ts'
import { barriers } from '../look.ts'
import { come, film, heading, of, patience, site, story } from '../site.ts'

story(
  'a doctor says first what they see, is shown the AI after that, and adds to what was signed',
  { timeout: patience },
  async () => {
    const tech = await speakAs(site.url, of('tech'))
    await tech('PUT', '/settings/review.first_opinion', { value: true })
    await tech('PUT', '/settings/review.fresh_authentication_minutes', { value: 5 })
    try {
      const reportId = await upload(site.url, of('radiologist'), of('patient').id, film())
      const doctor = await speakAs(site.url, of('doctor'))
      await until(async () => (await doctor('GET', `/reports/${reportId}`)).status === 'analyzed' || undefined, 90_000)
      const { page, troubles } = await come('doctor')
      await page.goto(`/read/${reportId}`)
      await page.getByText('Your own opinion first').waitFor()
      expect(await page.getByText('Calibrated probability').count()).toBe(0)
      await page.getByRole('group', { name: 'What do you see?' }).waitFor()
      await page.keyboard.press('2')
      await page.keyboard.press('Enter')
      await page.getByText('Calibrated probability').waitFor()
      expect(await page.getByRole('radio', { name: 'Medium' }).isChecked()).toBe(true)
      await page.keyboard.press('7')
      await page.getByText(/alerted the moment you sign/).waitFor()
      await page.keyboard.press('s')
      await heading(page, 'Sign this review?').waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('The study has left the worklist.').waitFor()
      await page.getByRole('button', { name: 'Add an addendum' }).click()
      await page.getByLabel('What has to be added').fill('Seen again with a colleague.')
      await page.getByRole('button', { name: 'Add an addendum' }).click()
      await page.getByText('Seen again with a colleague.').first().waitFor()
      expect(await barriers(page)).toEqual([])
      expect(troubles).toEqual([])
    } finally {
      await tech('PUT', '/settings/review.first_opinion', { value: false })
      await tech('PUT', '/settings/review.fresh_authentication_minutes', { value: 0 })
    }
  },
)
