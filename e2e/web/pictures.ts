/**
 * `node e2e/web/pictures.ts [FOLDER]`: the pictures of the README and of a walk through every page, from a demo that holds nothing but the
 * synthetic samples. With FOLDER every page of every role at three widths, light and dark, goes there to be looked at; without it
 * only `docs/pictures` is written anew.
 */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { type Account, startFirstread, until } from '../firstread.ts'
import { speakAs } from './api.ts'
import { buildWeb, desk, enter, openBrowser, phone, type Size, tablet } from './browser.ts'
import { pagesOf } from './pages-of.ts'

const kept = resolve(import.meta.dirname, '../../docs/pictures')
const [folder] = process.argv.slice(2)

const roles = Object.keys(pagesOf) as (keyof typeof pagesOf)[]
/** The pages of one study, by who sees it there. */

const ofStudy: Partial<Record<keyof typeof pagesOf, string>> = {
  patient: '/results',
  radiologist: '/studies',
  tech: '/studies',
}

buildWeb()
const firstread = await startFirstread(['demo'])
const browser = await openBrowser()
try {
  const accounts = await until(() => firstread.accounts().catch(() => undefined), 60_000)
  const of = (role: string) => accounts.find((account) => account.role === role) as Account
  const doctor = await enter(browser, firstread.url, of('doctor'), desk)
  await until(async () => ((await readSamples(doctor.page)) >= 20 ? true : undefined), 180_000)
  await story(doctor.page)
  if (folder) {
    await theDoor(folder)
    const reportId = await signedStudy(of('patient'), of('doctor'))
    for (const role of roles) await everyPage(role, of(role), reportId, folder)
  }
} finally {
  await browser.close()
  await firstread.stop()
}

/** How many samples stand in the worklist with a risk. */
async function readSamples(page: Page): Promise<number> {
  await page.goto('/worklist')
  await page.getByRole('row').nth(1).waitFor()
  return (await page.evaluate(
    `fetch('/api/v1/worklist?limit=50').then((r) => r.json()).then((b) => b.items.filter((i) => i.riskScore !== null && i.status === 'analyzed').length)`,
  )) as number
}

/** The worklist, and the first study in the reading room, light and dark. */
async function story(page: Page): Promise<void> {
  await mkdir(kept, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.goto('/worklist')
    await page.getByRole('row').nth(3).waitFor()
    await settled(page)
    await page.screenshot({ path: join(kept, `worklist-${colorScheme}.png`) })
  }
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.locator('canvas.cornerstone-canvas').first().waitFor()
  await settled(page)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await settled(page)
    await page.screenshot({ path: join(kept, `reading-room-${colorScheme}.png`) })
    if (folder) await atWidths(page, 'doctor-reading', folder, colorScheme)
  }
}

async function everyPage(
  role: keyof typeof pagesOf,
  account: Account,
  reportId: string,
  folder: string,
): Promise<void> {
  const { page, context } = await enter(browser, firstread.url, account, desk)
  for (const path of pagesOf[role]) await inBoth(page, path, `${role}${path.replaceAll('/', '-')}`, folder)
  const one = ofStudy[role]
  if (one) await inBoth(page, `${one}/${reportId}`, `${role}${one.replaceAll('/', '-')}-one`, folder)
  await context.close()
}

async function inBoth(page: Page, path: string, name: string, folder: string): Promise<void> {
  await page.goto(path)
  await settled(page)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await atWidths(page, name, folder, colorScheme)
  }
}

/** What stands before somebody without a session, and what whoever follows a link that was shared meets. */
async function theDoor(folder: string): Promise<void> {
  const context = await browser.newContext({ baseURL: firstread.url, viewport: desk, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await inBoth(page, '/', 'sign-in', folder)
  await inBoth(page, '/shared#no-link', 'shared', folder)
  await context.close()
}

/** The patient's own sample, signed, so that there is a result to see. @returns its report */
async function signedStudy(patient: Account, doctor: Account): Promise<string> {
  const { items } = await (await speakAs(firstread.url, patient))('GET', '/reports')
  const { reportId } = items[0]
  const say = await speakAs(firstread.url, doctor)
  const clinicalFindings = 'Shadow in the left lower lobe, as in pneumonia.'
  const review = { doctorRiskAssessment: 'high', urgencyLevel: 'urgent', clinicalFindings }
  const { reviewId } = await say('POST', `/reports/${reportId}/reviews`, review)
  await say('POST', `/reviews/${reviewId}/sign`)
  return reportId
}

async function atWidths(page: Page, name: string, folder: string, colours: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const size of [desk, tablet, phone] satisfies Size[]) {
    await page.setViewportSize(size)
    await settled(page)
    await page.screenshot({ path: join(folder, `${name}-${size.width}-${colours}.png`) })
  }
  await page.setViewportSize(desk)
}

/** No request on its way, and everything drawn. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => undefined)
  await page.evaluate(`new Promise((done) => requestAnimationFrame(() => setTimeout(done, 300)))`)
}
