import { expect } from 'vitest'
import { until } from '../../firstread.ts'
import { upload } from '../api.ts'
import { phone } from '../browser.ts'
import { barriers, greys, shoot } from '../look.ts'
import { come, film, heading, of, patience, site, story } from '../site.ts'

story(
  'a study goes from the radiologist over the doctor to the patient, each at a browser of their own',
  { timeout: patience },
  async () => {
    const doctor = await come('doctor')
    await heading(doctor.page, 'Nothing waits').waitFor()
    const patient = await come('patient', phone)
    await heading(patient.page, 'No pictures yet').waitFor()
    const tech = await come('tech')
    await tech.page.goto('/models')
    await tech.page.getByText('No signed review of a study that it read yet').waitFor()

    // A radiologist finds by name the patients of the own uploads, so there has to be one.
    const before = await upload(site.url, of('radiologist'), of('patient').id, film())
    const radiologist = await come('radiologist')
    await radiologist.page.getByLabel('Patient').fill('Ada')
    await radiologist.page.getByRole('option', { name: /Ada Sample/ }).click()
    await radiologist.page.locator('input[type=file]').first().setInputFiles(film())
    await radiologist.page.getByText('Stat', { exact: true }).click()
    await radiologist.page.getByRole('button', { name: 'Send 1 file' }).click()
    await heading(radiologist.page, 'Stored safely').waitFor()
    await radiologist.page.getByRole('link', { name: 'Follow this study' }).click()
    await radiologist.page.getByText('Calibrated probability').waitFor({ timeout: 90_000 })
    const reportId = new URL(radiologist.page.url()).pathname.split('/').at(-1) as string

    // The doctor has reloaded nothing. The stat study stands first.
    const row = doctor.page.getByRole('row', { name: /Ada Sample.*Stat/ })
    await until(async () => {
      const news = doctor.page.getByRole('button', { name: /new stud|order has changed/ })
      if (await news.isVisible()) await news.click()
      return (await row.isVisible()) || undefined
    }, 30_000)
    let pressed = 0
    const press = async (key: string) => {
      pressed += 1
      await doctor.page.keyboard.press(key)
    }
    await press('j')
    await press('Enter')
    await doctor.page.waitForURL(`**/read/${reportId}`)
    await doctor.page.getByText(/^C 128 W 256$/).waitFor()
    expect((await greys(doctor.page)).different).toBeGreaterThan(100)
    await doctor.page.getByRole('radio', { name: /Low/ }).waitFor()
    expect(await barriers(doctor.page)).toEqual([])
    await shoot(doctor.page, 'reading-room')
    await press('1')
    await press('4')
    await doctor.page.getByRole('button', { name: /^Sign/ }).isEnabled()
    await press('s')
    await heading(doctor.page, 'Sign this review?').waitFor()
    await press('Enter')
    await doctor.page.getByText('The study has left the worklist.').waitFor()
    expect(pressed).toBeLessThan(15)
    await doctor.page.keyboard.press('n')
    await doctor.page.waitForURL(`**/read/${before}`)

    await patient.page.getByRole('link', { name: /Result is here/ }).click()
    await heading(patient.page, 'Good news: your pictures look fine').waitFor()
    expect(await patient.page.getByRole('main').innerText()).not.toMatch(/\d %|0\.\d\d|probab|machine/i)
    expect(await barriers(patient.page)).toEqual([])
    await shoot(patient.page, 'result-phone')
    await radiologist.page.getByRole('heading', { name: 'Signed review' }).waitFor()
    await radiologist.page.getByText(/^Signed by /).waitFor()

    // Outcomes: the signed review counts for the model, and what everybody did is written down.
    await until(async () => {
      await tech.page.reload()
      const counted = tech.page.getByText(/^One study that it read and a doctor signed/)
      return (await counted.waitFor({ timeout: 3000 }).catch(() => 'not yet')) === 'not yet' ? undefined : true
    }, 60_000)
    await tech.page.goto('/audit?action=sign_review')
    await tech.page.getByRole('row', { name: /doctor@firstread\.local.*sign review/ }).waitFor()
    expect([doctor, patient, radiologist, tech].flatMap(({ troubles }) => troubles)).toEqual([])
  },
)
