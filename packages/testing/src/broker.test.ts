import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ask, listen } from './broker.ts'

test('every caller gets the same answer, however many ask at once', async () => {
  let made = 0
  const broker = await listen(async () => ({ made: ++made }))
  const answers = await Promise.all([ask(broker.path), ask(broker.path), ask(broker.path)])
  expect(answers).toHaveLength(3)
  expect(answers).toContainEqual({ made: 3 })
  broker.close()
})

test('an error on the other side is thrown here, with its words', async () => {
  const broker = await listen(() => Promise.reject(new Error('migration 7 failed')))
  await expect(ask(broker.path)).rejects.toThrow('migration 7 failed')
  broker.close()
})

test('after closing nothing answers and nothing is left', async () => {
  const broker = await listen(async () => 1)
  broker.close()
  expect(existsSync(broker.path)).toBe(false)
  await expect(ask(broker.path)).rejects.toThrow('ENOENT')
})
