import type { Page } from 'playwright-core'

/** What the browser itself noticed while somebody scrolled. Milliseconds. */
export type Frames = {
  frames: number
  /** Between two pictures on the screen. */
  median: number
  p95: number
  worst: number
  /** Scripts that held the page for more than 50 ms (the Long Tasks API). */
  longTasks: number
  longest: number
  /** Processor time of the page's main thread, which a busy machine does not change; and of it, scripts. */
  cpu: number
  scripts: number
}

type Metrics = { metrics: { name: string; value: number }[] }

/** Watches the frames of a page from now until `stop` is called. */
export async function watchFrames(page: Page): Promise<{ stop: () => Promise<Frames> }> {
  const debug = await page.context().newCDPSession(page)
  await debug.send('Performance.enable', { timeDomain: 'threadTicks' })
  const spent = async () => {
    const { metrics } = (await debug.send('Performance.getMetrics')) as Metrics
    return (name: string) => 1000 * (metrics.find((one) => one.name === name)?.value ?? 0)
  }
  const before = await spent()
  await page.evaluate(`(() => {
    const seen = { times: [], tasks: [], on: true }
    window.__frames = seen
    const tick = (now) => { seen.times.push(now); if (seen.on) requestAnimationFrame(tick) }
    requestAnimationFrame(tick)
    new PerformanceObserver((list) => { for (const e of list.getEntries()) seen.tasks.push(e.duration) }).observe({ type: 'longtask' })
  })()`)
  return {
    async stop() {
      const after = await spent()
      await debug.detach()
      const since = (name: string) => Math.round(after(name) - before(name))
      const seen = (await page.evaluate(`(() => {
        const seen = window.__frames
        seen.on = false
        const gaps = seen.times.slice(1).map((t, i) => t - seen.times[i]).sort((a, b) => a - b)
        const at = (part) => Math.round(gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * part))] ?? 0)
        return { frames: gaps.length, median: at(0.5), p95: at(0.95), worst: at(1), longTasks: seen.tasks.length,
          longest: Math.round(Math.max(0, ...seen.tasks)) }
      })()`)) as Omit<Frames, 'cpu' | 'scripts'>
      return { ...seen, cpu: since('TaskDuration'), scripts: since('ScriptDuration') }
    },
  }
}

/** Turns the wheel by `step` pixels so many times, as fast as the page takes it. */
export async function wheel(page: Page, times: number, step: number): Promise<void> {
  for (let turn = 0; turn < times; turn += 1) await page.mouse.wheel(0, step)
}
