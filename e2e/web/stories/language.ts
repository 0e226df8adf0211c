import { expect } from 'vitest'
import { until } from '../../firstread.ts'
import { phone } from '../browser.ts'
import { barriers, overflow, shoot } from '../look.ts'
import { come, heading, of, patience, site, story } from '../site.ts'

story('a patient who chooses German reads German, and the preference comes along', { timeout: patience }, async () => {
  const { page, troubles } = await come('patient')
  await page.goto('/account')
  await page.getByLabel('Language').selectOption('de')
  await heading(page, 'Konto').waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('de')
  await page
    .getByText(/^Seit \d+\. \p{L}+\.? 20\d\d/u)
    .first()
    .waitFor()
  for (const path of ['/results', '/history', '/access', '/account']) {
    await page.goto(path)
    await page.getByRole('main').locator('h1').first().waitFor()
    expect(await barriers(page)).toEqual([])
    await shoot(page, `german${path.replaceAll('/', '-')}`)
  }

  // At another browser the sign-in follows the browser, and the pages the preference.
  const other = await site.browser.newContext({ viewport: phone, baseURL: site.url, locale: 'de-CH' })
  try {
    const there = await other.newPage()
    await there.goto('/')
    await there.getByRole('heading', { name: 'Anmelden' }).waitFor()
    await shoot(there, 'german-sign-in')
    await there.getByLabel('E-Mail').fill(of('patient').email)
    await there.getByLabel('Passwort', { exact: true }).fill('nicht-das-passwort')
    await there.keyboard.press('Enter')
    await there.getByText('E-Mail oder Passwort stimmt nicht.', { exact: false }).waitFor()
    await there.getByLabel('Passwort', { exact: true }).fill(of('patient').password)
    await there.keyboard.press('Enter')
    await heading(there, 'Meine Befunde').waitFor()
    expect(await overflow(there)).toBeLessThanOrEqual(0)
  } finally {
    await other.close()
  }

  await page.getByLabel('Sprache').selectOption('en')
  await heading(page, 'Account').waitFor()
  expect(troubles).toEqual([])
})

story('what German lacks stands there in English and says so', { timeout: patience }, async () => {
  const context = await site.browser.newContext({ baseURL: site.url, locale: 'de-DE' })
  try {
    const page = await context.newPage()
    await page.goto('/')
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor()
    await page.getByLabel('E-Mail').fill(of('doctor').email)
    await page.getByLabel('Passwort', { exact: true }).fill(of('doctor').password)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Hauptmenü' }).waitFor()
    await heading(page, 'Worklist').waitFor()
    await until(async () => ((await page.getByRole('main').getAttribute('lang')) === 'en' ? true : undefined), 5000)
    expect(await page.locator('html').getAttribute('lang')).toBe('de')
    await page.goto('/account')
    await page.getByText('Noch auf Englisch:', { exact: false }).waitFor()
  } finally {
    await context.close()
  }
})
