import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
type Violation = { id: string; nodes: { html: string; failureSummary: string }[] }

/** What WCAG 2.2 AA has against the page as it is now, by axe; empty when nothing. */
export async function barriers(page: Page): Promise<string[]> {
  await atRest(page)
  // Evaluated through the debugger, not as a script of the page, which its policy would refuse.
  await page.evaluate(await readFile(axePath, 'utf8'))
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] }).then((r) => r.violations)`,
  )) as Violation[]
  return found.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, 3)
      .map((node) => `${new URL(page.url()).pathname} ${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`),
  )
}

/** Drawn, and every colour arrived where it goes: axe would judge one in the middle of its way from dark to light. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.all(ending.map((one) => one.finished.catch(() => undefined)))
  })()`)
}

/** How far the page runs out to the right, pixels: nobody should have to scroll sideways. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(
    `(() => { const c = document.querySelector('#content'); return c ? c.scrollWidth - c.clientWidth : 0 })()`,
  ) as Promise<number>

/** Kept as an artefact where FIRSTREAD_SHOTS names a folder. */
export async function keep(name: string, content: () => string | Promise<Buffer>): Promise<void> {
  const folder = process.env.FIRSTREAD_SHOTS
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name), await content())
}

export const shoot = (page: Page, name: string): Promise<void> => keep(`${name}.png`, () => page.screenshot())

/**
 * The grey levels that the viewer shows, as the person sees them: how many different ones, and their mean. A black or an
 * empty image has one.
 */
export const greys = (page: Page): Promise<{ different: number; mean: number }> =>
  page.evaluate(`(() => {
    const canvas = document.querySelector('canvas.cornerstone-canvas')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    const seen = new Set(); let sum = 0
    for (let i = 0; i < data.length; i += 4) { seen.add(data[i]); sum += data[i] }
    return { different: seen.size, mean: sum / (data.length / 4) }
  })()`) as Promise<{ different: number; mean: number }>
