/**
 * `node e2e/web/measure.ts FILM.dcm`: prints what a person waits for, on this machine and now. A real Firstread, a real
 * Chromium; nothing is asserted here. FILM is a large DICOM film (10 MB), measured from the key to the first pixels.
 */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { type Account, startFirstread, until } from '../firstread.ts'
import { upload } from './api.ts'
import { buildWeb, desk, enter, openBrowser } from './browser.ts'

const [film] = process.argv.slice(2)
if (!film) throw new Error('name a film')
const say = (name: string, value: string) => console.log(`${name.padEnd(58)}${value}`)

buildWeb()
const firstread = await startFirstread(['demo', '--no-samples'])
const accounts = await until(async () => (await firstread.accounts().catch(() => undefined)) ?? undefined, 60_000)
const of = (role: string) => accounts.find((account) => account.role === role) as Account
const browser = await openBrowser()
try {
  const doctor = await enter(browser, firstread.url, of('doctor'), desk)
  await sayFirstLoad(doctor.page)
  await sayPaint(doctor.page)
  const first = await upload(firstread.url, of('radiologist'), of('patient').id, film)
  await doctor.page.getByRole('row', { name: /Ada Sample/ }).waitFor()
  await sayNewStudy(doctor.page)
  await sayFirstImage(doctor.page, first)
} finally {
  await browser.close()
  await firstread.stop()
}

/** Everything that came over the wire from the address to the doctor's worklist, in a browser that had nothing. */
async function sayFirstLoad(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Worklist' }).waitFor()
  const kb =
    (await page.evaluate(`performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
    .filter((e) => !e.name.includes('/api/')).reduce((sum, e) => sum + e.transferSize, 0) / 1000`)) as number
  say('first load, from nothing to the worklist', `${kb.toFixed(0)} KB`)
}

/** What the browser itself measured since the page was opened. */
async function sayPaint(page: Page): Promise<void> {
  await page.goto('/worklist')
  await page.getByRole('heading', { name: 'Worklist' }).waitFor()
  const figures = (await page.evaluate(`new Promise((done) => {
    const got = { lcp: 0, cls: 0 }
    new PerformanceObserver((l) => { for (const e of l.getEntries()) got.lcp = e.startTime }).observe({ type: 'largest-contentful-paint', buffered: true })
    new PerformanceObserver((l) => { for (const e of l.getEntries()) got.cls += e.value }).observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => {
      const bytes = performance.getEntriesByType('resource').reduce((sum, e) => sum + e.transferSize, 0)
      done({ ...got, bytes, fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0 })
    }, 1500)
  })`)) as { lcp: number; cls: number; bytes: number; fcp: number }
  say('worklist: first paint', `${figures.fcp.toFixed(0)} ms`)
  say('worklist: largest paint', `${figures.lcp.toFixed(0)} ms`)
  say('worklist: layout shift (0.1 is good)', figures.cls.toFixed(3))
}

/** From the answer to an upload to the moment at which the doctor's open page says so. */
async function sayNewStudy(page: Page): Promise<void> {
  await page.locator('[role=grid]').hover()
  const before = Date.now()
  await upload(firstread.url, of('radiologist'), of('patient').id, secondFilm(), 'stat')
  const stored = Date.now()
  const told = page.getByRole('button', { name: /new stud/ }).or(page.getByRole('row', { name: /Stat/ }))
  await told.first().waitFor()
  say('new study on the open worklist, after its upload began', `${Date.now() - before} ms`)
  say('new study on the open worklist, after it was stored', `${Date.now() - stored} ms`)
}

function secondFilm(): string {
  const data = process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../shared/data')
  const folder = join(data, 'chest-xray/train/normal')
  return join(folder, readdirSync(folder)[0] as string)
}

/** From the click to pixels on the screen; once with the viewer still to be loaded, once warm. */
async function sayFirstImage(page: Page, reportId: string): Promise<void> {
  for (const name of [
    'first image of a film, viewer still to be loaded',
    'first image of a film, viewer loaded, film not',
  ]) {
    await page.goto('/worklist')
    if (name.includes('viewer loaded')) await warmViewer(page)
    const link = page.locator(`a[href="/read/${reportId}"]`)
    await link.waitFor()
    const before = Date.now()
    await link.click()
    await page.getByText(/^C -?\d+ W \d+$/).waitFor()
    say(name, `${Date.now() - before} ms`)
  }
}

async function warmViewer(page: Page): Promise<void> {
  const others = page.locator('a[href^="/read/"]')
  await others.last().click()
  await page.getByText(/^C -?\d+ W \d+$/).waitFor()
  await page.getByRole('link', { name: 'Worklist' }).first().click()
}
