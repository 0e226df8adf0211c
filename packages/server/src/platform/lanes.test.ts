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

test('one who has taken their share waits for themselves, and others pass', async () => {
  const lanes = openLanes({ width: 3, waiting: 6, each: 2 })
  const slow = [held(), held(), held()]
  const done: string[] = []
  const theirs = slow.map(({ work }, n) => lanes(work, 'slow').then(() => done.push(`slow ${n}`)))
  await lanes(async () => done.push('other'), 'other')
  expect(done).toEqual(['other'])
  slow[0]?.finish()
  await theirs[0]
  slow[1]?.finish()
  await theirs[1]
  slow[2]?.finish()
  await theirs[2]
  expect(done).toEqual(['other', 'slow 0', 'slow 1', 'slow 2'])
})

test('one fills no more than their share of the line', async () => {
  const lanes = openLanes({ width: 2, waiting: 2, each: 1 })
  const first = held()
  const running = lanes(first.work, 'slow')
  const waiting = lanes(async () => undefined, 'slow')
  await expect(lanes(async () => undefined, 'slow')).rejects.toMatchObject({ code: 'busy' })
  const other = held()
  const others = [lanes(other.work, 'other'), lanes(async () => undefined, 'other')]
  other.finish()
  await Promise.all(others)
  first.finish()
  await Promise.all([running, waiting])
})
