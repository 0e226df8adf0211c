import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { speakAs, upload } from '../api.ts'
import { desk, phone, type Size, tablet } from '../browser.ts'
import { barriers, overflow, shoot } from '../look.ts'
import { come, film, heading, of, patience, site, story } from '../site.ts'

/** What no page for patients, and no page for those they share with, may hold: a number or a word of the model. */
const machine = /probab|confidence|score|\bAI\b|algorithm|\d\s?%|0\.\d/i

/** Somebody without an account, at a browser that knows nothing. */
async function stranger(size: Size): Promise<{ page: Page; troubles: string[]; leave: () => Promise<void> }> {
  const context = await site.browser.newContext({
    viewport: size,
    baseURL: site.url,
    reducedMotion: 'reduce',
    locale: 'en-GB',
  })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('console', (message) => {
    // What is refused is refused by 404, and Chromium says so; it is what this story is about.
    if (message.type() === 'error' && !message.text().includes('404')) troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(error.message))
  return { page, troubles, leave: () => context.close() }
}

/** As it looks at three widths, light and dark; nothing runs out to the right, and axe has nothing against it. */
async function lookAt(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? desk
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const size of [desk, tablet, phone]) {
      await page.setViewportSize(size)
      expect(await overflow(page), `${name} ${size.width}`).toBeLessThanOrEqual(0)
      await shoot(page, `sharing-${name}-${size.width}-${colorScheme}`)
    }
    expect(await barriers(page), `${name} ${colorScheme}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(before)
}

async function signedResult(): Promise<string> {
  const reportId = await upload(site.url, of('radiologist'), of('patient').id, film())
  const doctor = await speakAs(site.url, of('doctor'))
  const review = { doctorRiskAssessment: 'low', urgencyLevel: 'routine', clinicalFindings: 'Clear lungs.' }
  const { reviewId } = await doctor('POST', `/reports/${reportId}/reviews`, review)
  await doctor('POST', `/reviews/${reviewId}/sign`)
  await doctor('POST', `/reports/${reportId}/release`).catch(() => undefined) // open already, unless a rule holds it
  return reportId
}

story(
  'a patient is sharing a result with somebody without an account, sees that they looked, and takes it back',
  { timeout: patience },
  async () => {
    const reportId = await signedResult()
    const { page, troubles } = await come('patient', phone)
    await page.goto(`/results/${reportId}`)
    await page.getByRole('button', { name: 'Share', exact: true }).click()
    await page.getByLabel('For whom?').fill('Dr. Meyer')
    await page.getByRole('heading', { name: 'Share this result' }).scrollIntoViewIfNeeded()
    await lookAt(page, 'form')
    await page.getByRole('button', { name: 'Make the link' }).click()
    await heading(page, 'Link and code for Dr. Meyer').waitFor()
    const said = await page
      .locator('section', { has: heading(page, 'Link and code for Dr. Meyer') })
      .last()
      .innerText()
    const link = /\S+\/shared#[\w-]{43}/.exec(said)?.[0] ?? ''
    const code = /\b[A-HJ-NP-Z2-9]{4} [A-HJ-NP-Z2-9]{4}\b/.exec(said)?.[0] ?? ''
    expect(link).toContain(site.url)
    await page.getByRole('img', { name: 'QR code of the link for Dr. Meyer' }).scrollIntoViewIfNeeded()
    await lookAt(page, 'fresh')
    await page.getByRole('button', { name: 'I have given both away' }).click()
    await page.getByText('Not opened yet').waitFor()

    const visitor = await stranger(phone)
    const asked: string[] = []
    visitor.page.on('request', (request) => asked.push(`${request.url()} ${JSON.stringify(request.headers())}`))
    await visitor.page.goto(link)
    await heading(visitor.page, 'Somebody shares a result with you').waitFor()
    await lookAt(visitor.page, 'code')
    await visitor.page.getByLabel('Code').fill('AAAA AAAA')
    await visitor.page.getByRole('button', { name: 'Open the result' }).click()
    await visitor.page.getByText('Link or code is not right').waitFor()
    await lookAt(visitor.page, 'wrong')
    await visitor.page.getByLabel('Code').fill(code.toLowerCase())
    await visitor.page.keyboard.press('Enter')
    await heading(visitor.page, `Result of ${of('patient').name}`).waitFor()
    await heading(visitor.page, 'Good news: your pictures look fine').waitFor()
    await visitor.page.getByText('Clear lungs.').waitFor()
    const picture = visitor.page.getByRole('button', { name: /^Picture 1/ }).locator('img')
    await picture.scrollIntoViewIfNeeded()
    await expect
      .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
      .toBeGreaterThan(100)
    await visitor.page.evaluate('window.scrollTo(0, 0)')
    await lookAt(visitor.page, 'result')
    expect(await visitor.page.locator('body').innerText()).not.toMatch(machine)
    expect(await visitor.page.getByRole('navigation').count()).toBe(0)
    expect(await visitor.page.getByRole('link', { name: 'Download the pictures' }).count()).toBe(0)
    // The secret of the link went to the server once, in a body: in no address and no header.
    expect(asked.some((one) => one.includes('/api/v1/shared/open'))).toBe(true)
    expect(asked.filter((one) => one.includes(link.split('#')[1] ?? 'x')).length).toBe(0)

    await visitor.page.emulateMedia({ media: 'print' })
    expect(await visitor.page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false)
    await shoot(visitor.page, 'sharing-print')
    await visitor.page.emulateMedia({ media: 'screen' })

    await page.goto('/access')
    const looks = page.getByRole('listitem').filter({ hasText: 'Somebody with the link for Dr. Meyer' })
    await looks.filter({ hasText: 'read your result' }).first().waitFor()
    await looks.filter({ hasText: 'tried to open your result (refused)' }).first().waitFor()
    await lookAt(page, 'access')
    await page.goto(`/results/${reportId}`)
    await page.getByText(/Opened once, on/).waitFor()
    await page.getByRole('button', { name: 'Stop sharing with Dr. Meyer' }).scrollIntoViewIfNeeded()
    await lookAt(page, 'list')
    await page.getByRole('button', { name: 'Stop sharing with Dr. Meyer' }).click()
    await page.getByText('Stopped by you').waitFor()

    await visitor.page.getByRole('button', { name: /^Picture 1/ }).click()
    await visitor.page.getByText(/the result is not shared any more\. Type the code again/).waitFor()
    expect(await visitor.page.locator('body').innerText()).not.toContain(of('patient').name)
    await lookAt(visitor.page, 'over')
    await visitor.page.getByLabel('Code').fill(code)
    await visitor.page.keyboard.press('Enter')
    await visitor.page.getByText('Link or code is not right').waitFor()
    expect([...troubles, ...visitor.troubles]).toEqual([])
    await visitor.leave()
  },
)

story(
  'whoever may have them takes the original pictures from a shared result; the page speaks their language',
  { timeout: patience },
  async () => {
    const reportId = await signedResult()
    const patient = await speakAs(site.url, of('patient'))
    const given = await patient('POST', `/reports/${reportId}/shares`, { label: 'Oma', days: 1, allowsPictures: true })
    const context = await site.browser.newContext({ viewport: phone, baseURL: site.url, locale: 'de-DE' })
    const page = await context.newPage()
    await page.goto(given.link)
    await heading(page, 'Jemand teilt einen Befund mit Ihnen').waitFor()
    await shoot(page, 'sharing-code-de')
    await page.getByLabel('Ihr Code').fill(given.code)
    await page.getByRole('button', { name: 'Befund öffnen' }).click()
    await heading(page, `Befund von ${of('patient').name}`).waitFor()
    await shoot(page, 'sharing-result-de')
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Bilder herunterladen' }).click()
    expect((await readFile(await (await saved).path())).subarray(0, 4).toString('latin1')).toBe('PK\x03\x04')
    await page.getByRole('button', { name: 'Schließen' }).click()
    await page.getByText('Der Befund ist geschlossen.').waitFor()
    await context.close()
  },
)
