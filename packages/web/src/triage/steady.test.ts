import type { WorklistItem } from '@firstread/client'
import { expect, test } from 'vitest'
import { extend, hold } from './steady.ts'

const study = (reportId: string, more: Partial<WorklistItem> = {}) => ({ reportId, ...more }) as WorklistItem
const line = (...ids: string[]) => ids.map((id) => study(id))
const idsOf = (lines: readonly { reportId: string }[]) => lines.map(({ reportId }) => reportId)

test('a new urgent study is counted and moves nothing', () => {
  const { lines, fresh, moved } = hold(line('a', 'b', 'c'), line('new', 'a', 'b', 'c'), true)
  expect(idsOf(lines)).toEqual(['a', 'b', 'c'])
  expect(idsOf(fresh)).toEqual(['new'])
  expect(moved).toBe(false)
})

test('a study that was signed stays where it was, marked', () => {
  const { lines } = hold(line('a', 'b', 'c'), line('a', 'c'), true)
  expect(lines).toMatchObject([{ reportId: 'a' }, { reportId: 'b', gone: true }, { reportId: 'c' }])
  expect(lines[0]?.gone).toBeUndefined()
})

test('what is behind the loaded pages is not taken for gone', () => {
  const { lines } = hold(line('a', 'b', 'c', 'd'), line('a', 'b'), false)
  expect(lines.filter((one) => one.gone)).toEqual([])
})

test("another doctor's claim shows at once, in place", () => {
  const claim = { doctorId: 'x', doctorName: 'Dr X', expiresAt: '2026-11-24T03:00:00Z' }
  const { lines, moved } = hold(line('a', 'b'), [study('b', { claim }), study('a')], true)
  expect(lines[1]).toMatchObject({ reportId: 'b', claim })
  expect(moved).toBe(true)
})

test('the next page is added at the end and is no news', () => {
  const now = line('a', 'b', 'c', 'd')
  expect(hold(line('a', 'b'), now, false).fresh).toEqual([])
  expect(idsOf(extend(line('a', 'b'), now))).toEqual(['a', 'b', 'c', 'd'])
  expect(idsOf(extend(line('a', 'b'), line('new', 'a', 'b')))).toEqual(['a', 'b'])
})
