import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { Account } from '../firstread.ts'

const root = resolve(import.meta.dirname, '../..')
/** Debian's Chromium; `.ci/run` installs it. */
export const chromiumPath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path): path is string => path !== undefined && existsSync(path),
)

export function buildWeb(): void {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/web.mjs'], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the web app does not build:\n${stderr}`)
}

/** Root (a container) has no sandbox to give; everybody else keeps it. WebGL comes from SwiftShader. */
export function openBrowser(): Promise<Browser> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update']
  return chromium.launch({ executablePath: chromiumPath ?? '', args: [...asRoot, ...quiet, '--disable-sync'] })
}

export type Size = { width: number; height: number }
export const desk: Size = { width: 1440, height: 900 }
export const tablet: Size = { width: 1024, height: 768 }
export const phone: Size = { width: 390, height: 844 }

/** Somebody at a browser of their own. `troubles`: what the console complained about, CSP reports among it. */
export type Person = { page: Page; context: BrowserContext; account: Account; troubles: string[] }

/** Waits are for a machine whose two cores are shared; a missing element should still not hold a run for long. */
const patience = 30_000

export async function enter(browser: Browser, url: string, account: Account, size: Size = desk): Promise<Person> {
  const context = await browser.newContext({ viewport: size, baseURL: url, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.message}`))
  await page.goto('/')
  await signIn(page, account)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  return { page, context, account, troubles }
}

export async function signIn(page: Page, { email, password }: Account): Promise<void> {
  const field = page.getByLabel('Email')
  if (await field.isEditable()) await field.fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
}
