import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { desk, phone } from '../browser.ts'
import { barriers, overflow, shoot } from '../look.ts'
import { pagesOf } from '../pages-of.ts'
import { come, patience, story } from '../site.ts'

/** Each role's doors that are not theirs, and where they stand instead. */
const doors = {
  patient: { wrong: ['/worklist', '/audit', '/upload'], home: '/results' },
  radiologist: { wrong: ['/worklist', '/critical', '/follow-up', '/people', '/results'], home: '/upload' },
  doctor: { wrong: ['/upload', '/settings', '/history'], home: '/worklist' },
  tech: { wrong: ['/upload', '/results'], home: '/overview' },
}

const looks = [
  { size: desk, colorScheme: 'light' },
  { size: phone, colorScheme: 'dark' },
] as const

for (const role of ['patient', 'radiologist', 'doctor', 'tech'] as const)
  story(
    `every page of a ${role} can be used by everybody, and no door of another opens`,
    { timeout: patience },
    async () => {
      const { page, troubles } = await come(role)
      for (const { size, colorScheme } of looks) {
        await page.setViewportSize(size)
        await page.emulateMedia({ colorScheme })
        for (const path of pagesOf[role]) {
          await page.goto(path)
          await settled(page)
          expect(await barriers(page)).toEqual([])
          expect(await overflow(page)).toBeLessThanOrEqual(0)
          await shoot(page, `${role}${path.replaceAll('/', '-')}-${size.width}-${colorScheme}`)
        }
      }
      for (const path of doors[role].wrong) {
        await page.goto(path)
        await page.waitForURL(`**${doors[role].home}`)
      }
      expect(troubles).toEqual([])
    },
  )

/** What was to be loaded has come: no grey lines any more. */

async function settled(page: Page): Promise<void> {
  await page.getByRole('main').locator('h1').first().waitFor()
  await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'hidden' })
}
