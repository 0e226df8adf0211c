/**
 * `node e2e/web/size.ts [50000]`: the worklist with so many open studies, really in the database: how it scrolls, what it
 * counts, when a new urgent study shows. Prints figures; nothing is asserted here (stories/size.ts does that).
 */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Account, startFirstread, until } from '../firstread.ts'
import { upload } from './api.ts'
import { buildWeb, desk, enter, openBrowser } from './browser.ts'
import { fillWorklist } from './fill.ts'
import { watchFrames, wheel } from './frames.ts'
import { shoot } from './look.ts'

const count = Number(process.argv[2] ?? 50_000)
const say = (name: string, value: string | number) => console.log(`${name.padEnd(62)}${value}`)
const data = process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../shared/data')
const folder = join(data, 'chest-xray/train/normal')
const film = join(folder, readdirSync(folder)[0] as string)

buildWeb()
const firstread = await startFirstread(['demo', '--no-samples'])
const accounts = await until(async () => (await firstread.accounts().catch(() => undefined)) ?? undefined, 60_000)
const of = (role: string) => accounts.find((account) => account.role === role) as Account
const browser = await openBrowser()
try {
  const began = Date.now()
  await fillWorklist(firstread.home, of('patient').id, count)
  say(`${count} open studies written, s`, ((Date.now() - began) / 1000).toFixed(1))
  const { page } = await enter(browser, firstread.url, of('doctor'), desk)
  const opened = Date.now()
  await page.goto('/worklist')
  await page
    .getByRole('row', { name: /Achterberg/ })
    .first()
    .waitFor()
  say('opened until the first rows stand, ms', Date.now() - opened)
  const foot = page.getByText(/of [\d,]+\+? loaded/)
  await foot.waitFor({ state: 'attached' })
  say('what it says it holds', (await foot.textContent()) ?? '')
  await shoot(page, 'worklist-at-size')

  const box = await page.locator('[role=grid]').boundingBox()
  await page.mouse.move((box?.x ?? 0) + 400, (box?.y ?? 0) + 300)
  const watch = await watchFrames(page)
  await wheel(page, 300, 600)
  const quick = await watch.stop()
  say('scrolled by wheel, pixels', await scrolled())
  say('frames; median, 95 %, worst ms between two', `${quick.frames}; ${quick.median}, ${quick.p95}, ${quick.worst}`)
  say('long tasks (> 50 ms); longest ms', `${quick.longTasks}; ${quick.longest}`)
  say(
    'processor time of the page; per frame, ms',
    `${quick.cpu} (scripts ${quick.scripts}); ${(quick.cpu / quick.frames).toFixed(1)}`,
  )

  // To the very end, the way the End key does: each time what is loaded ends, more comes.
  const far = await watchFrames(page)
  const started = Date.now()
  await until(async () => {
    await page.evaluate(
      `(() => { const s = document.querySelector('[role=grid]').parentElement; s.scrollTop = s.scrollHeight })()`,
    )
    return (await page.getByText(/studies wait\./).count()) > 0 ? true : undefined
  }, 600_000)
  const all = await far.stop()
  say('loaded to the end, s', ((Date.now() - started) / 1000).toFixed(1))
  say('frames; median, 95 %, worst ms between two', `${all.frames}; ${all.median}, ${all.p95}, ${all.worst}`)
  say('long tasks (> 50 ms); longest ms', `${all.longTasks}; ${all.longest}`)
  say(
    'processor time of the page; per frame, ms',
    `${all.cpu} (scripts ${all.scripts}); ${(all.cpu / all.frames).toFixed(1)}`,
  )
  say('what it says at the end', (await page.getByText(/studies wait\./).textContent()) ?? '')

  await page.mouse.wheel(0, -3000)
  await page.mouse.move((box?.x ?? 0) + 400, (box?.y ?? 0) + 320)
  const under = await underCursor()
  const before = Date.now()
  await upload(firstread.url, of('radiologist'), of('patient').id, film, 'stat')
  const stored = Date.now()
  await page.getByRole('button', { name: /new stud/ }).waitFor()
  say('new stat study shows with everything loaded, after upload began, ms', Date.now() - before)
  say('the same after it was stored, ms', Date.now() - stored)
  say('the row under the cursor is still the same', String((await underCursor()) === under))
  await page.getByRole('button', { name: /new stud/ }).click()
  await page.getByRole('row', { name: /Stat/ }).first().waitFor()

  for (const [name, address] of [
    ['modality MR', '?modality=MR'],
    ['unread because failed, CT head', '?unread=failed&studyType=CT%20head'],
    ['name "Fontaine4"', '?q=Fontaine4'],
    ['stat, overdue', '?priority=stat&overdue=true'],
  ] as const) {
    const from = Date.now()
    await page.goto(`/worklist${address}`)
    await page.locator('[role=row] [role=gridcell]').first().waitFor()
    say(`opened with ${name}, ms`, Date.now() - from)
  }
  await shoot(page, 'worklist-filtered')

  function scrolled(): Promise<number> {
    return page.evaluate(`document.querySelector('[role=grid]').parentElement.scrollTop`) as Promise<number>
  }
  function underCursor(): Promise<string> {
    const x = (box?.x ?? 0) + 400
    const y = (box?.y ?? 0) + 320
    return page.evaluate(
      `document.elementFromPoint(${x}, ${y})?.closest('[role=row]')?.textContent ?? ''`,
    ) as Promise<string>
  }
} finally {
  await browser.close()
  await firstread.stop()
}
