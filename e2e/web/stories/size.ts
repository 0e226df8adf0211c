import { expect } from 'vitest'
import { until } from '../../firstread.ts'
import { upload } from '../api.ts'
import { phone } from '../browser.ts'
import { fillWorklist } from '../fill.ts'
import { barriers, overflow, shoot } from '../look.ts'
import { come, film, of, site, story } from '../site.ts'

const many = 50_000
/** Writing them takes half a minute on a machine with other work. */
const long = 400_000

story('fifty thousand open studies are a list like any other', { timeout: long }, async () => {
  const { page, troubles } = await come('doctor')
  const waiting = async () => (await page.getByText(/^[\d,]+ of [\d,]+\+? loaded/).textContent())?.split(' ')[2]
  await fillWorklist(site.home, of('patient').id, many)
  await page.goto('/worklist')
  await page
    .getByRole('row', { name: /Achterberg/ })
    .first()
    .waitFor()
  await until(async () => ((await waiting()) ? true : undefined), 10_000)
  expect(Number((await waiting())?.replaceAll(',', ''))).toBeGreaterThanOrEqual(many)
  expect(await barriers(page)).toEqual([])

  // Down through several pages; rows out of sight do not exist.
  const list = page.getByRole('grid', { name: 'Worklist' })
  await list.hover()
  await until(async () => {
    await page.mouse.wheel(0, 4000)
    return (await placesOf(page)).some((place) => Number(place) > 1000) ? true : undefined
  }, 60_000)
  const rows = page.locator('[data-place]')
  // The wheel's last turns still move the list: a row that is named now may be out of sight, and gone, a moment later.
  let before = ''
  await until(async () => {
    const now = (await placesOf(page)).join()
    const isStill = now === before
    before = now
    await page.waitForTimeout(250)
    return isStill ? true : undefined
  }, 10_000)
  expect(await rows.count()).toBeLessThan(100)

  // A new urgent study stands behind everything that is overdue; it is told all the same, and nothing moves for it.
  const place = await rows.nth(15).getAttribute('data-place')
  const deep = page.locator(`[data-place="${place}"]`)
  await deep.scrollIntoViewIfNeeded()
  const at = await deep.boundingBox()
  const under = await deep.textContent()
  await upload(site.url, of('radiologist'), of('patient').id, film(), 'stat')
  await page.getByRole('button', { name: /1 new study, the most urgent: Stat/ }).waitFor()
  expect(await deep.boundingBox()).toEqual(at)
  expect(await deep.textContent()).toBe(under)
  await page.getByRole('button', { name: /1 new study/ }).click()
  await page.getByRole('row', { name: /New, further down.*Stat/ }).waitFor()

  await filtersAreTheServers(page)
  await page.setViewportSize(phone)
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await shoot(page, 'worklist-filtered-390')
  expect(troubles).toEqual([])
})

const placesOf = (page: Awaited<ReturnType<typeof come>>['page']) =>
  page.locator('[data-place]').evaluateAll((rows) => rows.map((row) => row.dataset.place))

/** Filters and views, all in the address; a view is there at another machine. */
async function filtersAreTheServers(page: Awaited<ReturnType<typeof come>>['page']): Promise<void> {
  await page.getByRole('button', { name: 'Filters' }).click()
  await page.getByLabel('Modality').selectOption('MR')
  await page.getByLabel('Not read because').selectOption('failed')
  await page.keyboard.press('Escape')
  await page.waitForURL(/modality=MR.*unread=failed|unread=failed.*modality=MR/)
  await page
    .getByRole('row', { name: /AI failed/ })
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByPlaceholder('Name of the view').fill('MR that failed')
  await page.getByRole('button', { name: 'Save this view' }).click()
  await page.getByRole('menuitem', { name: 'MR that failed' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.waitForURL(/worklist$/)

  await page.getByRole('searchbox').fill('fontaine4')
  await page.waitForURL(/q=fontaine4/)
  await until(async () => {
    const rows = await page.locator('[data-place]').allTextContents()
    return rows.length > 0 && rows.every((row) => /Fontaine4/.test(row)) ? true : undefined
  }, 20_000)

  const elsewhere = (await come('doctor')).page
  await elsewhere.getByRole('button', { name: 'Views' }).click()
  await elsewhere.getByRole('menuitem', { name: 'MR that failed' }).click()
  await elsewhere.getByRole('button', { name: 'Take away the filter AI failed' }).waitFor()
  await elsewhere.waitForURL(/modality=MR/)
}
