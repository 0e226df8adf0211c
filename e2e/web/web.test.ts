import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Account, type Running, startFirstread, until } from '../firstread.ts'
import { speakAs, upload } from './api.ts'
import { buildWeb, chromiumPath, desk, enter, openBrowser, type Person, phone, signIn, tablet } from './browser.ts'
import { barriers, greys, overflow, shoot } from './look.ts'

const testData = process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../shared/data')
const folder = join(testData, 'chest-xray/train/normal')
const films = existsSync(folder)
  ? readdirSync(folder)
      .slice(0, 5)
      .map((name) => join(folder, name))
  : []
const why = [
  films.length < 5 ? `no test data in ${testData} (set TEST_DATA)` : '',
  chromiumPath ? '' : 'no Chromium',
].filter(Boolean)
if (why.length > 0) console.warn(`${why.join(', ')}: the stories in the browser are skipped`)
const story = test.skipIf(why.length > 0)
const patience = 180_000

let firstread: Running
let browser: Browser
let accounts: Account[]
const of = (role: string) => accounts.find((account) => account.role === role) as Account
const people: Person[] = []

beforeAll(async () => {
  if (why.length > 0) return
  buildWeb()
  firstread = await startFirstread(['demo', '--no-samples'])
  accounts = await until(async () => (await firstread.accounts().catch(() => undefined)) ?? undefined, 60_000)
  browser = await openBrowser()
}, patience)

/** What everybody saw when it went wrong. */
afterEach(async ({ task }) => {
  const failed = task.result?.state === 'fail'
  for (const { page, account, context } of people.splice(0)) {
    if (failed) await shoot(page, `failed-${task.id}-${account.role}`).catch(() => undefined)
    await context.close()
  }
})

afterAll(async () => {
  await browser?.close()
  await firstread?.stop()
})

async function come(role: string, size = desk): Promise<Person> {
  const person = await enter(browser, firstread.url, of(role), size)
  people.push(person)
  return person
}

const film = (at: number) => films[at] as string
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name })

story(
  'a study goes from the radiologist over the doctor to the patient, each at a browser of their own',
  { timeout: patience },
  async () => {
    const doctor = await come('doctor')
    await heading(doctor.page, 'Nothing waits').waitFor()
    const patient = await come('patient', phone)
    await heading(patient.page, 'No pictures yet').waitFor()

    // A radiologist finds by name the patients of the own uploads, so there has to be one.
    const before = await upload(firstread.url, of('radiologist'), of('patient').id, film(0))
    const radiologist = await come('radiologist')
    await radiologist.page.getByLabel('Patient').fill('Ada')
    await radiologist.page.getByRole('option', { name: /Ada Sample/ }).click()
    await radiologist.page.locator('input[type=file]').first().setInputFiles(film(1))
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
    expect([doctor, patient, radiologist].flatMap(({ troubles }) => troubles)).toEqual([])
  },
)

story('nothing that was written is lost when the session ends in the middle of it', { timeout: patience }, async () => {
  const reportId = await upload(firstread.url, of('radiologist'), of('patient').id, film(2))
  const { page, troubles } = await come('doctor')
  await page.goto(`/read/${reportId}`)
  await page.getByRole('radio', { name: /Medium/ }).waitFor()
  await page.getByLabel('Findings', { exact: true }).fill('Streaky shadows')
  await page.getByText(/Draft saved/).waitFor()
  await endSessions(of('doctor'))
  await page.getByLabel('Findings', { exact: true }).pressSequentially(' beside the heart.')
  await heading(page, 'Sign in again to go on').waitFor()
  expect(await page.getByLabel('Findings', { exact: true }).inputValue()).toBe('Streaky shadows beside the heart.')
  await signIn(page, of('doctor'))
  await heading(page, 'Sign in again to go on').waitFor({ state: 'hidden' })
  const saved = await speakAs(firstread.url, of('doctor'))
  await until(async () => {
    const { reviews } = await saved('GET', `/reports/${reportId}`)
    return reviews[0]?.clinicalFindings === 'Streaky shadows beside the heart.' || undefined
  }, 30_000)
  // The refusals themselves are on the console, as they should be; nothing else is.
  expect(troubles.filter((trouble) => !trouble.includes('401'))).toEqual([])
})

