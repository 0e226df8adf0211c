/**
 * `node e2e/web/scores.ts`: what each page costs a browser that has nothing, and what axe has against it. Lighthouse's
 * measures, taken by Chromium itself on a real Firstread: first and largest paint, layout shift, blocking time (what long
 * tasks take beyond 50 ms, between first paint and quiet), bytes over the wire. Prints, asserts nothing.
 */
import type { Browser } from 'playwright-core'
import { type Account, startFirstread, until } from '../firstread.ts'
import { buildWeb, desk, enter, openBrowser } from './browser.ts'
import { barriers } from './look.ts'

const pages = {
  doctor: ['/worklist', '/critical', '/follow-up', '/studies', '/models', '/account'],
  radiologist: ['/upload', '/studies'],
  patient: ['/results', '/history', '/access'],
  tech: ['/overview', '/people', '/identity', '/peers', '/settings', '/audit'],
} as const
type Score = { fcp: number; lcp: number; cls: number; tbt: number; kb: number; axe: number }

buildWeb()
const firstread = await startFirstread(['demo'])
const accounts = await until(async () => (await firstread.accounts().catch(() => undefined)) ?? undefined, 60_000)
const browser = await openBrowser()
try {
  const table: Record<string, Score> = {}
  for (const [role, paths] of Object.entries(pages)) {
    const account = accounts.find((one) => one.role === role) as Account
    for (const path of paths) table[`${role} ${path}`] = await scoreOf(browser, account, path)
  }
  console.log('first paint, largest paint, blocking: ms; layout shift: 0.1 and less is good; over the wire: KB')
  console.table(table)
} finally {
  await browser.close()
  await firstread.stop()
}

/** A browser with cookies and nothing else: the cache of an earlier page would flatter the next. */
async function scoreOf(within: Browser, account: Account, path: string): Promise<Score> {
  const { page, context } = await enter(within, firstread.url, account, desk)
  try {
    const debug = await context.newCDPSession(page)
    await debug.send('Network.enable')
    await debug.send('Network.setCacheDisabled', { cacheDisabled: true })
    await page.goto(path)
    await page.getByRole('main').locator('h1').first().waitFor()
    await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'hidden' })
    const measured = (await page.evaluate(`new Promise((done) => {
      const got = { lcp: 0, cls: 0, tasks: [] }
      const watch = (type, note) => new PerformanceObserver((l) => l.getEntries().forEach(note)).observe({ type, buffered: true })
      watch('largest-contentful-paint', (e) => { got.lcp = e.startTime })
      watch('layout-shift', (e) => { if (!e.hadRecentInput) got.cls += e.value })
      watch('longtask', (e) => got.tasks.push([e.startTime, e.duration]))
      setTimeout(() => {
        const fcp = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0
        const tbt = got.tasks.filter(([at]) => at >= fcp).reduce((sum, [, ms]) => sum + Math.max(0, ms - 50), 0)
        const entries = performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
        // The viewer comes later, when the page is quiet (app.tsx); it is no part of the first load.
        const bytes = entries.filter((e) => !e.name.includes('/api/') && e.startTime < 1900).reduce((sum, e) => sum + e.transferSize, 0)
        done({ fcp, lcp: got.lcp, cls: got.cls, tbt, bytes })
      }, 1500)
    })`)) as { fcp: number; lcp: number; cls: number; tbt: number; bytes: number }
    return {
      fcp: Math.round(measured.fcp),
      lcp: Math.round(measured.lcp),
      cls: Number(measured.cls.toFixed(3)),
      tbt: Math.round(measured.tbt),
      kb: Math.round(measured.bytes / 1000),
      axe: (await barriers(page)).length,
    }
  } finally {
    await context.close()
  }
}
