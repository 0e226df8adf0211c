import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { speakAs } from '../api.ts'
import { barriers, shoot } from '../look.ts'
import { come, of, patience, site, story } from '../site.ts'

const bench = process.env.SHARED_BENCH ?? resolve(import.meta.dirname, '../../../../shared/bench')
const generator = join(bench, 'lib/dicom.mjs')
const slices = 8

/** A synthetic CT of a few slices, of the demo's patient. @returns the report's id */
async function stack(study: number): Promise<string> {
  const { instance } = await import(generator)
  const form = new FormData()
  form.set('patientId', of('patient').id)
  form.set('studyType', `CT ${study}`)
  for (let n = 0; n < slices; n += 1) {
    const { head, pixels } = instance('ct', { seed: 4711, study, instance: n })
    form.append('images', new File([Buffer.concat([head, pixels])], `${n}.dcm`))
  }
  return (await (await speakAs(site.url, of('radiologist')))('POST', '/reports', form)).reportId
}

story('an earlier stack scrolls along when the doctor asks for it', { timeout: patience }, async (context) => {
  if (!existsSync(generator)) context.skip('no generator of CTs (SHARED_BENCH)')
  await stack(1)
  const reportId = await stack(2)
  const { page, troubles } = await come('doctor')
  await page.goto(`/read/${reportId}`)
  await page.getByRole('listitem').filter({ hasText: 'CT 1' }).getByRole('button', { name: 'Compare' }).click()
  const frames = () => page.getByText(new RegExp(`^\\d+ / ${slices}$`)).allTextContents()
  await expect.poll(frames).toEqual([`1 / ${slices}`, `1 / ${slices}`])
  await page.keyboard.press('ArrowDown')
  await expect.poll(frames).toEqual([`1 / ${slices}`, `2 / ${slices}`])
  await page.keyboard.press('y')
  await down(page, 3)
  await expect.poll(frames).toEqual([`4 / ${slices}`, `5 / ${slices}`])
  expect(await barriers(page)).toEqual([])
  await shoot(page, 'scroll-together')
  await page.keyboard.press('y')
  await down(page, 1)
  await expect.poll(frames).toEqual([`4 / ${slices}`, `6 / ${slices}`])
  expect(troubles).toEqual([])
})

async function down(page: Page, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await page.keyboard.press('ArrowDown')
}