async function endSessions(account: Account): Promise<void> {
  const tech = await speakAs(firstread.url, of('tech'))
  const { items } = await tech('GET', `/auth/sessions?userId=${account.id}`)
  for (const { sessionId } of items) await tech('DELETE', `/auth/sessions/${sessionId}`)
}

story('two doctors never review the same study unknowingly', { timeout: patience }, async () => {
  const second = {
    email: 'second@firstread.local',
    password: 'two doctors on one study',
    name: 'Priya Second',
    role: 'doctor',
  }
  const tech = await speakAs(firstread.url, of('tech'))
  const { id } = await tech('POST', '/users', second)
  const reportId = await upload(firstread.url, of('radiologist'), of('patient').id, film(3))
  const first = await come('doctor')
  await first.page.goto(`/read/${reportId}`)
  await first.page.getByRole('radio', { name: /High/ }).waitFor()
  const other = await enter(browser, firstread.url, { ...second, id })
  await other.page.goto(`/read/${reportId}`)
  await other.page.getByText(/Dana Sample is reviewing this study/).waitFor()
  expect(await other.page.getByRole('radio', { name: /High/ }).count()).toBe(0)
  await other.page.getByRole('button', { name: 'Take over' }).click()
  await other.page.getByRole('radio', { name: /High/ }).waitFor()
  await first.page.goto('/worklist')
  await first.page
    .getByRole('row', { name: /Priya Second/ })
    .first()
    .waitFor()
  await other.context.close()
})

story(
  'a doctor says first what they see, is shown the AI after that, and adds to what was signed',
  { timeout: patience },
  async () => {
    const tech = await speakAs(firstread.url, of('tech'))
    await tech('PUT', '/settings/review.first_opinion', { value: true })
    await tech('PUT', '/settings/review.fresh_authentication_minutes', { value: 5 })
    const reportId = await upload(firstread.url, of('radiologist'), of('patient').id, film(4))
    const doctor = await speakAs(firstread.url, of('doctor'))
    await until(async () => (await doctor('GET', `/reports/${reportId}`)).status === 'analyzed' || undefined, 90_000)
    const { page, troubles } = await come('doctor')
    await page.goto(`/read/${reportId}`)
    await page.getByText('Your own opinion first').waitFor()
    expect(await page.getByText('Calibrated probability').count()).toBe(0)
    await page.getByRole('group', { name: 'What do you see?' }).waitFor()
    await page.keyboard.press('2')
    await page.keyboard.press('Enter')
    await page.getByText('Calibrated probability').waitFor()
    expect(await page.getByRole('radio', { name: 'Medium' }).isChecked()).toBe(true)
    await page.keyboard.press('7')
    await page.getByText(/alerted the moment you sign/).waitFor()
    await page.keyboard.press('s')
    await heading(page, 'Sign this review?').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('The study has left the worklist.').waitFor()
    await page.getByRole('button', { name: 'Add an addendum' }).click()
    await page.getByLabel('What has to be added').fill('Seen again with a colleague.')
    await page.getByRole('button', { name: 'Add an addendum' }).click()
    await page.getByText('Seen again with a colleague.').first().waitFor()
    expect(await barriers(page)).toEqual([])
    expect(troubles).toEqual([])
    await tech('PUT', '/settings/review.first_opinion', { value: false })
    await tech('PUT', '/settings/review.fresh_authentication_minutes', { value: 0 })
  },
)

/** Each role's doors that are not theirs, and where they stand instead. */
const doors = {
  patient: { wrong: ['/worklist', '/audit', '/upload'], home: '/results' },
  radiologist: { wrong: ['/worklist', '/people', '/results'], home: '/upload' },
  doctor: { wrong: ['/upload', '/settings', '/history'], home: '/worklist' },
  tech: { wrong: ['/upload', '/results'], home: '/overview' },
}

/** Every page by who sees it. */
const pages = {
  patient: ['/results', '/history', '/access', '/account'],
  radiologist: ['/upload', '/studies', '/account'],
  doctor: ['/worklist', '/studies', '/models'],
  tech: ['/overview', '/models', '/people', '/identity', '/studies', '/settings', '/audit', '/worklist'],
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
        for (const path of pages[role]) {
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
