import { expect } from 'vitest'
import { until } from '../../firstread.ts'
import { tablet } from '../browser.ts'
import { barriers } from '../look.ts'
import { come, patience, story } from '../site.ts'

story('keys, palette and help work on every screen', { timeout: patience }, async () => {
  const { page, troubles } = await come('doctor', tablet)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Open in the reading room').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('studies')
  expect(await barriers(page)).toEqual([])
  await page.keyboard.press('Enter')
  await page.waitForURL('**/studies')
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Dark' }).click()
  await until(
    async () => ((await page.locator('html').getAttribute('data-mantine-color-scheme')) === 'dark' ? true : undefined),
    5000,
  )
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByText('You are signed out.').waitFor()
  expect(await barriers(page)).toEqual([])
  expect(troubles).toEqual([])
})
