import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { until } from '../../firstread.ts'
import { speakAs, upload } from '../api.ts'
import { enter } from '../browser.ts'
import { barriers } from '../look.ts'
import { come, of, patience, site, story, testData } from '../site.ts'

/** A film of 0.5 mm a pixel, after its own header. */
const film = join(testData, 'dicom-cxr/DEV-001-native.dcm')
const mmPerPixel = 0.5
type Kept = { annotationId: string; tool: string; points: [number, number][]; label: string | null; version: number }

story(
  'what a doctor measures is kept, comes back exactly, and is nobody else’s to change',
  { timeout: patience },
  async (context) => {
    if (!existsSync(film)) context.skip('no dicom-cxr in the test data')
    const reportId = await upload(site.url, of('radiologist'), of('patient').id, film)
    const ask = await speakAs(site.url, of('doctor'))
    const kept = async (): Promise<Kept[]> => (await ask('GET', `/reports/${reportId}/annotations`)).items
    const keptOnes = (n: number) =>
      until(
        async () => ((await kept()).length === n ? await kept() : undefined),
        20_000,
        () => `for ${n} measurements`,
      )

    const { page, context: browser, troubles } = await come('doctor')
    await open(page, reportId)
    await page.keyboard.press('d')
    await draw(page, [60, 60], [120, 60])
    const [line] = await keptOnes(1)
    // What lies on the server is where the hand was, in image pixels: a screen pixel is less than half of one.
    expect(line?.points.flat().map((n) => Math.round(n))).toEqual([60, 60, 120, 60])
    const said = `${(mmPerPixel * Math.hypot(...difference(line))).toFixed(1)} mm`
    await page.getByText(said).waitFor()

    await page.keyboard.press('x')
    await draw(page, [150, 110], [175, 130])
    const before = await keptOnes(2)
    await page.getByRole('button', { name: 'Measurements: 2' }).click()
    await page.getByLabel('Words beside 1. Length').fill('Widest place')
    expect(await barriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByText('Widest place').waitFor()
    await page.getByText('Saved', { exact: true }).first().waitFor()

    await open(page, reportId)
    await page.getByText(said).waitFor()
    await page.getByText('Widest place').waitFor()
    // Showing them again changes nothing: the same numbers to the last bit, and no version more than the label made.
    expect((await kept()).map(({ points }) => points)).toEqual(before.map(({ points }) => points))
    expect((await kept()).map(({ version }) => version)).toEqual([2, 1])

    const second = { email: 'marks@firstread.local', password: 'looks at what others draw', name: 'Mira Marks' }
    const tech = await speakAs(site.url, of('tech'))
    const { id } = await tech('POST', '/users', { ...second, role: 'doctor' })
    const other = await enter(site.browser, site.url, { ...second, role: 'doctor', id })
    await other.page.evaluate(`history.pushState({}, '', '/read/${reportId}')`)
    await other.page.getByText(said).waitFor()
    await other.page.getByText('Dana Sample').first().waitFor()
    await draw(other.page, [120, 60], [140, 90])
    await other.page.getByRole('button', { name: 'Measurements: 2' }).click()
    expect(await other.page.getByRole('button', { name: /^Remove \d/ }).count()).toBe(0)
    expect((await kept()).map(({ version }) => version)).toEqual([2, 1])

    // Two windows move one line, each elsewhere: nothing is lost. The second looks at an older state until it returns.
    const twin = await browser.newPage()
    await open(twin, reportId)
    await twin.getByText(said).waitFor()
    await page.bringToFront()
    await draw(page, [120, 60], [120, 90])
    await until(async () => ((await kept())[0]?.version === 3 ? true : undefined), 20_000)
    await draw(twin, [120, 60], [100, 40])
    await twin.getByText('Changed in another window too: both are kept').waitFor()
    expect(
      (await keptOnes(3)).filter(({ tool }) => tool === 'length').map((one) => Math.round(one.points[1]?.[1] ?? 0)),
    ).toEqual([90, 40])
    await twin.close()

    // The network goes and comes back: what was drawn is shown, said to be unsaved, and saved.
    await open(page, reportId)
    await page.getByText('Widest place').first().waitFor()
    // Chromium reports the request that met the other window; what it reports without a network says nothing.
    expect(troubles.filter((trouble) => !trouble.includes('409 (Conflict)'))).toEqual([])
    await browser.setOffline(true)
    await page.keyboard.press('d')
    await draw(page, [60, 140], [90, 140])
    await page.getByText('Not saved, trying again').waitFor()
    await browser.setOffline(false)
    await keptOnes(4)
    await page.getByText('Saved', { exact: true }).first().waitFor()
    await page.keyboard.press('Delete')
    await keptOnes(3)
    // The study is claimed by the first doctor, which is a conflict that the second is told.
    expect(other.troubles.filter((trouble) => !trouble.includes('409 (Conflict)'))).toEqual([])
    await other.context.close()
  },
)

const difference = (line: Kept | undefined): [number, number] => {
  const [[x0 = 0, y0 = 0] = [], [x1 = 0, y1 = 0] = []] = line?.points ?? []
  return [x1 - x0, y1 - y0]
}

async function open(page: Page, reportId: string): Promise<void> {
  await page.goto(`/read/${reportId}`)
  await page.getByText(/^C -?\d+ W \d+$/).waitFor()
}

type Pixel = readonly [column: number, row: number]

/** Drags from one image pixel to another, where the viewer says that they lie. */
async function draw(page: Page, from: Pixel, to: Pixel): Promise<void> {
  const [start, end] = [await placeOf(page, from), await placeOf(page, to)]
  await page.mouse.move(start[0], start[1])
  await page.mouse.down()
  await page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
  await page.mouse.move(end[0], end[1], { steps: 2 })
  await page.mouse.up()
}

async function placeOf(page: Page, [column, row]: Pixel): Promise<[number, number]> {
  const stage = page.locator('[data-matrix]')
  const box = await stage.boundingBox()
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = String(await stage.getAttribute('data-matrix'))
    .split(',')
    .map(Number)
  return [(box?.x ?? 0) + a * column + c * row + e, (box?.y ?? 0) + b * column + d * row + f]
}
