import { expect, test } from 'vitest'
import { openLanes } from './lanes.ts'

/** Work that ends when it is told to. */
function held() {
  let finish: () => void = () => undefined
  const work = () => new Promise<void>((done) => (finish = done))
  return { work, finish: () => finish() }
}

test('so many run at once, so many wait, and the next is refused', async () => {
  const lanes = openLanes({ width: 1, waiting: 1 })
  const first = held()
  const running = lanes(first.work)
  let started = false
  const waiting = lanes(async () => {
    started = true
  })
  await expect(lanes(async () => undefined)).rejects.toMatchObject({ code: 'busy', extra: { retryAfterSeconds: 3 } })
  expect(started).toBe(false)
  first.finish()
  await Promise.all([running, waiting])
  expect(started).toBe(true)
  expect(await lanes(async () => 'free again')).toBe('free again')
})

test('work that fails gives its place to the next', async () => {
  const lanes = openLanes({ width: 1, waiting: 5 })
  const failing = lanes(() => Promise.reject(new Error('no')))
  const next = lanes(async () => 'yes')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('yes')
})

test('never more than the width, in the order of asking', async () => {
  const lanes = openLanes({ width: 3, waiting: 100 })
  const order: number[] = []
  let running = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      lanes(async () => {
        order.push(n)
        running += 1
        most = Math.max(most, running)
        await new Promise((done) => setImmediate(done))
        running -= 1
      }),
    ),
  )
  expect(most).toBe(3)
  expect(order).toEqual(Array.from({ length: 30 }, (_, n) => n))
})
