import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, test } from 'vitest'
import { type Account, type Running, startFirstread, until } from '../firstread.ts'
import { buildWeb, chromiumPath, desk, enter, openBrowser, type Person } from './browser.ts'
import { keep, shoot } from './look.ts'

export const testData = process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../shared/data')
const folder = join(testData, 'chest-xray/train/normal')
const films = existsSync(folder)
  ? readdirSync(folder)
      .slice(0, 60)
      .map((name) => join(folder, name))
  : []
const why = [
  films.length < 60 ? `no test data in ${testData} (set TEST_DATA)` : '',
  chromiumPath ? '' : 'no Chromium',
].filter(Boolean)
if (why.length > 0) console.warn(`${why.join(', ')}: the stories in the browser are skipped`)
/** A test that needs the browser and the films. All stories share one Firstread: starting one costs more than most of them. */
export const story = test.skipIf(why.length > 0)
export const patience = 180_000

let firstread: Running
let browser: Browser
export const site = {
  get url() {
    return firstread.url
  },
  get home() {
    return firstread.home
  },
  get browser() {
    return browser
  },
}
let accounts: Account[]
export const of = (role: string) => accounts.find((account) => account.role === role) as Account
const people: Person[] = []

beforeAll(async () => {
  if (why.length > 0) return
  buildWeb()
  firstread = await startFirstread(['demo', '--no-samples'])
  accounts = await until(async () => (await firstread.accounts().catch(() => undefined)) ?? undefined, 60_000)
  browser = await openBrowser()
}, patience)

/** What everybody saw, and what the server said, when it went wrong. */
afterEach(async ({ task }) => {
  const failed = task.result?.state === 'fail'
  if (failed) await keep(`failed-${task.id}-server.log`, () => firstread.output())
  for (const { page, account, context } of people.splice(0)) {
    if (failed) await shoot(page, `failed-${task.id}-${account.role}`).catch(() => undefined)
    await context.close()
  }
})

afterAll(async () => {
  await browser?.close()
  await firstread?.stop()
})

/** Somebody signs in at a browser of their own; it is closed after the story. */
export async function come(role: string, size = desk): Promise<Person> {
  const person = await enter(browser, firstread.url, of(role), size)
  people.push(person)
  return person
}

let taken = 0
/** A film that no other story has sent: the same one twice is the same study, which may be signed already. */
export function film(): string {
  const path = films[taken++]
  if (path === undefined) throw new Error(`the stories use more than ${films.length} films: take more of them`)
  return path
}
export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name })
